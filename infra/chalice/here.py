"""The Chalice app in this process, as tests and the benchmark call it. Chalice itself lies in its own environment."""

import sys
from typing import TYPE_CHECKING

from infra import house
from infra.local import preflight

if TYPE_CHECKING:
    from infra.chalice.adapter import Shop


def shop() -> "Shop":
    """The app with all rooms, called as Lambda calls it: `shop()(event, context)`. Raises CannotStartError."""
    sys.path += [folder for folder in packages() if folder not in sys.path]  # last: what is there goes before
    from infra.chalice.adapter import Shop

    return Shop("zhanggui", [room.name for room in house.rooms()])


def packages() -> list[str]:
    """The folders that Chalice is imported from. Raises CannotStartError."""
    chalice = preflight.tool("chalice", "chalice")
    return [str(folder) for folder in chalice.parents[1].glob("lib/python3.*/site-packages")]
