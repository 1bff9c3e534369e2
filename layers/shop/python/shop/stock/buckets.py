"""Buckets: the pool of a hot SKU, spread over several items so that who buys at once does not meet at one. Pure.

The first bucket is the pool's own item. It says how the pool is spread (`spread`, the id of the spreading, and
`buckets`, how many there are) and alone has what is no sale: blocked and incoming units, costs, terms. Each other
bucket has free and promised units of its own, and all that a sale asks for: whether the SKU is on sale, at which price.
Where the pool is spread nothing is short: what comes to be short gathers it in the same write.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Self

from shop.stock.changes import Level
from shop.storage.values import Item

MOST_BUCKETS = 8
# What a reservation asks of a SKU, beside its units: in every bucket as in the pool's own item.
OFFERED = ("on_sale", "currency", "price_minor", "former_price_minor", "former_until")
NOT_SPREAD = "attribute_not_exists(#spread)"
AS_SPREAD = "#spread = :spread"


class Spread(NamedTuple):
    """How a pool is spread: by which spreading, over how many buckets."""

    id: str
    buckets: int

    @classmethod
    def of(cls, pool: Mapping[str, Any] | None) -> Self | None:
        """As the pool's own item says it; None where the pool is one item."""
        return cls(pool["spread"], pool["buckets"]) if pool and "buckets" in pool else None

    def still_in(self, drawn: Mapping[int, int]) -> dict[int, int]:
        """Where units lie that were drawn by this spreading: what was in a bucket that was folded is in the first."""
        parts: dict[int, int] = {}
        for number, units in drawn.items():
            now = number if number < self.buckets else 0
            parts[now] = parts.get(now, 0) + units
        return parts


class Pool(NamedTuple):
    """A pool as it was read: its own item, and by number the other items in which units of it lie or lay."""

    own: Item
    others: Mapping[int, Item]

    @property
    def spread(self) -> Spread | None:
        """How it is spread; None where it is one item."""
        return Spread.of(self.own)

    @property
    def is_torn(self) -> bool:
        """Whether units went from bucket to bucket while it was read."""
        spread = self.spread
        if spread is None:
            return False
        return any(self.others.get(number, {}).get("spread") != spread.id for number in range(1, spread.buckets))

    @property
    def levels(self) -> dict[int, Level]:
        """What is in each bucket that there is."""
        spread = self.spread
        others = {number: Level.of(self.others.get(number)) for number in range(1, spread.buckets)} if spread else {}
        return {0: Level.of(self.own), **others}

    @property
    def whole(self) -> Item:
        """The SKU as a whole: the pool's own item with what is in all buckets."""
        levels = self.levels.values()
        return self.own | {
            "available": sum(level.available for level in levels),
            "reserved": sum(level.reserved for level in levels),
        }


def at_random(spread: Spread) -> int:
    """A bucket to try first."""
    return random.randrange(spread.buckets)


def shuffled(numbers: Iterable[int]) -> list[int]:
    """Buckets in the order in which they are tried."""
    order = list(numbers)
    random.shuffle(order)
    return order


def draw(free: Mapping[int, int], units: int, order: Sequence[int]) -> dict[int, int]:
    """How many units to take from which buckets: all from the first that has them, else from several in turn.

    Raises ValueError when there are not so many.
    """
    for number in order:
        if free[number] >= units:
            return {number: units}
    return taken(free, units, order)


def taken(free: Mapping[int, int], units: int, order: Iterable[int]) -> dict[int, int]:
    """So many units, bucket after bucket. Raises ValueError when there are not so many."""
    parts: dict[int, int] = {}
    for number in order:
        if units and free[number]:
            parts[number] = min(free[number], units)
            units -= parts[number]
    if units:
        raise ValueError(f"{units} units more than there are")
    return parts


def shares(units: int, buckets: int) -> list[int]:
    """Units in equal parts; what is over lies in the first ones."""
    each, over = divmod(units, buckets)
    return [each + (number < over) for number in range(buckets)]


def narrowed(widths: Mapping[str, int], fewer: int) -> dict[str, int]:
    """How many buckets each SKU has where all have so many fewer together: the widest give first. At least one stays.

    Those alone that change.
    """
    left = dict(widths)
    for _ in range(fewer):
        widest = max(left, key=lambda sku: left[sku], default=None)
        if widest is None or left[widest] == 1:
            break
        left[widest] -= 1
    return {sku: buckets for sku, buckets in left.items() if buckets != widths[sku]}
