"""What is sold of a SKU a day, learned from its ledger: reservations over closed business days, and never today's.

Kept as one number a day, so that the ledger is read back to the last day that is known and no further. Nothing is
counted as orders come in: that would cost each of their lines a write or two more.
"""

import json
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from shop.business_days import SHANGHAI, business_date
from shop.clock import iso
from shop.settings import Setting
from shop.storage.values import Item
from stock_alerts import store
from stock_alerts.arithmetic import Demand

DEMAND_DAYS = Setting("DEMAND_DAYS")


class Days(NamedTuple):
    """The units of so many days in a row; the last of them is `until`."""

    until: date
    units: tuple[int, ...]

    @property
    def demand(self) -> Demand:
        return Demand.of(self.units)


def in_(items: store.Found, sku: str) -> Days | None:
    """The days among what was found."""
    item = store.at(items, store.demand_key(sku))
    return Days(date.fromisoformat(item["until"]), tuple(json.loads(item["units"]))) if item else None


def learned(sku: str, known: Days | None, day: date) -> Days:
    """The days until yesterday, as far as the SKU has been there; those that are known are not looked at again."""
    yesterday, window = day - timedelta(days=1), int(DEMAND_DAYS.value)
    if known and known.until >= yesterday:
        return known
    begun = known is not None and bool(known.units)
    start = day - timedelta(days=window)
    if known and begun:
        start = max(start, known.until + timedelta(days=1))
    taken, oldest = store.stock.reserved_since(sku, iso(datetime.combine(start, time(), SHANGHAI)))
    if not begun:
        # Days before it was first there say nothing of what is wanted.
        start = max(start, _day(oldest)) if oldest else day
    sold = dict.fromkeys((start + timedelta(days=n) for n in range((day - start).days)), 0)
    for movement in taken:
        if (on := _day(movement["at"])) in sold:
            sold[on] += movement["quantity"]
    before = known.units if known and start == known.until + timedelta(days=1) else ()
    return Days(yesterday, (*before, *sold.values())[-window:])


def keep(sku: str, days: Days) -> None:
    """Keep what was learned; it is the same whoever learns it."""
    item: Item = {
        **store.demand_key(sku),
        "until": days.until.isoformat(),
        "units": json.dumps(days.units, separators=(",", ":")),
    }
    with store.database.transaction() as write:
        write.put(store.table, item, when="")


def _day(at: str) -> date:
    return business_date(datetime.fromisoformat(at))
