"""The state folder of a local cloud: who holds it, and under which port and key it is reached.

One program holds it at a time, by a lock that goes with whatever it starts; others use the cloud that runs there.
"""

import contextlib
import fcntl
import json
import os
import secrets
import string
import time
from pathlib import Path
from typing import IO

from infra.local.preflight import CannotStartError
from infra.local.stack import AccessKey, write_private

KEY_FILE = "access-key.json"


def lock_of(state: Path) -> IO[str]:
    """The folder's lock, not taken yet. Raises CannotStartError when nothing can be written there."""
    try:
        state.mkdir(parents=True, exist_ok=True)
        return (state / "lock").open("a")
    except OSError as error:
        raise CannotStartError(f"{state} cannot be used: {error.strerror}; give another with --state.") from error


def taken(lock: int, state: Path, *, patience: float) -> bool:
    """Take the folder, or find that a running emulator holds it; wait for one that starts or ends, so many seconds.

    Raises CannotStartError when neither comes to be.
    """
    deadline = time.monotonic() + patience
    while True:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if _owner_lives(state):
            return False
        if time.monotonic() > deadline:
            raise CannotStartError(f"Another program holds {state} but runs no cloud there; end it first.")
        time.sleep(0.2)


def last_port(state: Path) -> int | None:
    """Where the cloud of this folder listens, or listened last."""
    with contextlib.suppress(OSError, ValueError):
        return int((state / "port").read_text())
    return None


def new_key(state: Path) -> AccessKey:
    """A key that nobody knows, written down for tools over the same folder."""
    letters = string.ascii_uppercase + string.digits
    drawn = "".join(secrets.choice(letters) for _ in range(16))
    key: AccessKey = {"access_key_id": f"AKIA{drawn}", "secret_access_key": secrets.token_urlsafe(30)}
    write_private(state / KEY_FILE, json.dumps(key))
    return key


def _owner_lives(state: Path) -> bool:
    """Whether somebody keeps a cloud running; not so while it starts, or ends because its owner was killed."""
    with contextlib.suppress(OSError, ValueError):
        os.kill(int((state / "owner").read_text()), 0)
        return True
    return False


def key_of(state: Path) -> AccessKey:
    """The key that was written down."""
    key: AccessKey = json.loads((state / KEY_FILE).read_text())
    return key
