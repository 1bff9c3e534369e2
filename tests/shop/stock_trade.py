"""The trade of a shop as a state machine, beside which runs what its shelves must hold."""

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule
from moto import mock_aws

from shop.errors import Busy, Conflict
from shop.ids import new_id
from shop.stock.allocations import Allocation
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
# What befalls whoever writes: for once, or until they are gone and somebody else asks for the same again.
troubles = strategies.sampled_from([CONFLICT, LOST_ANSWER, UNREACHED])
baskets = strategies.dictionaries(skus, quantities, min_size=1)


@dataclass(frozen=True)
class Order:
    """A reservation that was made, and where its units are tied."""

    name: str
    units: tuple[Units, ...]
    party: str = ""


class Done(Conflict):
    """Whoever asks for something a second time hears that it is done."""


class Trade(RuleBasedStateMachine):
    """A shop of two SKUs and two warehouses, beside which runs what its shelves must hold."""

    placed = Bundle("placed")
    allocated = Bundle("allocated")
    left = Bundle("left")

    def __init__(self) -> None:
        super().__init__()
        self.cloud = mock_aws()
        self.cloud.start()
        self.stock = fresh_stock()
        self.stock.table.database.retry = Watch().patience(seconds=1)
        self.pools: defaultdict[str, Shelf] = defaultdict(Shelf)
        self.places: defaultdict[tuple[str, str], Shelf] = defaultdict(Shelf)
        self.coming: Fault | None = None
        self.deadly: Fault | None = None
        # Of each order, what became of its promise; which party has it.
        self.became: dict[str, list[str]] = {}
        self.given: dict[str, Allocation] = {}
        self.names = 0
        self.last: Callable[[], None] = lambda: None

    def teardown(self) -> None:
        self.cloud.stop()

    def attempt(self, change: Callable[[Transaction], object]) -> set[tuple[str, str]]:
        """Do it, once, whatever is coming; the SKUs that stock refuses, each with its reason (none: it is done)."""
        trouble, self.coming = self.coming, None
        deadly, self.deadly = self.deadly, None
        table, name = self.stock.table, new_id(AT)
        database = table.database

        def ask() -> None:
            with database.transaction() as write:
                # As an order's head or a request's key does it in the rooms.
                write.put(table, {"pk": f"DONE#{name}", "sk": "DONE"}, refused=lambda found: Done(name))
                change(write)

        try:
            if deadly:
                with suppress(Busy), Faults(database.client, always=deadly):
                    ask()
            with suppress(Done), Faults(database.client, *([trouble] if trouble else [])):
                ask()
        except StockRefused as refused:
            return {(error["sku"], error["code"]) for error in refused.errors}
        self.last = ask
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

    @rule(fault=troubles)
    def trouble_is_coming(self, fault: Fault) -> None:
        self.coming = fault

    @rule(fault=troubles)
    def the_next_worker_will_die(self, fault: Fault) -> None:
        """Its write was made or not; somebody repeats it."""
        self.deadly = fault

    @rule()
    def the_last_that_was_done_is_asked_for_again(self) -> None:
        with suppress(Done):
            self.last()

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
        self.became[order.name] = ["reservation"]
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
        self.became[order.name].append("release")

    @rule(target=allocated, order=consumes(placed), party=parties)
    def an_order_is_allocated_or_else_cancelled(self, order: Order, party: str) -> Any:
        def tie(write: Transaction) -> None:
            for units in order.units:
                self.stock.tie(write, units, party, order.name)
            self.stock.allocate(write, order.name, party)

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
        self.given[order.name] = Allocation(party)
        return replace(order, party=party)

    @rule(target=placed, order=consumes(allocated))
    def an_allocation_is_undone(self, order: Order) -> Order:
        def untie(write: Transaction) -> None:
            for units in order.units:
                self.stock.untie(write, units, order.party, order.name)
            self.stock.allocate(write, order.name, None)

        assert not self.attempt(untie)
        for units in order.units:
            self.places[units.sku, order.party].promised -= units.quantity
            self.places[units.sku, order.party].gets(units.quantity)
        del self.given[order.name]
        return replace(order, party="")

    @rule(target=left, order=consumes(allocated))
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
            self.an_allocation_is_undone(order)
            self.an_order_is_cancelled(replace(order, party=""))
            return multiple()
        for units in order.units:
            self.pools[units.sku].promised -= units.quantity
            places[units.sku].promised -= units.quantity
        self.became[order.name].append("dispatch")
        return order

    @rule(target=allocated, order=consumes(left))
    def a_parcel_did_not_leave_after_all(self, order: Order) -> Order:
        def unship(write: Transaction) -> None:
            for units in order.units:
                self.stock.unship(write, units, order.party, self.cause(order.name))

        assert not self.attempt(unship)
        for units in order.units:
            self.pools[units.sku].promised += units.quantity
            self.places[units.sku, order.party].promised += units.quantity
        self.became[order.name].append("dispatch_undone")
        return order

    # -- what is true after every step -----------------------------------------------------------

    @invariant()
    def the_books_are_right(self) -> None:
        for sku in SKUS:
            books = Books.of(self.stock, sku)
            books.check(self.became, self.given)
            assert Level.of(books.pool) == self.pools[sku].level
            for location in books.locations:
                assert Level.of(location) == self.places[sku, location["party"]].level
