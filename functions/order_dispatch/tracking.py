"""What a parcel's scans say of it: pure, and the same in whatever order they came (R3.2.3).

Signed for is absolute (E-commerce Law art. 51: signing is delivery), signed by the sender is
next; else the scan latest by the carrier's time speaks, and of scans at the same time the one
further on the way.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

# 快递100 tells times without a zone: those of China, which has one and no summer time.
_CARRIER_ZONE = timezone(timedelta(hours=8))

_BY_FIRST_DIGIT = {
    "0": "in_transit",
    "1": "in_transit",
    "2": "exception",
    "3": "delivered",
    "4": "returned_to_sender",
    "5": "out_for_delivery",
    "6": "exception",
    "7": "in_transit",
    "8": "in_transit",
}
_BY_CODE = {
    "101": None,  # ordered and to be collected: the parcel has not moved
    "102": None,
    "10": "in_transit",
    "11": "in_transit",
    "12": "in_transit",
    "13": "exception",
    "14": "exception",
    "1001": "in_transit",
    "1002": "in_transit",
    "1003": "in_transit",
}
# On its way, and long without news: as a push says them that has no such scan.
ON_ITS_WAY, NO_UPDATE = "0", "202"
NOT_ON_ITS_WAY = frozenset({"exception", "returned_to_sender", "delivered"})
_RANK = ("in_transit", "out_for_delivery", "exception", "returned_to_sender", "delivered")


class Sighting(NamedTuple):
    """One scan: when by the carrier's clock (UTC, ISO 8601; empty when not told), the code, the text."""

    time: str
    code: str
    context: str


class Standing(NamedTuple):
    """Where a parcel stands, and by which scan."""

    state: str
    scan: Sighting


def state_of(code: str) -> str | None:
    """The shipment state that a carrier code means; None when it moves nothing."""
    if code in _BY_CODE:
        return _BY_CODE[code]
    if len(code) in (1, 3):
        return _BY_FIRST_DIGIT.get(code[0])
    return None


def is_known(code: str) -> bool:
    """Whether a code is one of the carriers', be it one that moves nothing."""
    return code in _BY_CODE or state_of(code) is not None


def fold(scans: Iterable[Sighting]) -> Standing | None:
    """What all scans together say; None when they say nothing."""
    told = [Standing(state, scan) for scan in scans if (state := state_of(scan.code))]
    if not told:
        return None
    for final in ("delivered", "returned_to_sender"):
        ends = [standing for standing in told if standing.state == final]
        if ends:
            return min(ends, key=lambda standing: standing.scan)
    return max(told, key=lambda standing: (standing.scan.time, _RANK.index(standing.state), standing.scan))


def union(known: Iterable[Sighting], new: Iterable[Sighting]) -> list[Sighting]:
    """All scans once, oldest first."""
    return sorted({*known, *new})


def in_utc(carrier_time: str) -> str:
    """A carrier's `2026-11-24 10:00:00` as UTC ISO 8601. Raises ValueError."""
    local = datetime.strptime(carrier_time, "%Y-%m-%d %H:%M:%S").replace(tzinfo=_CARRIER_ZONE)
    try:
        return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:  # the first hours of the year 1
        raise ValueError("out of range") from None
