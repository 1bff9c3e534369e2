"""A program that needs the shop to be up decides itself how it ends."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from infra.local.companion import accompany

# Ends a moment after it was told to, with a code of its own.
ENDS_IN_ORDER = """
import signal, sys, time
from pathlib import Path
def end(*_):
    time.sleep(0.2)
    Path(sys.argv[1]).write_text("ended")
    sys.exit(3)
signal.signal(signal.SIGTERM, end)
Path(sys.argv[1]).write_text("begun")
time.sleep(60)
"""


@pytest.mark.parametrize(("ending", "code"), [("exit 0", 0), ("exit 7", 7), ("kill -9 $$", 128 + 9)])
def test_its_exit_code_is_passed_on(ending: str, code: int) -> None:
    assert accompany(["sh", "-c", ending]) == code


def test_a_program_that_accompanies_the_cloud_is_told_to_end_and_waited_for(tmp_path: Path) -> None:
    note = tmp_path / "note"
    threading.Thread(target=_terminate_us_when, args=(note, "begun"), daemon=True).start()
    assert accompany([sys.executable, "-c", ENDS_IN_ORDER, str(note)]) == 3
    assert note.read_text() == "ended"


def _terminate_us_when(note: Path, text: str) -> None:
    for _ in range(600):
        if note.exists() and note.read_text() == text:
            os.kill(os.getpid(), signal.SIGTERM)
            return
        time.sleep(0.05)
