"""Starts and ends ministack, the AWS emulator, for one state folder."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from infra.local import folder, preflight
from infra.local.preflight import HOST, CannotStartError
from infra.local.stack import AccessKey, Owner

START_SECONDS = 60
KEEPER = Path(__file__).with_name("keeper.py")
SERVER = Path(__file__).with_name("mended.py")
# What the roles of the shop's functions did with the rights they have, each kind of call once a start.
CALLS_NAME = "calls.jsonl"


@dataclass(frozen=True, slots=True)
class Emulator:
    """A running emulator: where it listens, and whether it was started here."""

    port: int
    access_key: AccessKey
    keeper: "subprocess.Popen[bytes] | None"

    @property
    def owner(self) -> Owner:
        """The owner of the account in it."""
        return Owner(f"http://{HOST}:{self.port}", **self.access_key)

    def runs(self) -> bool:
        """Whether it still does."""
        return self.keeper.poll() is None if self.keeper else _answers(self.port)


@contextlib.contextmanager
def emulator(state: Path, *, port: int | None = None) -> Iterator[Emulator]:
    """The emulator of a state folder: the one that runs already, or one for the time of the block.

    The emulator saves what it holds when it ends, and the next one over the same folder goes on from it.
    Raises CannotStartError (folder that cannot be written, taken port, missing tool, emulator that does not come up).
    """
    with folder.lock_of(state) as lock:
        if not folder.taken(lock.fileno(), state, patience=START_SECONDS):
            yield _running(state, port)
            return
        number = preflight.free_port(asked=port, last=folder.last_port(state))
        (state / "port").write_text(str(number))
        # The lock goes to the keeper too: nobody else starts over this state before its end is written.
        key = folder.new_key(state)
        keeper = _start(state, number, key, lock.fileno())
        owner = state / "owner"
        owner.write_text(str(os.getpid()))
        try:
            yield Emulator(number, key, keeper)
        finally:
            owner.unlink(missing_ok=True)
            _stop(keeper)


def _running(state: Path, asked: int | None) -> Emulator:
    port = folder.last_port(state)
    assert port is not None
    if asked not in (None, port):
        raise CannotStartError(f"The cloud of {state} already runs, on port {port}; leave out --port, or end it first.")
    return Emulator(port, folder.key_of(state), None)


def _answers(port: int) -> bool:
    address = f"http://{HOST}:{port}/_ministack/health"
    with contextlib.suppress(OSError, ValueError), urllib.request.urlopen(address, timeout=2) as answer:
        return "services" in json.load(answer)
    return False


def _start(state: Path, port: int, key: AccessKey, lock: int) -> "subprocess.Popen[bytes]":
    python = preflight.tool("cloud", "python")
    scratch = state / "tmp"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    # Nothing of the caller's environment: functions would inherit it.
    environment = {
        "PATH": os.pathsep.join([str(python.parent), "/usr/local/bin", "/usr/bin", "/bin"]),
        "HOME": str(scratch),
        "LANG": "C.UTF-8",
        "TMPDIR": str(scratch),
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,
        "AWS_ACCESS_KEY_ID": key["access_key_id"],
        "AWS_SECRET_ACCESS_KEY": key["secret_access_key"],
        "GATEWAY_PORT": str(port),
        "AUTH": "true",
        "LAMBDA_EXECUTOR": "local",
        "LOG_LEVEL": "WARNING",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(state / "cloud"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(state / "s3"),
        "CALLS_FILE": str(state / CALLS_NAME),
        # Both would listen beyond the loopback interface.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }
    (state / CALLS_NAME).write_text("")
    with (state / "cloud.log").open("wb") as log:
        keeper = subprocess.Popen(
            # -P: the folder of these two files is none to import from.
            [sys.executable, "-P", str(KEEPER), str(python), "-P", str(SERVER)],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=scratch,
            pass_fds=(lock,),
            umask=0o077,  # the state holds passwords and customers
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(port):
            if keeper.poll() is not None or time.monotonic() > deadline:
                raise CannotStartError(f"The local cloud did not come up; {state / 'cloud.log'} says why.")
            time.sleep(0.1)
    except BaseException:
        _stop(keeper)
        raise
    return keeper


def _stop(keeper: "subprocess.Popen[bytes]") -> None:
    """Let the emulator save its state and end; an impatient second Ctrl-C must not cut that short."""
    with _deaf():
        assert keeper.stdin is not None
        keeper.stdin.close()
        keeper.wait()


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
