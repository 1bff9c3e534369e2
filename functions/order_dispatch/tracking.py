"""What a parcel's scans say of it: pure, and the same in whatever order they came (R3.2.3).

Signed for is absolute (E-commerce Law art. 51: signing is delivery), signed by the sender is
next; else the scan latest by the carrier's time speaks, and of scans at the same time the one
further on the way. Whoever reads a carrier's messages says what each scan means. Only what was
scanned between the order's placing and now counts: numbers are used again, and clocks go wrong.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

ParcelState = Literal["in_transit", "out_for_delivery", "exception", "returned_to_sender", "delivered"]
_RANK: tuple[ParcelState, ...] = ("in_transit", "out_for_delivery", "exception", "returned_to_sender", "delivered")
_FINAL: tuple[ParcelState, ...] = ("delivered", "returned_to_sender")

# How far before the placing and after now a scan still counts. Carriers tell local times and no zone; read as
# China's, those of any zone on earth are less than a day off.
SLACK = timedelta(days=1)


class Scan(NamedTuple):
    """One scan: when by the carrier's clock (UTC, ISO 8601; empty when not told), the carrier's own
    code, the text, and the state of the shipment that it means (None when it moves nothing).

    What a message says by itself, without a scan, has the message's mark in `said_by` and is as of its coming, after
    all that was known by then.
    """

    time: str
    code: str
    context: str
    state: ParcelState | None
    said_by: str = ""


class Push(NamedTuple):
    """What a carrier tells of a parcel, and how many of its scans could not be read.

    `corrected_to` is the carrier whose parcel it turned out to be; the scans are `carrier`'s.
    """

    number: str
    carrier: str
    scans: list[Scan]
    unreadable: int = 0
    corrected_to: str | None = None


class Standing(NamedTuple):
    """Where a parcel stands, and by which scan."""

    state: ParcelState
    scan: Scan


class Timely(NamedTuple):
    """The scans that count, and how many do not: from before the order, or of a time to come."""

    scans: list[Scan]
    older: int
    future: int


def timely(scans: Iterable[Scan], since: datetime | None, now: datetime) -> Timely:
    """The scans made from the order's placing until now, with SLACK on both sides; `since` is None while unknown."""
    known = list(scans)
    first, last = moment(since - SLACK) if since else "", moment(now + SLACK)
    counting = [scan for scan in known if first <= scan.time <= last]
    return Timely(counting, sum(scan.time < first for scan in known), sum(scan.time > last for scan in known))


def standing_of(scans: Iterable[Scan]) -> Standing | None:
    """What all scans together say; None when they say nothing."""
    candidates = [Standing(scan.state, scan) for scan in scans if scan.state]
    if not candidates:
        return None
    for final in _FINAL:
        ends = [standing for standing in candidates if standing.state == final]
        if ends:
            return min(ends, key=lambda standing: standing.scan)
    return max(candidates, key=lambda standing: (standing.scan.time, _RANK.index(standing.state), standing.scan))


def union(known: Iterable[Scan], new: Iterable[Scan]) -> list[Scan]:
    """All scans once, oldest first. What a message said by itself stands where it came first, however often it came."""
    before, come = list(known), list(new)
    come = [_as_of_its_coming(scan, [*before, *come]) if scan.said_by else scan for scan in come]
    once: dict[object, Scan] = {}
    for scan in sorted({*before, *come}, key=lambda scan: (*scan[:3], scan.state or "", scan.said_by)):
        once.setdefault((scan.said_by, scan.code) if scan.said_by else scan, scan)
    return list(once.values())


def _as_of_its_coming(said: Scan, known: list[Scan]) -> Scan:
    """What a message says by itself comes after the scans that were known: those of a zone further east tell later
    times than now. What was scanned in a time to come counts for nothing here either.
    """
    reach = moment(datetime.fromisoformat(said.time) + SLACK)
    ahead = [scan.time for scan in known if not scan.said_by and said.time <= scan.time < reach]
    if not ahead:
        return said
    return said._replace(time=moment(datetime.fromisoformat(max(ahead)) + timedelta(seconds=1)))


def moment(at: datetime) -> str:
    """A time as scans have it; sorts as text in time order."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
