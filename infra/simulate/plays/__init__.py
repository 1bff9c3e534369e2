"""What can be simulated: each module is one play, and says `play(month, out, seed, console) -> figures`."""

import importlib
from pathlib import Path
from types import ModuleType


def names() -> list[str]:
    """The plays that there are."""
    return sorted(file.stem for file in Path(__file__).parent.glob("[a-z]*.py"))


def named(name: str) -> ModuleType:
    """A play by its name."""
    return importlib.import_module(f"{__name__}.{name}")
