"""When each row happened, in one form that sorts: `2010-12-01T08:26`, the shop's local time."""

import re
from collections.abc import Sequence
from datetime import datetime

from infra.replay.rows import UnreadableFileError

_TIME = r"(\d\d?):(\d\d)(?::(\d\d))?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})-(\d\d?)-(\d\d?)[T ]{_TIME}", re.ASCII)
_YEAR_LAST = re.compile(rf"(\d\d?)/(\d\d?)/(\d{{4}}) {_TIME}", re.ASCII)
_MONTHS = 12

Written = tuple[int, str]  # the line, and what stands there


def moments(written: Sequence[Written]) -> list[str]:
    """Every date in the form that sorts. Raises UnreadableFileError naming the line.

    With the year first they are read as they stand. With the year last, `12/1/2010 8:26`, the file as a
    whole has to tell which is the month: some day after the twelfth, always at the same place.
    """
    day_first = _day_first([one for one in written if _YEAR_LAST.fullmatch(one[1])])
    return [_moment(number, text, day_first=day_first) for number, text in written]


def _day_first(dates: Sequence[Written]) -> bool:
    """Whether days come before months. Raises UnreadableFileError when that cannot be told."""
    by_day = next((one for one in dates if int(one[1].split("/")[0]) > _MONTHS), None)
    by_month = next((one for one in dates if int(one[1].split("/")[1]) > _MONTHS), None)
    if by_day and by_month:
        raise UnreadableFileError(
            f"Line {by_day[0]} has {by_day[1]!r} and line {by_month[0]} has {by_month[1]!r}: "
            "no order of day and month fits both; write dates as 2010-12-31T08:26."
        )
    if dates and not by_day and not by_month:
        number, text = dates[0]
        raise UnreadableFileError(
            f"Line {number}: whether {text!r} begins with the month or the day, no date of the file tells; "
            "write dates as 2010-12-31T08:26."
        )
    return by_day is not None


def _moment(number: int, text: str, *, day_first: bool) -> str:
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day, *time = found.groups()
    elif found := _YEAR_LAST.fullmatch(text):
        one, other, year, *time = found.groups()
        month, day = (other, one) if day_first else (one, other)
    else:
        raise UnreadableFileError(f"Line {number}: {text[:40]!r} is no date; write dates as 2010-12-31T08:26.")
    try:
        hour, minute, second = (int(part or 0) for part in time)
        at = datetime(int(year), int(month), int(day), hour, minute, second)  # noqa: DTZ001 (the shop's own)
    except ValueError:
        raise UnreadableFileError(f"Line {number}: there is no {text!r}.") from None
    return at.isoformat(timespec="seconds" if at.second else "minutes")
