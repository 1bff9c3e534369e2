"""When a schedule's expression fires, computed without the scheduler: cron as EventBridge Scheduler reads it.

Fields are minutes, hours, day of month, month, day of week (1 or SUN to 7 or SAT) and year; each is `*`, `?`, or a list
of numbers, ranges and steps. `L`, `W` and `#` are not known here.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_FIELDS = ((0, 59), (0, 23), (1, 31), (1, 12), (1, 7), (1970, 2199))


def firings(expression: str, zone: str, start: datetime) -> Iterator[datetime]:
    """The moments after `start` at which a cron expression fires, by the clocks of a zone."""
    fields = re.fullmatch(r"cron\((.+)\)", expression)
    assert fields, expression
    sets = [_values(text, *span) for text, span in zip(fields[1].split(), _FIELDS, strict=True)]
    minutes, hours, days, months, weekdays, years = sets
    at = start.astimezone(ZoneInfo(zone)).replace(second=0, microsecond=0)
    while True:
        at += timedelta(minutes=1)
        if not (
            at.year in years
            and at.month in months
            and at.day in days
            and at.isoweekday() % 7 + 1 in weekdays
            and at.hour in hours
        ):
            at = at.replace(minute=59)
        elif at.minute in minutes:
            yield at


def _values(text: str, least: int, most: int) -> set[int]:
    found: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        if span in ("*", "?"):
            begin, end = least, most
        else:
            begin = _number(first)
            end = _number(last) if last else most if step else begin
        found |= set(range(begin, end + 1, int(step or 1)))
    assert all(least <= value <= most for value in found), text
    return found


def _number(text: str) -> int:
    return _DAYS.index(text) + 1 if text in _DAYS else int(text)
