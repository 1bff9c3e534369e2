"""Whatever goods do while they are counted: the ledger ends at what lies there (R3.1.3)."""

from collections import Counter

from hypothesis import HealthCheck, settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shop.ids import new_id
from shop.stock.units import Cause, Demand, Units
from stock_control import store
from stock_control.stocktakes import store as stocktakes
from stock_control.stocktakes.lines import Line
from tests.harness import on_moto
from tests.people import MANAGER, Person
from tests.stock_control.conftest import furnish
from tests.stock_control.stocktaking import (
    ONE,
    OTHER,
    PRICE,
    THIRD,
    Stocktake,
    there,
    try_to_open,
)

SKUS = ("MUG", "TEA")
COUNTERS = (ONE, OTHER, THIRD)

skus = strategies.sampled_from(SKUS)
units = strategies.integers(1, 4)
counters = strategies.sampled_from(COUNTERS)
slips = strategies.sampled_from((0, 0, 0, 0, 1, -1))


class Counting(RuleBasedStateMachine):
    """A warehouse beside which runs what is really there, and how much of that nobody wrote down."""

    def __init__(self) -> None:
        super().__init__()
        self.moto = on_moto()
        self.house = furnish(self.moto.__enter__())
        self.really: Counter[str] = Counter()
        self.unwritten: Counter[str] = Counter()
        self.stocktake: Stocktake | None = None

    def teardown(self) -> None:
        self.moto.__exit__(None, None, None)

    @initialize()
    def some_goods_lie_there(self) -> None:
        for sku in SKUS:
            with store.database.transaction() as write:
                store.stock.publish(write, sku, PRICE, 1)
            self.goods_come_in(sku, 4)

    @rule(sku=skus, units=units)
    def goods_come_in(self, sku: str, units: int) -> None:
        with store.database.transaction() as write:
            come, cause = Units(sku, units), self.cause("RECEIPT")
            store.stock.receive(write, come, 1250, "CNY", "WH-SH", cause, field="sku")
        self.really[sku] += units

    @rule(sku=skus, units=units)
    def goods_leave(self, sku: str, units: int) -> None:
        # What leaves is there, and by the books as well.
        if min(self.really[sku], self.free(sku)) >= units:
            self.promise(sku, units)
            with store.database.transaction() as write:
                store.stock.ship(write, Units(sku, units), "WH-SH", self.cause("ORDER"))
            self.really[sku] -= units

    @rule(sku=skus, units=units)
    def goods_are_promised(self, sku: str, units: int) -> None:
        if self.free(sku) >= units:
            self.promise(sku, units)

    @rule(sku=skus, units=units)
    def goods_go_to_the_other_warehouse(self, sku: str, units: int) -> None:
        if min(self.really[sku], self.free(sku)) >= units:
            with store.database.transaction() as write:
                moved, cause = Units(sku, units), self.cause("TRANSFER")
                store.stock.transfer(write, moved, "WH-SH", "WH-GZ", cause, field="sku")
            self.really[sku] -= units

    @rule(sku=skus, units=units, more=strategies.booleans())
    def goods_are_lost_or_found(self, sku: str, units: int, more: bool) -> None:
        change = units if more else -min(units, self.really[sku])
        self.really[sku] += change
        self.unwritten[sku] += change

    @rule()
    @precondition(lambda self: self.stocktake is None)
    def a_stocktake_is_opened(self) -> None:
        answer = try_to_open(self.house, *SKUS)
        assert answer.status == 201, answer
        self.stocktake = Stocktake(self.house, answer.body["stocktake_id"])

    @rule(sku=skus, by=counters, slip=slips)
    @precondition(lambda self: self.stocktake is not None)
    def somebody_counts(self, sku: str, by: Person, slip: int) -> None:
        assert self.stocktake
        before = self.line(sku)
        said = max(self.really[sku] + slip, 0)
        answer = self.stocktake.count(said, by, sku=sku)
        if before.counts and before.counts[-1].counter == by.actor:
            assert answer.refusal == (409, "same_counter")
        elif before.state not in ("to_count", "to_recount"):
            assert answer.refusal == (409, "not_to_be_counted")
        else:
            assert answer.status == 201, answer
            # What the count was compared with is exactly what was recorded.
            assert self.line(sku).counts[-1].difference == said - there(sku)

    @rule(sku=skus)
    @precondition(lambda self: self.stocktake is not None)
    def a_difference_is_adjusted(self, sku: str) -> None:
        assert self.stocktake
        line = self.line(sku)
        if line.state != "to_explain":
            return
        assert self.stocktake.step("explain", sku=sku, cause="other").status == 200
        answer = self.stocktake.step("adjust", MANAGER, sku=sku)
        if answer.status == 200:
            self.unwritten[sku] -= line.difference
        else:  # more left meanwhile than was there by the counts
            assert answer.refusal == (409, "not_there")
            assert self.stocktake.step("send-back", sku=sku).status == 200

    @rule()
    @precondition(lambda self: self.stocktake is not None)
    def the_stocktake_comes_to_its_end_without_slips(self) -> None:
        assert self.stocktake
        for sku in SKUS:
            was_settled = self.line(sku).state == "settled"
            while (line := self.line(sku)).state != "settled":
                if line.state == "to_explain":
                    # Goods may have come, gone or been lost since these two counts: they are to be made again.
                    self.stocktake.step("send-back", sku=sku)
                last = line.counts[-1].counter if line.counts else None
                by = next(person for person in COUNTERS if person.actor != last)
                self.somebody_counts(sku, by, 0)
                if self.line(sku).state == "to_explain":
                    self.a_difference_is_adjusted(sku)
            if not was_settled:
                assert there(sku) == self.really[sku]
        tally = self.stocktake.read()["tally"]
        assert (tally["uncounted"], tally["unexplained"], tally["unsettled"]) == (0, 0, 0)
        for move in ("review", "close"):
            assert self.stocktake.move(move).status == 200
        self.stocktake = None

    @invariant()
    def the_ledger_is_what_is_there_but_for_what_nobody_wrote_down(self) -> None:
        for sku in SKUS:
            assert there(sku) == self.really[sku] - self.unwritten[sku]

    def promise(self, sku: str, units: int) -> None:
        """An order wants units, which are tied here."""
        demand = Demand(sku, units, "CNY", ((0, PRICE),))
        with store.database.transaction() as write:
            store.stock.reserve(write, demand, self.cause("ORDER"))
            store.stock.tie(write, Units(sku, units), "WH-SH", "ORDER#1")

    def cause(self, why: str) -> Cause:
        return Cause(new_id(self.house.now), why, self.house.now)

    def line(self, sku: str) -> Line:
        assert self.stocktake
        _, line = stocktakes.load_with(self.stocktake.stocktake_id, sku)
        assert line
        return line

    def free(self, sku: str) -> int:
        """Units that the books let go from here."""
        seen = store.stock.seen("WH-SH", [sku])[sku]
        return min(seen.pool.available, seen.location.available)


TestCounting = Counting.TestCase
TestCounting.settings = settings(
    max_examples=8, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
