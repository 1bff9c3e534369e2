"""The reconciler's run: along the whole SKU table, a chunk at a time, from where the last run of the day ended.

What is read in passing is not of one moment: where it parts, the SKU is looked at again by itself, until its levels
stood still while its movements were read, and the same was found twice. Nothing is repaired.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import NamedTuple

from shop import invocation
from shop.business_days import SHANGHAI
from shop.errors import VersionConflict
from shop.roles import Caller
from shop.stock.levels import LEVEL, MOVEMENT
from shop.storage.paging import read_list
from shop.storage.values import Item, Key
from stock_control import store, views
from stock_control.reconciling import mismatches
from stock_control.reconciling.reckoning import Parting, Reckoning, reckoned

JOB = "reconcile_ledger"
_AT_A_TIME = 500
_MOST_LOOKS = 6
_SKU = "SKU#"


class Done(NamedTuple):
    """What a run did: SKUs whose books were read, those found to part, and whether that was all of them."""

    skus: int
    parted: int
    whole: bool


def reconcile(now: Callable[[], datetime]) -> Done:
    """Go on along the table until all of the day is done or the time is over. Doing it twice a day changes nothing."""
    day = now().astimezone(SHANGHAI).date().isoformat()
    place = store.table.get(_place()) or {}
    if place.get("day") != day:
        place = {"day": day}
    skus = parted = 0
    known = _known()
    after: Key | None = place.get("after")
    reckoning, partition, begun = Reckoning(), "", after
    while not place.get("done") and invocation.time_left() > 0:
        items, last = store.stock.table.sweep(limit=_AT_A_TIME, after=after)
        for item in items:
            if item["pk"] != partition:
                if partition.startswith(_SKU):
                    skus, parted = skus + 1, parted + _judged(partition, reckoning, known, now())
                reckoning, partition = Reckoning(), item["pk"]
                # Where the next run begins if this SKU is not read to its end: after the last item of the one before.
                place = {"day": day, "after": begun} if begun else {"day": day}
            reckoning.add([item])
            begun = {"pk": item["pk"], "sk": item["sk"]}
        after = last
        if last is None:
            if partition.startswith(_SKU):
                skus, parted = skus + 1, parted + _judged(partition, reckoning, known, now())
            place = {"day": day, "done": True}
        with store.database.transaction() as write:
            write.put(store.table, {**_place(), **place}, when="")
    return Done(skus, parted, bool(place.get("done")))


def _place() -> Key:
    return {"pk": f"LOOK#{JOB}", "sk": "LOOK"}


def _known() -> set[str]:
    """The SKUs that are on the list."""
    known: set[str] = set()
    after: str | None = None
    while True:
        page = mismatches.listed(100, after)
        known |= {views.MismatchView.model_validate_json(item["summary"]).sku for item in page.items}
        if page.last is None:
            return known
        after = page.last


def _judged(partition: str, reckoning: Reckoning, known: set[str], at: datetime) -> bool:
    """Put a SKU on the list that parts, and take one off that does no more; tells whether it parts."""
    sku = partition.removeprefix(_SKU)
    if not _with_allocations(reckoning).partings() and sku not in known:
        return False
    found, pool = _looked_at(partition)
    if found is None:  # it never stood still; the next run looks again
        return False
    before = mismatches.get(sku)
    after = before.found(found, at) if found else before.gone()
    if after:
        try:
            with store.database.transaction() as write:
                mismatches.save(write, after, pool, by=Caller(f"system:{JOB}", "system"), at=at)
        except VersionConflict:  # another run found it, too
            pass
    return bool(found)


def _looked_at(partition: str) -> tuple[list[Parting] | None, Item]:
    """Where a SKU parts, found twice while its levels stood still (None: they never did), and its pool."""
    before: list[Parting] | None = None
    pool: Item = {}
    for _ in range(_MOST_LOOKS):
        levels = store.stock.table.query(partition, LEVEL).items
        movements = store.stock.table.query(partition, MOVEMENT).items
        reckoning = _with_allocations(reckoned([*levels, *movements]))
        if levels != store.stock.table.query(partition, LEVEL).items:
            continue
        pool = next((level for level in levels if level["sk"] == LEVEL), {})
        found = reckoning.partings()
        if not found or (before is not None and mismatches.same(before, found)):
            return found, pool
        before = found
    return None, pool


def _with_allocations(reckoning: Reckoning) -> Reckoning:
    """The same, told to whom the orders were given that are still owed units."""
    reckoning.allocations = store.stock.allocations(why for why, units in reckoning.open.items() if units > 0)
    return reckoning


def listed(limit: int, cursor: str | None) -> views.MismatchPage:
    """The SKUs whose levels part from their movements, longest first. Raises Invalid for another list's cursor."""
    return read_list(views.MismatchPage, mismatches.LIST, cursor, partial(mismatches.listed, limit))
