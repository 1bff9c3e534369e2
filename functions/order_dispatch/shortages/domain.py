"""For which orders units are missing, when a SKU is short: those whose promise is the newest. Pure (R3.1.3).

What is there serves the oldest promises first. Units tied at a party are missing for the orders that are to leave from
there. What is short of the SKU as a whole beyond that is missing for orders that nobody was given yet.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from shop.stock.changes import Level


class Missing(NamedTuple):
    """Units that an order waits for, at the party that has it; None where it was given to nobody."""

    units: int
    party: str | None


def missing(levels: Iterable[Mapping[str, Any]]) -> dict[str | None, int]:
    """What a SKU's levels (the pool, then the locations) say is missing, by the party of the orders concerned."""
    pool, *locations = levels
    at = {location["party"]: short for location in locations if (short := Level.of(location).shortfall)}
    unallocated = Level.of(pool).shortfall - sum(at.values())
    return {None: unallocated, **at} if unallocated > 0 else dict(at)


class Share:
    """What is missing, as it is laid upon one order after the other, the newest promise first."""

    def __init__(self, left: Mapping[str | None, int]) -> None:
        self.left = dict(left)

    @property
    def is_done(self) -> bool:
        return not any(self.left.values())

    def of(self, party: str | None, promised: int) -> Missing | None:
        """What of it falls to an order that so many units are promised to."""
        units = min(promised, self.left.get(party, 0))
        if not units:
            return None
        self.left[party] -= units
        return Missing(units, party)
