"""The daily cycle count (R3.1.3): of each warehouse a few SKUs, those whose records it costs most to have wrong.

How much a SKU's turn it is: what lies there is worth, times the days since it was counted last. So what is dear is
counted often and what is cheap at times, and nothing never.

The look goes along the shelves of all warehouses, page by page, and notes where it is and which SKUs come first: a
run that ends early is gone on with by the next one of the same day, and one that comes twice does nothing.
"""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from shop import invocation
from shop.business_days import SHANGHAI
from shop.clock import iso
from shop.errors import Conflict
from shop.roles import Caller
from shop.settings import Setting
from shop.stock.corrections import Seen
from shop.stock.refusals import StockRefused
from shop.storage.values import Item, Key
from stock_control.stocktakes import opening, store, tables
from stock_control.store import database, stock, table, warehouses

LINES = Setting("CYCLE_COUNT_LINES")
_BY = Caller("system:plan_cycle_counts", "system")
_AT_A_TIME = 50
# What was never counted has waited so long.
_NEVER = 365
_PLACE: Key = {"pk": "LOOK#plan_cycle_counts", "sk": "LOOK"}


class Turn(NamedTuple):
    """How much it is a SKU's turn to be counted."""

    weight: int
    sku: str

    @classmethod
    def of(cls, seen: Seen, now: datetime) -> "Turn":
        """By its worth in minor units there, and the days since it was counted."""
        since = datetime.fromisoformat(seen.counted_at) if seen.counted_at else now - timedelta(days=_NEVER)
        # What nobody knows the worth of, and what is worth nothing, has its turn too.
        worth = max(seen.location.on_hand * (seen.unit_value_minor or 1), 1)
        return cls(worth * (now - since).days, seen.sku)


class AlreadyPlanned(Conflict):
    """The warehouse has its cycle count of this day."""

    def __init__(self) -> None:
        super().__init__("The warehouse has its cycle count of this day.")


def plan(now: Callable[[], datetime]) -> int:
    """Open the day's cycle counts; returns how many were opened. Ends when the time does; the next run goes on."""
    day = now().astimezone(SHANGHAI).date().isoformat()
    place = table.get(_PLACE)
    if place is None or place["day"] != day:
        place = _next_warehouse({"day": day})
    opened = 0
    while "party" in place and invocation.time_left() > 0:
        party, first = place["party"], [Turn(*turn) for turn in place["first"]]
        page = stock.on_shelf(party, limit=_AT_A_TIME, after=place.get("after"))
        seen = stock.seen(party, [item["rank"] for item in page.items])
        turns = [Turn.of(its, now()) for its in seen.values() if its.location.on_hand and its.counted_in is None]
        first = heapq.nlargest(int(LINES.value), [*first, *(turn for turn in turns if turn.weight)])
        if page.last:
            place = {**place, "after": page.last, "first": [list(turn) for turn in first]}
        else:
            opened += _open(party, day, [turn.sku for turn in first], now())
            place = _next_warehouse(place)
        with database.transaction() as write:
            write.put(table, {**_PLACE, **place}, when="")
    return opened


def _next_warehouse(place: Item) -> Item:
    """Where to go on: at the beginning of the next warehouse's shelves, or nowhere."""
    found = warehouses(1, place.get("party")).items
    return {"day": place["day"]} | ({"party": found[0]["rank"], "first": []} if found else {})


def _open(party: str, day: str, skus: list[str], now: datetime) -> bool:
    """Open a warehouse's cycle count of the day, unless it has one, or has not begun the last one."""

    def work() -> bool:
        key = {"pk": f"CYCLE#{party}", "sk": "CYCLE"}
        last = table.get(key)
        if last and (last["day"] >= day or store.load(last["stocktake_id"]).state == tables.OPEN):
            return False
        free = [sku for sku, its in stock.seen(party, skus).items() if its.counted_in is None]
        if not free:
            return False
        opened = opening.new(party, "cycle", now)
        try:
            with database.transaction() as write:
                write.put(
                    table,
                    {**key, "day": day, "stocktake_id": opened.stocktake_id, "at": iso(now)},
                    when="attribute_not_exists(#day) OR #day < :day",
                    values={"day": day},
                    refused=lambda found: AlreadyPlanned(),
                )
                opening.enter(write, opened, free, _BY, now)
        except AlreadyPlanned:
            return False
        except StockRefused:  # somebody opened another stocktake of one of them meanwhile
            raise store.Overtaken from None
        return True

    return store.again(work)
