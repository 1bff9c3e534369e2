"""Offering many spread SKUs in one write: buckets are folded until it fits, and spread again after it.

Who draws from a bucket asks nothing of any other item, so whoever ends or reprices the sales of a product in one write
writes all items from which something of it is sold: of 30 SKUs over 8 buckets 240, where a write has 100. A bucket is
folded by moving its units into the pool's own item. Nothing goes off sale for it, and of the whole nothing changes.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from shop.errors import Busy
from shop.ids import new_id
from shop.stock.buckets import AS_SPREAD, MOST_BUCKETS, Pool, Spread, narrowed
from shop.stock.gathering import Gathering, UnitsShort
from shop.stock.levels import pool_key
from shop.stock.refusals import Moved
from shop.stock.units import Cause
from shop.storage.retry import TransientError
from shop.storage.transaction import Outgrew, Transaction

T = TypeVar("T")
_SKU = "SKU#"
# Once is enough unless somebody spreads them meanwhile.
_MOST_ROUNDS = 4


class Folding(Gathering):
    """The SKU table as far as buckets are folded for a while."""

    def offering(self, at: datetime, change: Callable[[], T]) -> T:
        """Call `change`, which offers SKUs otherwise in one write; where that outgrows one, again with fewer buckets.

        What is still on sale afterwards is spread as it was, if nobody is in the way of that. `change` must bear being
        called more than once. Raises Outgrew (without buckets it would be too large, too), Busy, and what it raises.
        """
        were: dict[str, int] = {}
        try:
            for _ in range(_MOST_ROUNDS):
                try:
                    return change()
                except Outgrew as outgrew:
                    self._make_room(outgrew, were)
            raise Busy("The SKUs are being spread; try again in a moment.")
        finally:
            for sku, buckets in were.items():
                self._spread_again(sku, buckets, at)

    def _make_room(self, outgrew: Outgrew, were: dict[str, int]) -> None:
        skus = [partition.removeprefix(_SKU) for partition in outgrew.grown if partition.startswith(_SKU)]
        if not skus:
            raise outgrew
        pools = self.table.database.read_many([(self.table, pool_key(sku)) for sku in skus])
        widths = {pool["sku"]: pool["buckets"] for pool in pools if "buckets" in pool}
        for sku, buckets in narrowed(widths, outgrew.over).items():
            were.setdefault(sku, widths[sku])
            self.fold(sku, buckets)

    def fold(self, sku: str, buckets: int) -> None:
        """Leave a SKU no more buckets than these; the units of the others come to lie in the pool's own item.

        All at once where nobody buys of them, ever fewer where somebody does: between the look at one bucket and its
        write seldom is a sale. Raises Busy.
        """
        at_once = MOST_BUCKETS

        def attempt() -> None:
            nonlocal at_once
            while (spread := (seen := self.pool_of(sku)).spread) and spread.buckets > buckets:
                try:
                    with self.table.database.transaction() as write:
                        self._fold(write, sku, seen, spread, max(buckets, spread.buckets - at_once))
                except Moved as moved:
                    at_once = max(1, at_once // 2)
                    raise TransientError(moved) from None

        self.table.database.retry.call(attempt)

    def _fold(self, write: Transaction, sku: str, seen: Pool, spread: Spread, left: int) -> None:
        """Fold the buckets from the number `left` on, as they were seen. Refused: Moved."""
        gone = [level for number, level in seen.levels.items() if number >= left]
        values = {
            "free": sum(level.available for level in gone),
            "held": sum(level.reserved for level in gone),
            "spread": spread.id,
            "before": spread.buckets,
        }
        write.update(
            self.table,
            pool_key(sku),
            "ADD #available :free, #reserved :held "
            + ("SET #buckets = :left" if left > 1 else "REMOVE #spread, #buckets"),
            when=f"{AS_SPREAD} AND #buckets = :before",
            values=values | {"left": left} if left > 1 else values,
            refused=lambda found: Moved(),
        )
        self._empty(write, sku, seen, left)

    def _spread_again(self, sku: str, buckets: int, at: datetime) -> None:
        """Spread a SKU that is on sale as it was. Where that cannot be it stays as it is: it sells all the same."""

        def attempt(seen: Pool) -> None:
            if seen.own.get("on_sale") and len(seen.levels) < buckets:
                with self.table.database.transaction() as write:
                    self.spread(write, sku, seen, buckets, Cause(new_id(at), "", at))

        with suppress(Busy, UnitsShort):
            self.on_pool(sku, attempt)
