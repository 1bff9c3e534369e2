"""Whatever is spread and gathered meanwhile: nothing is oversold, lost or found, and the last unit still sells."""

from hypothesis import HealthCheck, settings, strategies
from hypothesis.stateful import rule

from shop.stock.buckets import Pool
from shop.stock.gathering import UnitsShort
from tests.shop.stock_trade import PRICE, skus
from tests.shop.test_stock_machine import Corrected


class Spread(Corrected):
    """The same, where SKUs are hot for a while."""

    def part(self, sku: str, buckets: int) -> None:
        """Spread or gather it, though somebody buys a unit in between; refused while anything is short."""
        looks: list[Pool] = []

        def attempt(seen: Pool) -> None:
            looks.append(seen)
            if len(looks) == 1 and seen.whole["available"]:
                self.an_order_comes_in({sku: 1})
            assert not self.attempt(lambda write: self.stock.spread(write, sku, seen, buckets, self.cause("SPREAD#1")))

        if not self.pools[sku].short:
            self.stock.on_pool(sku, attempt)
            pool = self.stock.pool_of(sku)
            assert len(pool.levels) == buckets
            free = [level.available for level in pool.levels.values()]
            assert sum(free) == self.pools[sku].free
            return
        try:
            self.stock.on_pool(sku, attempt)
        except UnitsShort:
            assert self.stock.pool_of(sku).spread is None
        else:
            raise AssertionError("what is short cannot be spread")

    @rule(sku=skus, buckets=strategies.integers(2, 4))
    def a_sku_becomes_hot(self, sku: str, buckets: int) -> None:
        self.part(sku, buckets)

    @rule(sku=skus)
    def a_sku_is_gathered(self, sku: str) -> None:
        self.part(sku, 1)

    @rule()
    def another_instance_sells_that_knows_nothing(self) -> None:
        self.stock.spreads.clear()

    @rule(sku=skus)
    def it_is_published_again(self, sku: str) -> None:
        assert not self.attempt(lambda write: self.stock.publish(write, sku, PRICE, 2))

    @rule(sku=skus)
    def the_last_units_sell_in_one_order(self, sku: str) -> None:
        if self.pools[sku].free:
            self.an_order_comes_in({sku: self.pools[sku].free})


TestSpread = Spread.TestCase
TestSpread.settings = settings(
    max_examples=12, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
