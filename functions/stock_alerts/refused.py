"""What orders wanted and did not get (R3.1.3): it is sold out while wanted, which is louder than low.

REFUSED#<code>   <minute>   so many units, as told once a minute at most; kept for a week
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from shop.clock import iso
from shop.contract import Event
from shop.contract.order_dispatch import DemandRefused
from shop.errors import VersionConflict
from shop.storage.retry import TransientError
from stock_alerts import looking, store
from stock_alerts.domain import WANTED_FOR, Wanted
from stock_alerts.replenishments import ReplenishmentUnderway

_KEPT = timedelta(days=7)
_MINUTES = int(WANTED_FOR / timedelta(minutes=1))


def hear(event: Event[DemandRefused], now: Callable[[], datetime]) -> None:
    """An order was refused: count it, and open or raise the alert while there still is less than it wanted.

    Heard twice it counts once; heard late it does nothing where the goods are there. Raises Busy.
    """
    data = event.data
    store.table.put_new(
        {
            "pk": _partition(data.sku),
            "sk": f"{event.version:08d}",
            "units": data.units,
            "at": iso(event.at),
            "expires_at": int((event.at + _KEPT).timestamp()),
        }
    )

    def attempt() -> None:
        try:
            looking.look_wanted(data.sku, Wanted(data.units, iso(event.at)), now())
        except (VersionConflict, ReplenishmentUnderway) as overtaken:  # somebody else looked at it, or asked for it
            raise TransientError from overtaken

    store.database.retry.call(attempt)


def units_lately(sku: str, at: datetime) -> int:
    """The units that orders were refused in the last day, at least."""
    page = store.table.query(_partition(sku), limit=_MINUTES, newest_first=True)
    since = iso(at - WANTED_FOR)
    return sum(item["units"] for item in page.items if item["at"] >= since)


def _partition(sku: str) -> str:
    return f"REFUSED#{sku}"
