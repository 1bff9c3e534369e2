"""Counting what lies at a location: what is recorded there, held still while it is compared, and hidden meanwhile.

A location that is being counted says in which stocktake: `counted_in`. As long as it does, its figures are not for
those who count there, whoever shows them, and no second stocktake counts it. `counted_at` is when it was counted last.
"""

from collections.abc import Iterable

from shop.roles import Caller
from shop.stock.corrections import Corrections, Seen
from shop.stock.levels import AT_PARTY, at_party, location_key, pool_key, shelf
from shop.stock.refusals import BeingCounted, Moved, StockRefused
from shop.storage.table import Page
from shop.storage.transaction import Transaction
from shop.storage.values import Item


class Counts(Corrections):
    """The SKU table as it is counted."""

    def on_shelf(self, party: str, *, limit: int, after: str | None) -> Page:
        """The SKUs that ever lay at a party, by code, each as `rank`; one that just came shows a moment later."""
        return self.table.by_list(shelf(party), limit=limit, after=after)

    def check_known(self, write: Transaction, sku: str, *, field: str) -> None:
        """Refuse (unknown_sku, naming `field`) unless somebody entered the SKU."""
        write.check(
            self.table,
            pool_key(sku),
            "attribute_exists(#currency)",
            refused=lambda found: StockRefused.of(field, sku, "unknown_sku", "no product has this SKU"),
        )

    def begin_count(
        self, write: Transaction, sku: str, party: str, stocktake: str, *, field: str, seen: Seen | None = None
    ) -> None:
        """Say that a SKU is being counted at a party. Refused: being_counted, naming `field`.

        Where it was `seen`, also refused (Moved) unless it is as it was.
        """
        when, values = _as_seen(seen) if seen else ("attribute_not_exists(#counted_in)", {})
        # Also where nothing of it ever lay: that there is nothing is a figure, too.
        write.update(
            self.table,
            location_key(sku, party),
            f"{AT_PARTY}, #counted_in = :stocktake ADD #available :nothing, #reserved :nothing",
            when=when,
            values={**at_party(sku, party), **values, "stocktake": stocktake, "nothing": 0},
            refused=lambda found: Moved() if seen else being_counted(field, sku, party),
        )

    def hold(self, write: Transaction, seen: Seen) -> None:
        """Refuse (Moved) unless the location is as it was seen: so what is told of it is exact in this very write."""
        when, values = _as_seen(seen)
        write.check(self.table, location_key(seen.sku, seen.party), when, values=values, refused=lambda found: Moved())

    def end_count(self, write: Transaction, seen: Seen, at: str) -> None:
        """The same, and it was counted at a time (ISO 8601): nobody counts it any more."""
        when, values = _as_seen(seen)
        write.update(
            self.table,
            location_key(seen.sku, seen.party),
            f"{AT_PARTY}, #counted_at = :at ADD #available :nothing, #reserved :nothing REMOVE #counted_in",
            when=when,
            values={**at_party(seen.sku, seen.party), **values, "at": at, "nothing": 0},
            refused=lambda found: Moved(),
        )

    def leave_uncounted(self, write: Transaction, seen: Seen) -> None:
        """It is not counted any more, and was not. Refused: Moved, when its stocktake is another by now."""
        write.update(
            self.table,
            location_key(seen.sku, seen.party),
            "REMOVE #counted_in",
            when="#counted_in = :stocktake",
            values={"stocktake": seen.counted_in},
            refused=lambda found: Moved(),
        )


def not_counted(locations: Iterable[Item], by: Caller) -> None:
    """Refuse (BeingCounted) whoever acts for a party that counts this SKU, in whatever post: stocktakes are blind."""
    for location in locations:
        if location["party"] == by.party and "counted_in" in location:
            raise BeingCounted


def being_counted(field: str, sku: str, party: str) -> StockRefused:
    """Why a SKU is not in a second stocktake."""
    return StockRefused.of(field, sku, "being_counted", f"the SKU is being counted at {party} already")


def _as_seen(seen: Seen) -> tuple[str, Item]:
    """The condition, with its values, that the location has the units that were seen, and is in that stocktake."""
    values: Item = {f"seen_{name}": units for name, units in seen.location._asdict().items()}
    conditions = [
        f"#{name} = :seen_{name}" if units else f"(attribute_not_exists(#{name}) OR #{name} = :seen_{name})"
        for name, units in seen.location._asdict().items()
    ]
    if seen.counted_in:
        return " AND ".join([*conditions, "#counted_in = :seen_in"]), values | {"seen_in": seen.counted_in}
    return " AND ".join([*conditions, "attribute_not_exists(#counted_in)"]), values
