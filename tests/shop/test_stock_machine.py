"""Whatever orders, deliveries, parcels, lorries and counts do: nothing is oversold, lost or found."""

from collections.abc import Callable, Mapping

from hypothesis import HealthCheck, settings, strategies
from hypothesis.stateful import rule

from shop.stock.corrections import Seen
from shop.stock.units import Shortfall, Units
from shop.storage.transaction import Transaction
from tests.shop.stock_trade import PARTIES, Trade, parties, quantities, skus


class Corrected(Trade):
    """The same, where goods go elsewhere, counts differ and units turn out to be damaged."""

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

    @rule(sku=skus, quantity=quantities, party=parties)
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

    @rule(sku=skus, units=strategies.integers(-8, 3), party=parties)
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
            barred = max(0, -units - place.lying)
            self.pools[sku].barred -= barred
            self.pools[sku].loses(max(0, -units) - barred)
            place.loses(max(0, -units))
            for shelf in (self.pools[sku], place):
                shelf.gets(max(0, units))
            self.told(sku, party)

    @rule(sku=skus, units=strategies.integers(1, 4), party=parties)
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

    @rule(sku=skus, units=strategies.integers(1, 3), party=parties, off=strategies.booleans())
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


TestCorrected = Corrected.TestCase
TestCorrected.settings = settings(
    max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
