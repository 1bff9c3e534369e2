"""When a revision is to be on the page: two business days after its entry, unless it is said otherwise (R3.1.2).

Whether it was there by then is evidence of the specialists' work (R4.2): they may say sooner, the manager alone later.
"""

from datetime import datetime

from shop import business_days
from shop.clock import iso
from shop.errors import Invalid

BUSINESS_DAYS = 2


def usual(at: datetime) -> datetime:
    """When what is entered now is to be on the page."""
    return business_days.later(at, BUSINESS_DAYS)


def of_entry(wanted: datetime | None, at: datetime) -> datetime:
    """When a product that is entered now is to be on the page: as usual, or sooner. Raises Invalid."""
    latest = usual(at)
    if wanted and wanted > latest:
        raise Invalid.field("due", f"is to be by {iso(latest)}; the manager moves it further")
    return to_come(wanted, at) if wanted else latest


def to_come(due: datetime, at: datetime) -> datetime:
    """A time that is not over. Raises Invalid."""
    if due <= at:
        raise Invalid.field("due", "is to be in the future")
    return due
