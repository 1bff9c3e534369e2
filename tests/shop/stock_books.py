"""The books of a SKU: what the pool, the locations and the ledger say must agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from shop.stock.ledger import Stock
from shop.stock.levels import LEVEL, MOVEMENT
from shop.storage.values import Item


@dataclass(frozen=True)
class Books:
    """All that is kept of a SKU."""

    pool: Item
    locations: list[Item]
    movements: list[Item]

    @classmethod
    def of(cls, stock: Stock, sku: str) -> Self:
        items = stock.table.query(f"SKU#{sku}").items
        pool, *locations = [item for item in items if item["sk"].startswith(LEVEL)]
        return cls(pool, locations, [item for item in items if item["sk"].startswith(MOVEMENT)])

    def check(self, ended: Mapping[str, str]) -> None:
        """The books agree; `ended` says by which movement which order's promise ended."""
        self._the_ledger_adds_up()
        self._what_lies_somewhere_is_all_there_is()
        self._every_promise_is_open_or_has_one_end(ended)

    def _the_ledger_adds_up(self) -> None:
        for kind in ("available", "reserved"):
            assert sum(movement[f"{kind}_change"] for movement in self.movements) == self.pool[kind]

    def _what_lies_somewhere_is_all_there_is(self) -> None:
        somewhere = sum(location["available"] + location["reserved"] for location in self.locations)
        assert somewhere == self.pool["available"] + self.pool["reserved"]
        assert sum(location["reserved"] for location in self.locations) <= self.pool["reserved"]

    def _every_promise_is_open_or_has_one_end(self, ended: Mapping[str, str]) -> None:
        of_orders: dict[str, list[Item]] = {}
        for movement in self.movements:
            if movement["cause"].startswith("ORDER#"):
                of_orders.setdefault(movement["cause"], []).append(movement)
        for order, its in of_orders.items():
            end = ended.get(order)
            assert sorted(movement["kind"] for movement in its) == sorted(["reservation", *([end] if end else [])])
            owed = sum(movement["reserved_change"] for movement in its)
            assert owed == (0 if end else its[0]["quantity"])
