"""The trade of a shop as a state machine, beside which runs what its shelves must hold."""

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from hypothesis import strategies
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from moto import mock_aws

from shop.errors import Busy, Conflict
from shop.ids import new_id
from shop.stock.allocations import Allocation, order_number
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
quantities = strategies.integers(1, 4)
places = strategies.integers(0, 9)
# What befalls whoever writes: for once, or until they are gone and somebody else asks for the same again.
troubles = strategies.sampled_from([CONFLICT, LOST_ANSWER, UNREACHED])
baskets = strategies.dictionaries(skus, quantities, min_size=1)


@dataclass(frozen=True)
class Order:
    """A reservation that was made, and where its units are tied, or from where they left."""

    name: str
    units: tuple[Units, ...]
    party: str = ""
    has_left: bool = False


class Done(Conflict):
    """Whoever asks for something a second time hears that it is done."""


# Hypothesis leaves rules out of an example at random: a few that have many ways to go are each in nearly all.
_ORDERS = ("comes", "comes", "goes on", "goes on", "goes on", "goes back", "takes the last", "yesterday's price")


class Trade(RuleBasedStateMachine):
    """A shop of two SKUs and two warehouses, beside which runs what its shelves must hold."""

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
        self.orders: dict[str, Order] = {}
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

    @initialize(buckets=strategies.integers(1, 4))
    def the_products_are_published_and_one_is_hot_perhaps(self, buckets: int) -> None:
        for sku in SKUS:
            assert not self.attempt(lambda write, sku=sku: self.stock.enter(write, sku, "CNY", field="skus[0]"))  # type: ignore[misc]
            assert not self.attempt(lambda write, sku=sku: self.stock.publish(write, sku, PRICE, 1))  # type: ignore[misc]
            self.a_delivery_comes_in(sku, 8, PARTIES[0])
        seen = self.stock.pool_of(SKUS[0])
        assert not self.attempt(lambda write: self.stock.spread(write, SKUS[0], seen, buckets, self.cause("SPREAD#1")))

    def a_delivery_comes_in(self, sku: str, quantity: int, party: str) -> None:
        units, cause = Units(sku, quantity), self.cause("RECEIPT#1")
        assert not self.attempt(
            lambda write: self.stock.receive(write, units, 60, "CNY", party, cause, field="lines[0]")
        )
        for shelf in (self.pools[sku], self.places[sku, party]):
            shelf.gets(quantity)

    @rule(fault=troubles, deadly=strategies.booleans())
    def trouble_is_coming(self, fault: Fault, deadly: bool) -> None:
        """Whoever writes next meets with it, or dies of it, having written or not, and somebody else repeats it."""
        self.coming, self.deadly = (None, fault) if deadly else (fault, None)

    @rule()
    def the_last_that_was_done_is_asked_for_again(self) -> None:
        with suppress(Done):
            self.last()

    def reserve(self, basket: dict[str, int], price: int, name: str) -> set[tuple[str, str]]:
        def order(write: Transaction) -> None:
            for sku, quantity in basket.items():
                self.stock.reserve(write, Demand(sku, quantity, "CNY", ((0, price),)), self.cause(name))

        return self.attempt(order)

    def an_order_comes_in(self, basket: dict[str, int]) -> None:
        self.names += 1
        order = Order(f"ORDER#{self.names}", tuple(Units(sku, quantity) for sku, quantity in basket.items()))
        short = {(sku, "out_of_stock") for sku, quantity in basket.items() if self.pools[sku].free < quantity}
        assert self.reserve(basket, PRICE, order.name) == short
        if not short:
            for sku, quantity in basket.items():
                self.pools[sku].free -= quantity
                self.pools[sku].promised += quantity
            self.became[order.name] = ["reservation"]
            self.orders[order.name] = order

    def an_order_goes_on(self, nth: int, party: str) -> None:
        """It is allocated, or its parcel leaves."""
        orders = [order for order in self.orders.values() if not order.has_left]
        if not orders:
            self.an_order_comes_in({SKUS[0]: 1})
        else:
            order = orders[nth % len(orders)]
            if not order.party:
                self.allocate(order, party)
            # Every other one leaves at once.
            if self.orders[order.name].party and (order.party or nth % 2):
                self.dispatch(self.orders[order.name])

    def an_order_goes_back(self, nth: int) -> None:
        """It is cancelled, its allocation is undone, or its parcel did not leave after all."""
        if not self.orders:
            return
        self.go_back(list(self.orders.values())[nth % len(self.orders)])

    def go_back(self, order: Order) -> None:
        if order.has_left:
            self.undo_dispatch(order)
        elif order.party:
            self.undo_allocation(order)
        else:
            self.cancel(order)

    def an_order_with_yesterdays_price_is_refused(self, basket: dict[str, int]) -> None:
        assert self.reserve(basket, PRICE - 1, "ORDER#0") == {(sku, "price_changed") for sku in basket}

    def cancel(self, order: Order) -> None:
        def cancel(write: Transaction) -> None:
            for units in order.units:
                self.stock.release(write, units, self.cause(order.name))

        assert not self.attempt(cancel)
        for units in order.units:
            self.pools[units.sku].promised -= units.quantity
            self.pools[units.sku].gets(units.quantity)
        self.became[order.name].append("release")
        del self.orders[order.name]

    def allocate(self, order: Order, party: str) -> None:
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
        if not lacking:
            for units in order.units:
                self.places[units.sku, party].free -= units.quantity
                self.places[units.sku, party].promised += units.quantity
            self.given[order.name] = Allocation(party)
            self.orders[order.name] = replace(order, party=party)

    def undo_allocation(self, order: Order) -> None:
        def untie(write: Transaction) -> None:
            for units in order.units:
                self.stock.untie(write, units, order.party, order.name)
            self.stock.allocate(write, order.name, None)

        assert not self.attempt(untie)
        for units in order.units:
            self.places[units.sku, order.party].promised -= units.quantity
            self.places[units.sku, order.party].gets(units.quantity)
        del self.given[order.name]
        self.orders[order.name] = replace(order, party="")

    def dispatch(self, order: Order) -> None:
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
        if not missing:
            for units in order.units:
                self.pools[units.sku].promised -= units.quantity
                places[units.sku].promised -= units.quantity
            self.became[order.name].append("dispatch")
            self.orders[order.name] = replace(order, has_left=True)

    def undo_dispatch(self, order: Order) -> None:
        def unship(write: Transaction) -> None:
            for units in order.units:
                self.stock.unship(write, units, order.party, self.cause(order.name))

        assert not self.attempt(unship)
        for units in order.units:
            self.pools[units.sku].promised += units.quantity
            self.places[units.sku, order.party].promised += units.quantity
        self.became[order.name].append("dispatch_undone")
        self.orders[order.name] = replace(order, has_left=False)

    def the_last_units_sell_in_one_order(self) -> None:
        rest = {sku: self.pools[sku].free for sku in SKUS if self.pools[sku].free}
        if rest:
            self.an_order_comes_in(rest)

    @rule(act=strategies.sampled_from(_ORDERS), basket=baskets, nth=places, party=parties)
    def orders_come_and_go(self, act: str, basket: dict[str, int], nth: int, party: str) -> None:
        match act:
            case "comes":
                self.an_order_comes_in(basket)
            case "goes on":
                self.an_order_goes_on(nth, party)
            case "goes back":
                self.an_order_goes_back(nth)
            case "takes the last":
                self.the_last_units_sell_in_one_order()
            case _:
                self.an_order_with_yesterdays_price_is_refused(basket)

    # -- what is true after every step -----------------------------------------------------------

    @invariant()
    def the_books_are_right(self) -> None:
        for sku in SKUS:
            books = Books.of(self.stock, sku)
            books.check(self.became, self.given)
            assert Level.of(books.pool) == self.pools[sku].level
            for location in books.locations:
                assert Level.of(location) == self.places[sku, location["party"]].level
                assert location.get("ties", 0) == self._ties(sku, location["party"])

    def _ties(self, sku: str, party: str) -> int:
        """Whose units are tied there, in one figure."""
        there = [order for order in self.orders.values() if order.party == party and not order.has_left]
        return sum(units.quantity * order_number(o.name) for o in there for units in o.units if units.sku == sku)
