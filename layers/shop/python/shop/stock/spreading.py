"""Promises of a pool, wherever its units lie: in its one item or in the buckets that it is spread over.

An order draws from a bucket at random, from several where no one has enough, and what it drew is kept beside it in the
same write: its promise ends where it began, or in the pool's own item when its bucket is no more.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from shop.errors import Busy
from shop.stock.buckets import AS_SPREAD, NOT_SPREAD, Spread, at_random, draw, shuffled, taken
from shop.stock.changes import PROMISED, Way
from shop.stock.levels import bucket_key, drawn_key, pool_key
from shop.stock.moving import Line, Moves, written
from shop.stock.units import Cause, Demand, Units
from shop.storage.requests import Request, put_request, update_request
from shop.storage.transaction import Transaction
from shop.storage.values import Item

_MOST_KNOWN = 1_000


class Spreading(Moves):
    """The SKU table as far as pools are spread."""

    def _promise(self, write: Transaction, demand: Demand, cause: Cause, line: Line, when: str, asked: Item) -> None:
        """Promise units where `when` holds; `asked` are its values. Refused: what the demand says of what there is."""
        sku, units = demand.sku, demand.quantity
        looked: list[Item | None] = []

        def requests(spread: Spread, parts: Mapping[int, int]) -> list[Request]:
            drawn = {"spread": spread.id, "drawn": {str(number): part for number, part in parts.items()}}
            each = [self._in_bucket(sku, number, PROMISED, part, spread, when, asked) for number, part in parts.items()]
            # Of the first bucket, which is always there, nothing needs to be remembered.
            return (
                each if list(parts) == [0] else [*each, put_request(self.table, {**drawn_key(sku, cause.why), **drawn})]
            )

        def elsewhere() -> tuple[Item | None, Sequence[Request] | None]:
            pool = self.pool_of(sku)
            self._know(sku, pool.spread)
            looked[:] = [pool.whole if pool.own else None]
            if demand.refusal(looked[0]):
                return looked[0], None
            if pool.spread is None:
                return pool.own, ()
            free = {number: level.available for number, level in pool.levels.items()}
            return pool.own, requests(pool.spread, draw(free, units, shuffled(free)))

        spread = self.spreads.get(sku)
        self._shift(
            write,
            pool_key(sku),
            partial(PROMISED.change, units),
            line=line,
            when=f"{when} AND {NOT_SPREAD}",
            values=asked,
            refused=lambda found: (
                demand.refusal(looked[0] if looked else found) or Busy("The stock changed meanwhile; try again.")
            ),
            elsewhere=elsewhere,
            begin=requests(spread, {at_random(spread): units}) if spread else (),
        )

    def _end_promise(self, write: Transaction, units: Units, way: Way, cause: Cause, line: Line) -> None:
        """Let promised units go that way (or come back) where they were drawn from."""
        sku, quantity = units
        tried: list[tuple[str, Mapping[int, int]]] = []

        def elsewhere() -> tuple[Item | None, Sequence[Request] | None]:
            keys = pool_key(sku), drawn_key(sku, cause.why)
            items = {item["sk"]: item for item in self.table.database.read_many([(self.table, key) for key in keys])}
            own, drawn = items.get(keys[0]["sk"]), items.get(keys[1]["sk"], {})
            spread = Spread.of(own)
            self._know(sku, spread)
            if spread is None:
                return own, ()
            parts = {0: quantity}
            if drawn.get("spread") == spread.id:
                held = {int(number): part for number, part in drawn["drawn"].items()}
                parts = taken(held, quantity, held)
            if (spread.id, parts) in tried:
                return own, None
            tried.append((spread.id, parts))
            return own, [self._in_bucket(sku, number, way, part, spread) for number, part in parts.items()]

        moving = partial(way.change, quantity)
        self._shift(write, pool_key(sku), moving, line=line, when=NOT_SPREAD, elsewhere=elsewhere)

    def _in_bucket(
        self,
        sku: str,
        number: int,
        way: Way,
        units: int,
        spread: Spread,
        when: str = "",
        values: Mapping[str, Any] | None = None,
    ) -> Request:
        """Units of one bucket going a way."""
        adds, needs, figures = written(way.change(units), 0)
        return update_request(
            self.table,
            bucket_key(sku, number),
            f"ADD {adds}",
            when=" AND ".join(each for each in (AS_SPREAD, when, needs) if each),
            values={**(values or {}), **figures, "spread": spread.id},
        )

    def _know(self, sku: str, spread: Spread | None) -> None:
        if spread is None:
            self.spreads.pop(sku, None)
            return
        if len(self.spreads) >= _MOST_KNOWN:
            self.spreads.clear()
        self.spreads[sku] = spread
