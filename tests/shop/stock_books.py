"""The books of a SKU: what the pool, the locations and the ledger say must agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from shop.stock.allocations import Allocation
from shop.stock.changes import Change, Level
from shop.stock.ledger import Stock
from shop.stock.levels import BUCKET, LEVEL, MOVEMENT
from shop.storage.values import Item, load
from stock_control.reconciling.reckoning import reckoned
from tests.stores import in_moto


@dataclass
class Shelf:
    """What a level must be: in words of its own, one unit after the other."""

    free: int = 0
    promised: int = 0
    barred: int = 0
    short: int = 0

    def gets(self, units: int) -> None:
        for _ in range(units):
            if self.short:
                self.short -= 1
            else:
                self.free += 1

    def loses(self, units: int) -> None:
        for _ in range(units):
            if self.free:
                self.free -= 1
            elif self.promised > self.short:
                self.short += 1
            else:
                self.barred -= 1

    @property
    def lying(self) -> int:
        return self.free + self.promised - self.short

    @property
    def level(self) -> Level:
        return Level(self.free, self.promised, self.barred, self.short)


@dataclass(frozen=True)
class Books:
    """All that is kept of a SKU."""

    pool: Item
    levels: list[Item]
    locations: list[Item]
    movements: list[Item]

    @classmethod
    def of(cls, stock: Stock, sku: str) -> Self:
        # As they lie there: the store would take most of the time of a test to tell it all.
        items = [load(item) for item in in_moto(stock.table.name) if item["pk"]["S"] == f"SKU#{sku}"]
        items.sort(key=lambda item: item["sk"])
        levels = [item for item in items if item["sk"].startswith(LEVEL)]
        own, *locations = [level for level in levels if not level["sk"].startswith(BUCKET)]
        # Whatever lies in any of the pool's items belongs to it, said the pool so or not.
        buckets = [own, *(level for level in levels if level["sk"].startswith(BUCKET))]
        assert all(min(Level.of(bucket)) >= 0 for bucket in buckets)
        assert all(bucket.get("price_minor") == own["price_minor"] for bucket in buckets if "spread" in bucket)
        pool = own | {kind: sum(bucket.get(kind, 0) for bucket in buckets) for kind in Level._fields}
        return cls(pool, levels, locations, [item for item in items if item["sk"].startswith(MOVEMENT)])

    def check(self, became: Mapping[str, Sequence[str]], given: Mapping[str, Allocation]) -> None:
        """The books agree: `became` says what befell an order's promise, `given` which party has an order."""
        self._the_ledger_adds_up()
        self._what_lies_somewhere_is_all_there_is()
        self._every_promise_is_open_or_has_one_end(became)
        reckoning = reckoned([*self.levels, *self.movements])
        reckoning.allocations = given
        assert reckoning.partings() == []

    def _the_ledger_adds_up(self) -> None:
        for kind in Level._fields:
            assert sum(movement.get(f"{kind}_change", 0) for movement in self.movements) == self.pool.get(kind, 0)
        for location in self.locations:
            assert self._moved_to(location["party"]) == Level.of(location).on_hand

    def _moved_to(self, party: str) -> int:
        """What the ledger says lies at a party."""
        came = 0
        for movement in self.movements:
            if movement["kind"] == "transfer":
                came += movement["quantity"] * ((movement["party"] == party) - (movement["from_party"] == party))
            elif movement.get("party") == party:
                came += Change(*(movement.get(f"{kind}_change", 0) for kind in Change._fields)).on_hand
        return came

    def _what_lies_somewhere_is_all_there_is(self) -> None:
        whole, places = Level.of(self.pool), [Level.of(location) for location in self.locations]
        assert sum(place.on_hand for place in places) == whole.on_hand
        assert sum(place.blocked for place in places) == whole.blocked
        assert sum(place.reserved for place in places) <= whole.reserved
        for level in (whole, *places):
            assert min(level) >= 0
            assert level.shortfall <= level.reserved
            assert not (level.shortfall and level.available)

    def _every_promise_is_open_or_has_one_end(self, became: Mapping[str, Sequence[str]]) -> None:
        of_orders: dict[str, list[Item]] = {}
        for movement in self.movements:
            if movement["cause"].startswith("ORDER#"):
                of_orders.setdefault(movement["cause"], []).append(movement)
        for order, its in of_orders.items():
            assert sorted(movement["kind"] for movement in its) == sorted(became[order])
            # What was ordered is reserved, or all of it left or was given up.
            owed = sum(movement["reserved_change"] for movement in its)
            assert owed == (0 if became[order][-1] in ("release", "dispatch") else its[0]["quantity"])
