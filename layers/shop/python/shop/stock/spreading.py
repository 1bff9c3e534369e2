"""Promises of a pool, wherever its units lie: in its one item or in the buckets that it is spread over.

An order draws from a bucket at random, from several where no one has enough, and what it drew is kept beside it in the
same write: its promise ends where it began, or in the pool's own item when its bucket is no more.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from shop.errors import Busy, ShopError
from shop.stock.buckets import AS_SPREAD, NOT_SPREAD, Pool, Spread, at_random, draw, shuffled, taken
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
        drawing = _Drawing(self, demand, cause, when, asked)
        spread = self.spreads.get(demand.sku)
        self._shift(
            write,
            pool_key(demand.sku),
            partial(PROMISED.change, demand.quantity),
            line=line,
            when=f"{when} AND {NOT_SPREAD}",
            values=asked,
            refused=drawing.refusal,
            elsewhere=drawing.elsewhere,
            begin=drawing.requests(spread, {at_random(spread): demand.quantity}) if spread else (),
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
            self.know(sku, spread)
            if spread is None:
                return own, ()
            parts = {0: quantity}
            if drawn.get("spread") == spread.id:
                held = spread.still_in({int(number): part for number, part in drawn["drawn"].items()})
                parts = taken(held, quantity, held)
            if (spread.id, parts) in tried:
                return own, None
            tried.append((spread.id, parts))
            return own, [self.in_bucket(sku, number, way, part, spread) for number, part in parts.items()]

        moving = partial(way.change, quantity)
        self._shift(write, pool_key(sku), moving, line=line, when=NOT_SPREAD, elsewhere=elsewhere)

    def in_bucket(
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

    def know(self, sku: str, spread: Spread | None) -> None:
        """Remember how a SKU is spread."""
        if spread is None:
            self.spreads.pop(sku, None)
            return
        if len(self.spreads) >= _MOST_KNOWN:
            self.spreads.clear()
        self.spreads[sku] = spread


class _Drawing:
    """The drawing of an order's units from buckets."""

    __slots__ = ("asked", "cause", "demand", "looked_at", "stock", "when")

    def __init__(self, stock: Spreading, demand: Demand, cause: Cause, when: str, asked: Item) -> None:
        self.stock, self.demand, self.cause, self.when, self.asked = stock, demand, cause, when, asked
        self.looked_at: Pool | None = None

    def requests(self, spread: Spread, parts: Mapping[int, int]) -> list[Request]:
        """The writes by which so many units are promised from each bucket."""
        sku, stock = self.demand.sku, self.stock
        each = [
            stock.in_bucket(sku, number, PROMISED, units, spread, self.when, self.asked)
            for number, units in parts.items()
        ]
        if list(parts) == [0]:  # the first bucket is always there: of it nothing needs to be remembered
            return each
        drawn = {"spread": spread.id, "drawn": {str(number): units for number, units in parts.items()}}
        return [*each, put_request(stock.table, {**drawn_key(sku, self.cause.why), **drawn})]

    def elsewhere(self) -> tuple[Item | None, Sequence[Request] | None]:
        """What is to be written as the pool is by now."""
        pool = self.looked_at = self.stock.pool_of(self.demand.sku)
        self.stock.know(self.demand.sku, pool.spread)
        if self.demand.refusal(pool.whole):
            return pool.own, None
        if pool.spread is None:
            return pool.own, ()
        free = {number: level.available for number, level in pool.levels.items()}
        return pool.own, self.requests(pool.spread, draw(free, self.demand.quantity, shuffled(free)))

    def refusal(self, found: Item | None) -> ShopError:
        """What the demand says of the pool as a whole, or of its one item as it was found."""
        refusal = self.demand.refusal(self.looked_at.whole if self.looked_at else found)
        return refusal or Busy("The stock changed meanwhile; try again.")
