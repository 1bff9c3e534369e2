"""Somebody who reads, and is overtaken before they act on what they read."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest


def overtake(patch: pytest.MonkeyPatch, store: ModuleType, load: str, act: Callable[[], object]) -> None:
    """Whoever next reads by `store.load` goes on only after `act`; they know what was before it."""
    read = getattr(store, load)

    def read_and_be_overtaken(*asked: Any) -> Any:
        found = read(*asked)
        patch.setattr(store, load, read)
        act()
        return found

    patch.setattr(store, load, read_and_be_overtaken)
