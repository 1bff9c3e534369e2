"""The trade of a shop as a state machine, beside which runs what its shelves must hold."""

from collections import defaultdict
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule
from moto import mock_aws

from shop.ids import new_id
from shop.stock.changes import Level
from shop.stock.refusals import StockRefused
from shop.stock.units import Cause, Demand, Units
from shop.storage.transaction import Transaction
from tests.faults import CONFLICT, LOST_ANSWER, UNREACHED, Fault, Faults
from tests.shop.sku_table import AT, fresh_stock
from tests.shop.stock_books import Books, Shelf
from tests.watch import Watch

SKUS = ("MUG", "TEA")
PARTIES = ("WH-GZ", "WH-SH")
PRICE = 100

skus = strategies.sampled_from(SKUS)
parties = strategies.sampled_from(PARTIES)
quantities = strategies.integers(1, 6)
baskets = strategies.dictionaries(skus, quantities, min_size=1)


@dataclass(frozen=True)
class Order:
    """A reservation that was made, and where its units are tied."""

    name: str
    units: tuple[Units, ...]
    party: str = ""


class Trade(RuleBasedStateMachine):
    """A shop of two SKUs and two warehouses, beside which runs what its shelves must hold."""

    placed = Bundle("placed")
    allocated = Bundle("allocated")

    def __init__(self) -> None:
        super().__init__()
        self.cloud = mock_aws()
        self.cloud.start()
        self.stock = fresh_stock()
        self.stock.table.database.retry = Watch().patience()
        self.pools: defaultdict[str, Shelf] = defaultdict(Shelf)
        self.places: defaultdict[tuple[str, str], Shelf] = defaultdict(Shelf)
        self.coming: list[Fault] = []
        self.ended: dict[str, str] = {}
        self.names = 0

    def teardown(self) -> None:
        self.cloud.stop()

    def attempt(self, change: Callable[[Transaction], None]) -> set[tuple[str, str]]:
        """Do it; the SKUs that stock refuses, each with its reason (none: it is done)."""
        trouble, self.coming = self.coming, []
        database = self.stock.table.database
        try:
            with Faults(database.client, *trouble) if trouble else nullcontext(), database.transaction() as write:
                change(write)
        except StockRefused as refused:
            return {(error["sku"], error["code"]) for error in refused.errors}
        return set()

    def cause(self, why: str) -> Cause:
        return Cause(new_id(AT), why, AT)

    @initialize()
    def the_products_are_published(self) -> None:
        for sku in SKUS:
            assert not self.attempt(lambda write, sku=sku: self.stock.enter(write, sku, "CNY", field="skus[0]"))  # type: ignore[misc]
            assert not self.attempt(lambda write, sku=sku: self.stock.publish(write, sku, PRICE, 1))  # type: ignore[misc]

    @rule(sku=skus, quantity=quantities, party=parties)
    def a_delivery_comes_in(self, sku: str, quantity: int, party: str) -> None:
        units, cause = Units(sku, quantity), self.cause("RECEIPT#1")
        assert not self.attempt(
            lambda write: self.stock.receive(write, units, 60, "CNY", party, cause, field="lines[0]")
        )
        for shelf in (self.pools[sku], self.places[sku, party]):
            shelf.gets(quantity)

    @rule(fault=strategies.sampled_from([CONFLICT, LOST_ANSWER, UNREACHED]))
    def trouble_is_coming(self, fault: Fault) -> None:
        self.coming = [fault]

    def reserve(self, basket: dict[str, int], price: int, name: str) -> set[tuple[str, str]]:
        def order(write: Transaction) -> None:
            for sku, quantity in basket.items():
                self.stock.reserve(write, Demand(sku, quantity, "CNY", ((0, price),)), self.cause(name))

        return self.attempt(order)

    @rule(target=placed, basket=baskets)
    def an_order_comes_in(self, basket: dict[str, int]) -> Any:
        self.names += 1
        order = Order(f"ORDER#{self.names}", tuple(Units(sku, quantity) for sku, quantity in basket.items()))
        short = {(sku, "out_of_stock") for sku, quantity in basket.items() if self.pools[sku].free < quantity}
        assert self.reserve(basket, PRICE, order.name) == short
        if short:
            return multiple()
        for sku, quantity in basket.items():
            self.pools[sku].free -= quantity
            self.pools[sku].promised += quantity
        return order

    @rule(basket=baskets)
    def an_order_with_yesterdays_price_is_refused(self, basket: dict[str, int]) -> None:
        assert self.reserve(basket, PRICE - 1, "ORDER#0") == {(sku, "price_changed") for sku in basket}

    @rule(order=consumes(placed))
    def an_order_is_cancelled(self, order: Order) -> None:
        def cancel(write: Transaction) -> None:
            for units in order.units:
                self.stock.release(write, units, self.cause(order.name))

        assert not self.attempt(cancel)
        for units in order.units:
            self.pools[units.sku].promised -= units.quantity
            self.pools[units.sku].gets(units.quantity)
        self.ended[order.name] = "release"

    @rule(target=allocated, order=consumes(placed), party=parties)
    def an_order_is_allocated_or_else_cancelled(self, order: Order, party: str) -> Any:
        def tie(write: Transaction) -> None:
            for units in order.units:
                self.stock.tie(write, units, party)

        lacking = {
            (units.sku, "not_at_location")
            for units in order.units
            if self.places[units.sku, party].free < units.quantity
        }
        assert self.attempt(tie) == lacking
        if lacking:
            self.an_order_is_cancelled(order)
            return multiple()
        for units in order.units:
            self.places[units.sku, party].free -= units.quantity
            self.places[units.sku, party].promised += units.quantity
        return replace(order, party=party)

    @rule(target=placed, order=consumes(allocated))
    def an_allocation_is_undone(self, order: Order) -> Order:
        def untie(write: Transaction) -> None:
            for units in order.units:
                self.stock.untie(write, units, order.party)

        assert not self.attempt(untie)
        for units in order.units:
            self.places[units.sku, order.party].promised -= units.quantity
            self.places[units.sku, order.party].gets(units.quantity)
        return replace(order, party="")

    @rule(target=allocated, order=consumes(allocated))
    def a_parcel_leaves_unless_units_of_it_are_missing(self, order: Order) -> Any:
        def ship(write: Transaction) -> None:
            for units in order.units:
                self.stock.ship(write, units, order.party, self.cause(order.name))

        places = {units.sku: self.places[units.sku, order.party] for units in order.units}
        missing = {
            (units.sku, "units_missing")
            for units in order.units
            if places[units.sku].promised - places[units.sku].short < units.quantity
        }
        assert self.attempt(ship) == missing
        if missing:
            return order
        for units in order.units:
            self.pools[units.sku].promised -= units.quantity
            places[units.sku].promised -= units.quantity
        self.ended[order.name] = "dispatch"
        return multiple()

    # -- what is true after every step -----------------------------------------------------------

    @invariant()
    def the_books_are_right(self) -> None:
        for sku in SKUS:
            books = Books.of(self.stock, sku)
            books.check(self.ended)
            assert Level.of(books.pool) == self.pools[sku].level
            for location in books.locations:
                assert Level.of(location) == self.places[sku, location["party"]].level
