"""What the SKU table says: what there is of a SKU and where, how it came to be, and what could not be had."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shop.errors import Busy
from shop.stock.buckets import MOST_BUCKETS, Pool, Spread
from shop.stock.changes import Level
from shop.stock.refusals import StockRefused, units_missing
from shop.stock.units import Demand, Units
from shop.storage.table import Page, Table
from shop.storage.values import Item, Key

LEVEL = "LEVEL"
BUCKET = f"{LEVEL}~"
MOVEMENT = "MOVEMENT#"
# What a location says of itself. It stands on the list of its party's shelf (index by_list) from its first unit on, and
# costs the index nothing after that.
AT_PARTY = "SET #party = :party, #list = :list, #rank = :rank"
# Units go from bucket to bucket by command alone: who reads meanwhile reads again.
_MOST_LOOKS = 5
# What is read at once of a ledger to find one party's movements in it, and how often for one page.
_AT_A_TIME = 200
_MOST_READS = 50
# The newest movements of a SKU that sells hold a sale.
_AT_ONCE = 25
# Whose promises still stand is looked for so far back, in reads of a few sales.
_PROMISES_BACK = 20_000
_PROMISES_AT_ONCE = 100
# What a SKU sells a day, in one read of the store (1 MB) where it is much.
_A_DAY = 2000


def pool_key(sku: str) -> Key:
    return {"pk": f"SKU#{sku}", "sk": LEVEL}


def location_key(sku: str, party: str) -> Key:
    return {"pk": f"SKU#{sku}", "sk": f"{LEVEL}#{party}"}


def bucket_key(sku: str, number: int) -> Key:
    """One of the buckets over which a pool is spread; the first is the pool's own item."""
    return {"pk": f"SKU#{sku}", "sk": f"{BUCKET}{number}"} if number else pool_key(sku)


def drawn_key(sku: str, why: str) -> Key:
    """From which buckets an order drew units of a SKU: in no SKU's partition, which is hot where that matters."""
    return {"pk": f"DRAWN#{why}", "sk": sku}


def pool_in(sku: str, items: Mapping[tuple[str, str], Item]) -> Pool:
    """A pool with its buckets, among items by their keys."""
    own, *others = (items.get((key["pk"], key["sk"]), {}) for key in (bucket_key(sku, n) for n in range(MOST_BUCKETS)))
    return Pool(own, {number: item for number, item in enumerate(others, 1) if item})


def shelf(party: str) -> str:
    """The list of what ever lay at a party."""
    return f"shelf@{party}"


def at_party(sku: str, party: str) -> Item:
    """The values of `AT_PARTY`."""
    return {"party": party, "list": shelf(party), "rank": sku}


def known_unit_cost(pool: Item) -> int | None:
    """The average purchase cost of a unit in minor units, over all receipts; None before the first: nobody knows."""
    units: int = pool.get("received_units", 0)
    cost: int = pool.get("received_cost_minor", 0)
    return (2 * cost + units) // (2 * units) if units else None


def unit_cost(pool: Item) -> int:
    """The same where unknown counts as 0."""
    return known_unit_cost(pool) or 0


class Levels:
    """The SKU table as it is read."""

    def __init__(self, table: Table) -> None:
        self.table = table
        # What is known here of SKUs that are spread. Where it is wrong by now, the write is refused and says so.
        self.spreads: dict[str, Spread] = {}

    def levels(self, sku: str) -> list[Item]:
        """The pool as a whole, then the locations; nothing when the SKU is unknown. One round trip."""
        for _ in range(_MOST_LOOKS):
            levels = self.table.query(f"SKU#{sku}", LEVEL).items
            if not levels or "sku" not in levels[0]:  # a forgotten SKU's pool is empty
                return []
            if not levels[-1]["sk"].startswith(BUCKET):
                return levels
            pool = pool_in(sku, {(item["pk"], item["sk"]): item for item in levels})
            if not pool.is_torn:
                return [pool.whole, *(level for level in levels[1:] if not level["sk"].startswith(BUCKET))]
        raise Busy("The SKU's stock is being spread or gathered; try again in a moment.")

    def pool_of(self, sku: str) -> Pool:
        """A SKU's pool with all of its buckets, read at one time. Raises Busy."""
        keys = [(self.table, bucket_key(sku, number)) for number in range(MOST_BUCKETS)]
        for _ in range(_MOST_LOOKS):
            items = {(item["pk"], item["sk"]): item for item in self.table.database.read_many(keys)}
            pool = pool_in(sku, items)
            if not pool.is_torn:
                return pool
        raise Busy("The SKU's stock is being spread or gathered; try again in a moment.")

    def movements(self, sku: str, *, limit: int, after: str | None) -> Page:
        """The SKU's ledger, newest first; `after` is the sort key of the last movement seen."""
        return self.table.query(f"SKU#{sku}", MOVEMENT, limit=limit, after=after, newest_first=True)

    def promised_since(self, sku: str, time: str) -> bool:
        """Whether an order reserved units of the SKU since a time (ISO 8601). Reads the ledger no further back."""
        after: str | None = None
        while True:
            page = self.movements(sku, limit=_AT_ONCE, after=after)
            for movement in page.items:
                if movement["at"] < time:
                    return False
                if movement["kind"] == "reservation":
                    return True
            if page.last is None:
                return False
            after = page.last

    def promises(self, sku: str) -> Iterator[tuple[str, int]]:
        """For what units of the SKU are promised that neither left nor were given up, and how many; newest first.

        The ledger is read as far back as whoever asks goes on, but no further than 20,000 movements.
        """
        moved: dict[str, int] = {}
        after: str | None = None
        for _ in range(_PROMISES_BACK // _PROMISES_AT_ONCE):
            page = self.movements(sku, limit=_PROMISES_AT_ONCE, after=after)
            for movement in page.items:
                why = movement["cause"]
                moved[why] = moved.get(why, 0) + movement.get("reserved_change", 0)
                # Whatever ended a promise is younger than it.
                if movement["kind"] == "reservation" and (units := moved.pop(why)) > 0:
                    yield why, units
            after = page.last
            if after is None:
                return

    def reserved_since(self, sku: str, time: str) -> tuple[list[Item], str | None]:
        """The movements by which orders took units of a SKU since a time (ISO 8601), newest first.

        Beside them the time of the oldest movement that was read; None when it never moved. Reads no further back.
        """
        taken: list[Item] = []
        oldest: str | None = None
        after: str | None = None
        while True:
            page = self.movements(sku, limit=_A_DAY, after=after)
            for movement in page.items:
                oldest = movement["at"]
                if oldest < time:
                    return taken, oldest
                if movement["kind"] == "reservation":
                    taken.append(movement)
            if page.last is None:
                return taken, oldest
            after = page.last

    def movements_at(self, party: str, sku: str, *, limit: int, after: str | None) -> Page:
        """The same, of what came to this party and left it.

        A page that is not the last holds `limit` of them, unless 10,000 movements in a row hold less.
        """
        own: list[Item] = []
        for _ in range(_MOST_READS):
            page = self.movements(sku, limit=_AT_A_TIME, after=after)
            own += [movement for movement in page.items if party in (movement.get("party"), movement.get("from_party"))]
            after = page.last
            if after is None or len(own) >= limit:
                break
        return Page(own[:limit], own[limit - 1]["sk"] if len(own) > limit else after)

    def refusals(self, demands: Sequence[Demand]) -> list[dict[str, Any]]:
        """The lines that the pools as they are now would not serve, with reasons."""
        pools = self.pools([demand.sku for demand in demands])
        refused = [demand.refusal(pools.get(demand.sku)) for demand in demands]
        return [error for refusal in refused if refusal for error in refusal.errors]

    def not_at(self, party: str, units: Sequence[Units]) -> list[dict[str, Any]]:
        """The SKUs of which the party lacks units, with reasons."""
        keys = [(self.table, location_key(unit.sku, party)) for unit in units]
        there = {location["pk"]: location for location in self.table.database.read_many(keys)}
        errors: list[dict[str, Any]] = []
        for unit in units:
            found = there.get(f"SKU#{unit.sku}")
            if found is None or found["available"] < unit.quantity:
                errors += StockRefused.not_at_location(unit.sku, unit.quantity, party, found).errors
        return errors

    def missing_at(self, party: str, units: Sequence[Units]) -> list[dict[str, Any]]:
        """The SKUs of which so many that are tied at the party are not there any more, with reasons."""
        keys = [(self.table, location_key(unit.sku, party)) for unit in units]
        there = {location["pk"]: Level.of(location) for location in self.table.database.read_many(keys)}
        errors: list[dict[str, Any]] = []
        for unit in units:
            level = there.get(f"SKU#{unit.sku}", Level())
            if level.shortfall and level.reserved - level.shortfall < unit.quantity:
                errors += units_missing(unit.sku, party).errors
        return errors

    def unit_costs(self, skus: Sequence[str]) -> dict[str, int | None]:
        """The average purchase cost of a unit in minor units, by SKU, over all receipts; None before the first."""
        return {sku: known_unit_cost(pool) for sku, pool in self.pools(skus).items()}

    def pools(self, skus: Sequence[str]) -> dict[str, Item]:
        """The pools of these SKUs as they are, by SKU; those that are known. Each that is spread is one more trip."""
        keys = [(self.table, pool_key(sku)) for sku in skus]
        pools = {pool["sku"]: pool for pool in self.table.database.read_many(keys) if "sku" in pool}
        for sku, pool in pools.items():
            if "spread" in pool:
                pools[sku] = self.pool_of(sku).whole
        return pools
