"""Runs a server for as long as its owner lives, and ends it in order whatever happens to the owner.

    python keeper.py PROGRAM ARGUMENT…        (stdin: a pipe that only the owner holds open)

The emulator saves its state only when it is asked to stop. The owner may be killed without a
chance to ask; the end of the pipe tells the keeper, who asks, waits, and leaves no process.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading

PATIENCE_SECONDS = 60


def _end_when_left_alone(server: "subprocess.Popen[bytes]") -> None:
    sys.stdin.buffer.read()  # nothing is ever written: this returns when the owner is gone
    server.terminate()
    try:
        server.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()


def main(command: list[str]) -> int:
    """Run the command until it ends or the owner is gone; returns the command's exit code."""
    # Ctrl-C at the terminal is for the owner.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    threading.Thread(target=_end_when_left_alone, args=(server,), daemon=True).start()
    code = server.wait()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)  # its workers, should any have stayed
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
