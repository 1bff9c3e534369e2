"""Reading traffic: a range of days with its sums, one day, its versions (R2.1.6, R2.2.3)."""

from datetime import date, datetime, timedelta
from typing import NamedTuple, Self

from shop.business_days import business_date
from shop.errors import Invalid
from shop.events.history import History
from shop.events.history import read as read_history
from traffic import store, views
from traffic.domain import Counts, sums, total

# Of one question: all its days together are less than a query brings at once (a megabyte).
LONGEST_RANGE = 366
_USUAL = timedelta(days=29)


class Range(NamedTuple):
    """Days in Shanghai, both ends among them."""

    first: date
    last: date

    @classmethod
    def asked(cls, first: date | None, last: date | None, at: datetime) -> Self:
        """The range that is meant: thirty days up to today unless said otherwise. Raises Invalid."""
        last = last or business_date(at)
        first = first or last - _USUAL
        if first > last:
            raise Invalid.field("from", "is after `to`")
        if (last - first).days >= LONGEST_RANGE:
            raise Invalid.field("from", f"is to be at most {LONGEST_RANGE - 1} days before `to`")
        return cls(first, last)

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def over(asked: Range, at: datetime) -> views.TrafficView:
    """The days of a range with their sums. Today is not missed before it is over."""
    items = store.days(asked.first, asked.last)
    together, told, today = total(map(_counts, items)), {item.day for item in items}, business_date(at)
    by_source = sums((one.source, _counts(one)) for item in items for one in item.sources)
    by_kind = sums((one.page_kind, _counts(one)) for item in items for one in item.page_kinds)
    return views.TrafficView(
        from_day=asked.first.isoformat(),
        to_day=asked.last.isoformat(),
        conversion=views.conversion(together),
        sources=views.sources(by_source),
        page_kinds=views.page_kinds(by_kind),
        untold=[str(day) for day in asked.days if day < today and str(day) not in told],
        items=items,
        **together._asdict(),
    )


def day(day: date) -> views.DayView:
    """A day with its rows, as it was told last. Raises NotFound."""
    return views.day(store.load(day))


def history(day: date, limit: int, cursor: str | None) -> History:
    """Every version of a day, whole, oldest first. Raises NotFound, Invalid for another list's cursor."""
    return read_history(store.table, store.partition(day), limit=limit, cursor=cursor)


def _counts(shown: views.CountsView) -> Counts:
    return Counts(shown.visits, shown.visitors, shown.paying_visitors)
