"""Business days in China: Monday to Friday but for public holidays, and the weekends that are worked for them (调休).

The days are those of the State Council's yearly notices (国务院办公厅关于部分节假日安排的通知), as the library
`chinesecalendar` 1.11.0 (MIT) lists them. Notices come out in November for the year after; of a year that is not here
only weekends are known, and `is_published` says so. A new year is two more lines.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

# No summer time since 1991: an offset says all, and needs no database of zones.
SHANGHAI = timezone(timedelta(hours=8))


def _days(year: int, *spans: str) -> Iterator[date]:
    """The days of a year that are said as `1001-1007` or `0214`."""
    for span in spans:
        first, _, last = span.partition("-")
        day, end = (date(year, int(text[:2]), int(text[2:])) for text in (first, last or first))
        while day <= end:
            yield day
            day += timedelta(days=1)


_OFF = {
    2025: ("0101", "0128-0204", "0404-0406", "0501-0505", "0531-0602", "1001-1008"),
    2026: ("0101-0103", "0215-0223", "0404-0406", "0501-0505", "0619-0621", "0925-0927", "1001-1007"),
}
_WORKED = {
    2025: ("0126", "0208", "0427", "0928", "1011"),
    2026: ("0104", "0214", "0228", "0509", "0920", "1010"),
}
HOLIDAYS = frozenset(day for year, spans in _OFF.items() for day in _days(year, *spans))
WORKED_WEEKENDS = frozenset(day for year, spans in _WORKED.items() for day in _days(year, *spans))


def is_published(year: int) -> bool:
    """Whether the holidays of a year are known here; of other years weekends are all that counts."""
    return year in _OFF


def is_business_day(day: date) -> bool:
    return day in WORKED_WEEKENDS or (day.weekday() < 5 and day not in HOLIDAYS)


def business_date(at: datetime) -> date:
    """The day that a moment belongs to in the shop's books."""
    return at.astimezone(SHANGHAI).date()


def later(at: datetime, days: int) -> datetime:
    """The same time of day so many business days later, as days are told in Shanghai."""
    local = at.astimezone(SHANGHAI)
    while days:
        local += timedelta(days=1)
        days -= is_business_day(local.date())
    return local.astimezone(at.tzinfo)
