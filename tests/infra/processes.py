"""Which processes belong to a local cloud: those whose environment or command names its state folder."""

import subprocess
from pathlib import Path

_PROC = Path("/proc")


def belonging_to(state: Path) -> list[int]:
    """Ids of living processes of the cloud over a state folder, other than zombies."""
    if not _PROC.exists():
        listing = subprocess.run(["ps", "axeww", "-o", "pid,command"], capture_output=True, text=True, check=True)
        return [int(line.split()[0]) for line in listing.stdout.splitlines() if str(state) in line]
    return [int(folder.name) for folder in _PROC.iterdir() if folder.name.isdigit() and _names(folder, state)]


def _names(process: Path, state: Path) -> bool:
    try:
        return any(str(state).encode() in (process / part).read_bytes() for part in ("environ", "cmdline"))
    except OSError:  # it ended meanwhile
        return False
