"""Runs the tools that build and deploy, quietly, and ends them with us."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from infra.local.preflight import ROOT, CannotStartError

# What would lead a tool to another account, another Python or other packages.
_FOREIGN = ("AWS_", "SAM_", "PYTHON", "VIRTUAL_ENV", "CONDA_", "MAKE", "MFLAGS")


class ToolFailedError(CannotStartError):
    """A tool ended with an error; the message names it and where it says why."""


def run(command: Sequence[str | Path], *, env: Mapping[str, str], path: Path, log: Path) -> None:
    """Run a tool in the project's folder with `path` before PATH, its output going to `log`. Raises ToolFailedError."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    environment["PATH"] = os.pathsep.join([str(path), environment.get("PATH", os.defpath)])
    with log.open("ab") as output:
        # A group of its own: whatever the tool started ends with it.
        tool = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**environment, **env},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code = tool.wait()
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(tool.pid, signal.SIGKILL)
            tool.wait()
    if code:
        raise ToolFailedError(f"'{Path(command[0]).name} {command[1]}' failed ({code}); {log} says why.")
