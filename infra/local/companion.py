"""Runs a program while the local cloud is up, and passes on signals and exit code."""

import contextlib
import signal
import subprocess
from collections.abc import Iterator, Sequence
from types import FrameType


def accompany(command: Sequence[str]) -> int:
    """Run the program to its end, however it ends; returns its exit code, or 128 + the signal that ended it."""
    with _passing_signals() as told, subprocess.Popen(command) as program:
        told.append(program)
        code = program.wait()
    return code if code >= 0 else 128 - code


@contextlib.contextmanager
def _passing_signals() -> Iterator["list[subprocess.Popen[bytes]]"]:
    """Signals are for the program, which decides when it has ended; only then the cloud may end."""
    programs: list[subprocess.Popen[bytes]] = []

    def pass_on(number: int, _: FrameType | None) -> None:
        for program in programs:
            program.send_signal(number)

    # Ctrl-C at a terminal reaches the program by itself.
    handlers = {signal.SIGINT: lambda *_: None, signal.SIGTERM: pass_on, signal.SIGHUP: pass_on}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield programs
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
