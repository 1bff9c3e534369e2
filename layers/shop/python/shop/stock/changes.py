"""What moving units does to a level, and what has to be true of the level for it. Pure.

`on_hand = available + reserved + blocked - shortfall`, of a pool and of a location. A shortfall is what was promised
and found missing: whatever comes free makes it up first, so where anything is short nothing is available.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, Self


class Level(NamedTuple):
    """What there is: free to sell (or untied), promised (or tied), unsellable, and missing of what is promised."""

    available: int = 0
    reserved: int = 0
    blocked: int = 0
    shortfall: int = 0

    @classmethod
    def of(cls, item: Mapping[str, Any] | None) -> Self:
        """A level as it is stored; what it lacks is nothing, and so is a level that is not there."""
        return cls(*((item or {}).get(name, 0) for name in cls._fields))

    @property
    def sellable(self) -> int:
        """The units that lie there and are not blocked, whether promised or not."""
        return self.available + self.reserved - self.shortfall

    @property
    def on_hand(self) -> int:
        """The units that lie there."""
        return self.sellable + self.blocked

    def takes(self, change: "Change") -> bool:
        """Whether the level has the units that a change takes, and promised as many as are missing then."""
        after = Level(*(has + more for has, more in zip(self, change, strict=True)))
        return min(after) >= 0 and after.shortfall <= after.reserved


class Change(NamedTuple):
    """What a level is more or less of afterwards, in units."""

    available: int = 0
    reserved: int = 0
    blocked: int = 0
    shortfall: int = 0

    @property
    def on_hand(self) -> int:
        """How many units more (or fewer) lie there."""
        return self.available + self.reserved + self.blocked - self.shortfall

    def needs(self, short: int = 0) -> tuple[str, dict[str, int]]:
        """The condition under which a level takes this change, and its values, when `short` units are seen missing.

        Ranges where they do, so that who sells meanwhile is in nobody's way.
        """
        conditions: list[str] = []
        values: dict[str, int] = {}
        if self.shortfall < 0:
            values["made_up"] = -self.shortfall
            conditions.append("#shortfall = :made_up" if self.available else "#shortfall >= :made_up")
        elif short:
            values["short"] = short
            conditions.append("#shortfall = :short")
        elif self.available > 0 or self.reserved < 0 or self.shortfall:
            values["none"] = 0
            conditions.append("(attribute_not_exists(#shortfall) OR #shortfall = :none)")
        if self.shortfall > 0:
            # Those taken are all that were free.
            values["taken"] = -self.available
            conditions.append("#available = :taken")
        elif self.available < 0:
            values["taken"] = -self.available
            conditions.append("#available >= :taken")
        if self.shortfall > 0 or self.reserved < 0:
            # What is missing stays promised; of a promise that is given up it need not.
            values["held"] = -self.reserved if self.shortfall < 0 else short + self.shortfall - self.reserved
            conditions.append("#reserved >= :held")
        if self.blocked < 0:
            values["freed"] = -self.blocked
            conditions.append("#blocked >= :freed")
        return " AND ".join(conditions), values


class Way(NamedTuple):
    """What a unit that goes this way is more or less of afterwards, where nothing is short."""

    available: int = 0
    reserved: int = 0
    blocked: int = 0

    def change(self, units: int, seen: Level | None = None) -> Change:
        """What so many units change at a level as it was seen; without one: where nothing is short.

        What comes free makes up what is missing. What is found missing (or unsellable) is short of what is promised
        once nothing is free; that may be more than is promised: see `Level.takes`.
        """
        available, reserved, blocked = (units * each for each in self)
        if seen is None:
            return Change(available, reserved, blocked)
        if self.available > 0:
            made_up = min(available, seen.shortfall)
            return Change(available - made_up, reserved, blocked, -made_up)
        if self.available < 0 and not self.reserved:
            free = min(units, seen.available)
            return Change(-free, reserved, blocked, units - free)
        return Change(available, reserved, blocked)


COME, TAKEN, PROMISED, FREED, GONE, BACK = Way(1), Way(-1), Way(-1, 1), Way(1, -1), Way(0, -1), Way(0, 1)
BLOCKED, UNBLOCKED, WRITTEN_OFF = Way(-1, 0, 1), Way(1, 0, -1), Way(0, 0, -1)
