"""Whatever orders, deliveries and parcels do: nothing is oversold, lost or found."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import HealthCheck, settings, strategies
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule
from moto import mock_aws

from shop.ids import new_id
from shop.stock.refusals import StockRefused
from shop.stock.units import Cause, Demand, Units
from shop.storage.transaction import Transaction
from tests.shop.sku_table import AT, fresh_stock
from tests.shop.stock_books import Books

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
        self.free: Counter[str] = Counter()
        self.promised: Counter[str] = Counter()
        self.lying: Counter[tuple[str, str]] = Counter()
        self.tied: Counter[tuple[str, str]] = Counter()
        self.ended: dict[str, str] = {}
        self.names = 0

    def teardown(self) -> None:
        self.cloud.stop()

    def attempt(self, change: Callable[[Transaction], None]) -> set[tuple[str, str]]:
        """Do it; the SKUs that stock refuses, each with its reason (none: it is done)."""
        try:
            with self.stock.table.database.transaction() as write:
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
        self.free[sku] += quantity
        self.lying[sku, party] += quantity

    def reserve(self, basket: dict[str, int], price: int, name: str) -> set[tuple[str, str]]:
        def order(write: Transaction) -> None:
            for sku, quantity in basket.items():
                self.stock.reserve(write, Demand(sku, quantity, "CNY", ((0, price),)), self.cause(name))

        return self.attempt(order)

    @rule(target=placed, basket=baskets)
    def an_order_comes_in(self, basket: dict[str, int]) -> Any:
        self.names += 1
        order = Order(f"ORDER#{self.names}", tuple(Units(sku, quantity) for sku, quantity in basket.items()))
        short = {(sku, "out_of_stock") for sku, quantity in basket.items() if self.free[sku] < quantity}
        assert self.reserve(basket, PRICE, order.name) == short
        if short:
            return multiple()
        for sku, quantity in basket.items():
            self.free[sku] -= quantity
            self.promised[sku] += quantity
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
            self.promised[units.sku] -= units.quantity
            self.free[units.sku] += units.quantity
        self.ended[order.name] = "release"

    @rule(target=allocated, order=consumes(placed), party=parties)
    def an_order_is_allocated_or_else_cancelled(self, order: Order, party: str) -> Any:
        def tie(write: Transaction) -> None:
            for units in order.units:
                self.stock.tie(write, units, party)

        lacking = {
            (units.sku, "not_at_location") for units in order.units if self.lying[units.sku, party] < units.quantity
        }
        assert self.attempt(tie) == lacking
        if lacking:
            self.an_order_is_cancelled(order)
            return multiple()
        for units in order.units:
            self.lying[units.sku, party] -= units.quantity
            self.tied[units.sku, party] += units.quantity
        return replace(order, party=party)

    @rule(target=placed, order=consumes(allocated))
    def an_allocation_is_undone(self, order: Order) -> Order:
        def untie(write: Transaction) -> None:
            for units in order.units:
                self.stock.untie(write, units, order.party)

        assert not self.attempt(untie)
        for units in order.units:
            self.tied[units.sku, order.party] -= units.quantity
            self.lying[units.sku, order.party] += units.quantity
        return replace(order, party="")

    @rule(order=consumes(allocated))
    def a_parcel_leaves(self, order: Order) -> None:
        def ship(write: Transaction) -> None:
            for units in order.units:
                self.stock.ship(write, units, order.party, self.cause(order.name))

        assert not self.attempt(ship)
        for units in order.units:
            self.promised[units.sku] -= units.quantity
            self.tied[units.sku, order.party] -= units.quantity
        self.ended[order.name] = "dispatch"

    # -- what is true after every step -----------------------------------------------------------

    @invariant()
    def the_books_are_right(self) -> None:
        for sku in SKUS:
            books = Books.of(self.stock, sku)
            books.check(self.ended)
            assert books.pool["available"] == self.free[sku] >= 0
            assert books.pool["reserved"] == self.promised[sku] >= 0
            for location in books.locations:
                place = sku, location["party"]
                assert location["available"] == self.lying[place] >= 0
                assert location["reserved"] == self.tied[place] >= 0


TestTrade = Trade.TestCase
TestTrade.settings = settings(
    max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
