"""Counting what lies at a location: what is recorded there, held still while it is compared, and hidden meanwhile.

A location that is being counted says in which stocktake: `counted_in`. As long as it does, its figures are not for
those who count there, whoever shows it, and it is in no second stocktake. `counted_at` is when it was counted last.

    SKU#<code>  LEVEL#<party>   on the list `shelf@<party>` (index by_list), by SKU, for ever
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from shop.errors import Conflict, ShopError
from shop.stock.levels import location_key, pool_key
from shop.stock.refusals import StockRefused
from shop.stock.units import unit_cost
from shop.storage.table import Page, Table
from shop.storage.transaction import Refusal, Transaction
from shop.storage.values import Item

# Physical units, and those that are promised but not there. The last two are kept only where there were some.
_ALWAYS, _SOMETIMES = ("available", "reserved"), ("blocked", "shortfall")


class Moved(Conflict):
    """Goods came or went while their level was looked at."""

    code, title = "stock_moved", "The stock moved meanwhile"

    def __init__(self) -> None:
        super().__init__("The stock moved meanwhile; try again.")


class Lying(NamedTuple):
    """A SKU at a location, as it was read: its pool, and the location, None where nothing of it ever lay there."""

    sku: str
    party: str
    pool: Mapping[str, Any]
    location: Mapping[str, Any] | None

    @property
    def on_hand(self) -> int:
        """Units that are there, by the ledger."""
        there = self.location or {}
        blocked, shortfall = (int(there.get(name, 0)) for name in _SOMETIMES)
        return int(there.get("available", 0)) + int(there.get("reserved", 0)) + blocked - shortfall

    @property
    def unit_value_minor(self) -> int | None:
        """What one is worth in minor units: its average cost, else its price; None where nobody knows."""
        return unit_cost(self.pool) or self.pool.get("price_minor")

    @property
    def counted_in(self) -> str | None:
        """The stocktake that it is being counted in."""
        return self.location.get("counted_in") if self.location else None

    @property
    def counted_at(self) -> str | None:
        """When it was counted last."""
        return self.location.get("counted_at") if self.location else None


class Counts:
    """The SKU table as stocktakes use it. Methods that take a transaction add their writes to it; the others read."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def shelf(self, party: str, *, limit: int, after: str | None) -> Page:
        """The SKUs that ever lay at a party, as `rank`, by code; one that just came shows a moment later."""
        return self.table.by_list(shelf(party), limit=limit, after=after)

    def lying(self, skus: Sequence[str], party: str) -> dict[str, Lying]:
        """These SKUs as they lie at a party now; those that are known. At most 50 of them are one round trip."""
        keys = [key for sku in skus for key in (pool_key(sku), location_key(sku, party))]
        found = {
            (item["pk"], item["sk"]): item for item in self.table.database.read_many([(self.table, key) for key in keys])
        }
        there: dict[str, Lying] = {}
        for sku in skus:
            pool = found.get((f"SKU#{sku}", pool_key(sku)["sk"]))
            if pool and "sku" in pool:
                there[sku] = Lying(sku, party, pool, found.get((f"SKU#{sku}", location_key(sku, party)["sk"])))
        return there

    def check_known(self, write: Transaction, sku: str, *, field: str) -> None:
        """Refuse (unknown_sku, naming `field`) unless somebody entered the SKU."""
        write.check(
            self.table,
            pool_key(sku),
            "attribute_exists(#currency)",
            refused=lambda found: StockRefused.of(field, sku, "unknown_sku", "no product has this SKU"),
        )

    def begin(self, write: Transaction, sku: str, party: str, stocktake: str, *, field: str) -> None:
        """Say that the SKU is being counted at a party. Refused: being_counted, naming `field`."""
        self._begin(
            write,
            sku,
            party,
            stocktake,
            when="attribute_not_exists(#counted_in)",
            values={},
            refused=lambda found: StockRefused.of(field, sku, "being_counted", "the SKU is being counted there"),
        )

    def begin_with(self, write: Transaction, lying: Lying, stocktake: str) -> None:
        """The same where it lies as it was read. Refused: Moved."""
        when, values = _as_seen(lying.location)
        self._begin(write, lying.sku, lying.party, stocktake, when=when, values=values, refused=_moved)

    def _begin(
        self,
        write: Transaction,
        sku: str,
        party: str,
        stocktake: str,
        *,
        when: str,
        values: Mapping[str, Any],
        refused: Refusal,
    ) -> None:
        # Also where nothing of it ever lay: that there is nothing is a figure too.
        write.update(
            self.table,
            location_key(sku, party),
            f"SET #counted_in = :stocktake, {ON_SHELF} ADD #available :nothing, #reserved :nothing",
            when=when,
            values={"stocktake": stocktake, "nothing": 0, **on_shelf(sku, party), **values},
            refused=refused,
        )

    def hold(self, write: Transaction, lying: Lying) -> None:
        """Refuse (Moved) unless the location is as it was read: then what it holds is exact in this very write."""
        when, values = _as_seen(lying.location)
        write.check(self.table, location_key(lying.sku, lying.party), when, values=values, refused=_moved)

    def end(self, write: Transaction, lying: Lying, at: str) -> None:
        """The same, and it has been counted at a time (ISO 8601): it is not being counted any more."""
        when, values = _as_seen(lying.location)
        write.update(
            self.table,
            location_key(lying.sku, lying.party),
            f"SET {COUNTED}, {ON_SHELF} ADD #available :nothing, #reserved :nothing REMOVE #counted_in",
            when=when,
            values={"counted_at": at, "nothing": 0, **on_shelf(lying.sku, lying.party), **values},
            refused=_moved,
        )

    def forget(self, write: Transaction, sku: str, party: str, stocktake: str) -> None:
        """It is not being counted in this stocktake, and was not. Refused: Moved, when it is in none or another."""
        write.update(
            self.table,
            location_key(sku, party),
            "REMOVE #counted_in",
            when="#counted_in = :stocktake",
            values={"stocktake": stocktake},
            refused=_moved,
        )


ON_SHELF = "#party = :party, #list = :list, #rank = :rank"
COUNTED = "#counted_at = :counted_at"


def shelf(party: str) -> str:
    """The list of what ever lay at a party."""
    return f"shelf@{party}"


def on_shelf(sku: str, party: str) -> dict[str, str]:
    """What `ON_SHELF` stands for."""
    return {"party": party, "list": shelf(party), "rank": sku}


def _as_seen(location: Mapping[str, Any] | None) -> tuple[str, Item]:
    if location is None:
        return "attribute_not_exists(#pk)", {}
    seen: Item = {f"seen_{name}": location.get(name, 0) for name in (*_ALWAYS, *_SOMETIMES)}
    conditions = [f"#{name} = :seen_{name}" for name in _ALWAYS]
    for name in _SOMETIMES:
        condition = f"#{name} = :seen_{name}"
        conditions.append(condition if location.get(name) else f"(attribute_not_exists(#{name}) OR {condition})")
    return " AND ".join(conditions), seen


def _moved(found: Mapping[str, Any] | None) -> ShopError:
    return Moved()
