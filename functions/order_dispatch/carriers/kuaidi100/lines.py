"""The lines of a push, one by one: what can be read of each is used, and what cannot is left out."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from order_dispatch.carriers.kuaidi100.codes import scan
from order_dispatch.carriers.kuaidi100.models import status_in
from order_dispatch.tracking import Scan, moment

# Times come without a zone: those of China, which has one and no summer time.
_CHINA = timezone(timedelta(hours=8))
_TIME = re.compile(r"(20[0-9]{2})-([0-9]{2})-([0-9]{2})[ T]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,6})?)?")


class Read(NamedTuple):
    """The lines with a time, and what is wrong with the others: `field`, `reason`."""

    scans: list[Scan]
    complaints: list[dict[str, str]]


def read(lines: list[object]) -> Read:
    """The lines that can be read, and why the others cannot."""
    found = Read([], [])
    for position, line in enumerate(lines):
        where = f"lastResult.data[{position}]"
        if not isinstance(line, dict):
            found.complaints.append({"field": where, "reason": "is no line of a track"})
        elif (time := _time_of(line)) is None:
            found.complaints.append({"field": f"{where}.time", "reason": "is no time, as in 2026-11-24 10:00:00"})
        else:
            context = line.get("context")
            text = context if isinstance(context, str) else ""
            found.scans.append(scan(time, status_in(line.get("statusCode")), text))
    return found


def in_utc(time: str) -> str:
    """A `2026-11-24 10:00:00` of China as UTC ISO 8601; the seconds may be missing. Raises ValueError."""
    written = _TIME.fullmatch(time)
    if written is None:
        raise ValueError("does not match")
    year, month, day, hour, minute, second = (int(digits) for digits in written.groups("0"))
    return moment(datetime(year, month, day, hour, minute, second, tzinfo=_CHINA))


def _time_of(line: Mapping[str, Any]) -> str | None:
    """`time` is as the carrier writes it, `ftime` the same in one format for all; one may be illegible."""
    for told in (line.get("ftime"), line.get("time")):
        try:
            return in_utc(told)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            continue
    return None
