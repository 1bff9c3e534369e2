"""When a revision is to be on the page: two business days after its entry, unless it is said otherwise (R3.1.2)."""

from datetime import datetime

from shop import business_days

BUSINESS_DAYS = 2


def usual(at: datetime) -> datetime:
    """When what is entered now is to be on the page."""
    return business_days.later(at, BUSINESS_DAYS)
