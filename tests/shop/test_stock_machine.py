"""Whatever befalls stock, through conflicts, crashes and repeats: nothing is oversold, lost or found."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import HealthCheck, settings, strategies
from hypothesis.stateful import rule

from shop.clock import iso
from shop.stock.buckets import Pool
from shop.stock.corrections import Seen
from shop.stock.gathering import UnitsShort
from shop.stock.units import Shortfall, Units
from shop.storage.transaction import Transaction
from tests.shop.sku_table import AT
from tests.shop.stock_trade import PARTIES, PRICE, SKUS, Trade, parties, places, quantities, skus

_GOODS = ("come", "come", "never came", "elsewhere")
_LYING = ("counted", "differs", "damaged", "freed", "written off")
_HEAT = ("parted", "folded", "folded", "published")


class Warehouses(Trade):
    """The same trade, where goods go elsewhere, counts differ, units are damaged, receipts are wrong, SKUs are hot."""

    def __init__(self) -> None:
        super().__init__()
        self.counted: set[tuple[str, str]] = set()
        self.received: list[tuple[str, int, str]] = []

    def correct(self, sku: str, party: str, change: Callable[[Transaction, Seen], Shortfall | None]) -> set[str]:
        """Do it upon what is seen, though somebody reserves a unit in between; the reasons why it is refused."""
        seen: list[Seen] = []
        short: list[Shortfall | None] = []

        def attempt(all_seen: Mapping[str, Seen]) -> set[tuple[str, str]]:
            seen.append(all_seen[sku])
            if len(seen) == 1 and all_seen[sku].pool.available:
                self.an_order_comes_in({sku: 1})
            short.clear()
            return self.attempt(lambda write: short.append(change(write, all_seen[sku])))

        before = self.pools[sku].short, self.places[sku, party].short
        codes = {code for _, code in self.stock.on_seen(party, [sku], attempt)}
        self.found_short = short[0] if short else None
        self.short_before = before
        return codes

    def told(self, sku: str, party: str) -> None:
        """The shortfall that was told of is the one that came to be."""
        more = self.places[sku, party].short - self.short_before[1], self.pools[sku].short - self.short_before[0]
        assert self.found_short == (Shortfall(sku, party, *(max(n, 0) for n in more)) if max(more) > 0 else None)

    # -- receive, transfer -----------------------------------------------------------------------------

    def a_delivery_comes_in(self, sku: str, quantity: int, party: str) -> None:
        super().a_delivery_comes_in(sku, quantity, party)
        self.received.append((sku, quantity, party))

    def a_receipt_was_wrong(self, nth: int) -> None:
        if not self.received:
            return
        sku, quantity, party = self.received.pop(nth % len(self.received))
        cause = self.cause("RECEIPT#1")

        def take_back(write: Transaction, seen: Seen) -> Shortfall | None:
            return self.stock.take_back(write, seen, Units(sku, quantity), 60, cause, refused_units=0, field="lines[0]")

        refused = self.correct(sku, party, take_back)
        assert refused == ({"not_there"} if quantity > self.places[sku, party].lying else set())
        if not refused:
            for shelf in (self.pools[sku], self.places[sku, party]):
                shelf.loses(quantity)
            self.told(sku, party)

    def goods_go_to_the_other_warehouse(self, sku: str, quantity: int, party: str) -> None:
        units, cause = Units(sku, quantity), self.cause("TRANSFER#1")
        (target,) = {*PARTIES} - {party}
        lacking = {(sku, "not_at_location")} if self.places[sku, party].free < quantity else set()
        assert (
            self.attempt(lambda write: self.stock.transfer(write, units, party, target, cause, field="lines[0]"))
            == lacking
        )
        if not lacking:
            self.places[sku, party].free -= quantity
            self.places[sku, target].gets(quantity)

    # -- count, adjust, block --------------------------------------------------------------------------

    def a_count_begins_or_finds_what_is_recorded(self, sku: str, party: str) -> None:
        refused = self.attempt(lambda write: self.stock.begin_count(write, sku, party, "ST-1", field="skus[0]"))
        if (sku, party) not in self.counted:
            assert not refused
            self.counted.add((sku, party))
            return
        assert refused == {(sku, "being_counted")}
        assert not self.correct(sku, party, lambda write, seen: self.stock.end_count(write, seen, iso(AT)))
        self.counted.discard((sku, party))

    def a_count_differs(self, sku: str, units: int, party: str) -> None:
        cause = self.cause("STOCKTAKE#1")
        place = self.places[sku, party]
        refused = self.correct(
            sku,
            party,
            lambda write, seen: self.stock.adjust(write, seen, units, cause, reason="missing", field="lines[0]"),
        )
        assert refused == ({"not_there"} if -units > place.lying + place.barred else set())
        if not refused:
            self.counted.discard((sku, party))
            barred = max(0, -units - place.lying)
            self.pools[sku].barred -= barred
            self.pools[sku].loses(max(0, -units) - barred)
            place.loses(max(0, -units))
            for shelf in (self.pools[sku], place):
                shelf.gets(max(0, units))
            self.told(sku, party)

    def units_are_found_damaged(self, sku: str, units: int, party: str) -> None:
        cause = self.cause("BLOCK#1")
        refused = self.correct(
            sku,
            party,
            lambda write, seen: self.stock.block(write, seen, units, cause, reason="damaged", field="lines[0]"),
        )
        assert refused == ({"not_there"} if units > self.places[sku, party].lying else set())
        if not refused:
            for shelf in (self.pools[sku], self.places[sku, party]):
                shelf.loses(units)
                shelf.barred += units
            self.told(sku, party)

    def blocked_units_are_freed_or_written_off(self, sku: str, units: int, party: str, off: bool) -> None:
        cause = self.cause("BLOCK#1")
        move = self.stock.write_off if off else self.stock.unblock
        refused = self.correct(
            sku, party, lambda write, seen: move(write, seen, units, cause, reason="damaged", field="quantity")
        )
        assert refused == ({"not_blocked"} if units > self.places[sku, party].barred else set())
        if not refused:
            for shelf in (self.pools[sku], self.places[sku, party]):
                shelf.barred -= units
                shelf.gets(0 if off else units)

    # -- split, gather ---------------------------------------------------------------------------------

    def part(self, sku: str, buckets: int) -> None:
        """Spread or gather it, though somebody buys a unit in between; refused while anything is short."""
        looks: list[Pool] = []

        def attempt(seen: Pool) -> None:
            looks.append(seen)
            if len(looks) == 1 and seen.whole["available"]:
                self.an_order_comes_in({sku: 1})
            assert not self.attempt(lambda write: self.stock.spread(write, sku, seen, buckets, self.cause("SPREAD#1")))

        if self.pools[sku].short:
            with pytest.raises(UnitsShort):
                self.stock.on_pool(sku, attempt)
            buckets = 1
        else:
            self.stock.on_pool(sku, attempt)
        pool = self.stock.pool_of(sku)
        assert len(pool.levels) == buckets
        assert sum(level.available for level in pool.levels.values()) == self.pools[sku].free

    def a_sku_is_spread_or_gathered(self, sku: str, buckets: int) -> None:
        self.part(sku, buckets)

    def buckets_are_folded_from_which_somebody_buys(self, sku: str, units: int, fewer: int) -> None:
        if len(self.stock.pool_of(sku).levels) == 1:
            self.part(sku, 4)
        self.an_order_comes_in({sku: units})
        width = len(self.stock.pool_of(sku).levels)
        left = max(1, width - fewer)
        self.stock.fold(sku, left)
        assert len(self.stock.pool_of(sku).levels) == left
        if self.orders and units % 2:
            self.go_back(list(self.orders.values())[-1])

    def an_instance_that_knows_nothing_publishes_it_again(self, sku: str) -> None:
        self.stock.spreads.clear()
        assert not self.attempt(lambda write: self.stock.publish(write, sku, PRICE, 2))

    # -- all of it ------------------------------------------------------------------------------------

    @rule(act=strategies.sampled_from(_GOODS), sku=skus, quantity=quantities, party=parties, nth=places)
    def goods_come_and_go(self, act: str, sku: str, quantity: int, party: str, nth: int) -> None:
        match act:
            case "come":
                self.a_delivery_comes_in(sku, quantity, party)
            case "never came":
                self.a_receipt_was_wrong(nth)
            case _:
                self.goods_go_to_the_other_warehouse(sku, quantity, party)

    @rule(act=strategies.sampled_from(_LYING), sku=skus, units=strategies.integers(-8, 3), party=parties)
    def what_lies_there_is_looked_at(self, act: str, sku: str, units: int, party: str) -> None:
        match act:
            case "counted":
                self.a_count_begins_or_finds_what_is_recorded(sku, party)
            case "differs":
                self.a_count_differs(sku, units, party)
            case "damaged":
                self.units_are_found_damaged(sku, 1 + abs(units) // 2, party)
            case _:
                self.blocked_units_are_freed_or_written_off(sku, 1 + abs(units) // 4, party, act == "written off")

    @rule(act=strategies.sampled_from(_HEAT), sku=skus, units=quantities, buckets=strategies.integers(1, 4))
    def skus_become_hot_and_cool_down(self, act: str, sku: str, units: int, buckets: int) -> None:
        match act:
            case "parted":
                self.part(sku, buckets)
            case "folded":
                self.buckets_are_folded_from_which_somebody_buys(sku, units, buckets)
            case _:
                self.an_instance_that_knows_nothing_publishes_it_again(sku)

    def teardown(self) -> None:
        for sku in SKUS:
            assert self.stock.pools([sku])[sku]["available"] == self.pools[sku].free
        super().teardown()


TestWarehouses = Warehouses.TestCase
TestWarehouses.settings = settings(
    max_examples=14, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
