"""What a parcel's scans say of it: pure, and the same in whatever order they came (R3.2.3).

Signed for is absolute (E-commerce Law art. 51: signing is delivery), signed by the sender is
next; else the scan latest by the carrier's time speaks, and of scans at the same time the one
further on the way. Whoever reads a carrier's messages says what each scan means.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

ParcelState = Literal["in_transit", "out_for_delivery", "exception", "returned_to_sender", "delivered"]
_RANK: tuple[ParcelState, ...] = ("in_transit", "out_for_delivery", "exception", "returned_to_sender", "delivered")
_FINAL: tuple[ParcelState, ...] = ("delivered", "returned_to_sender")


class Scan(NamedTuple):
    """One scan: when by the carrier's clock (UTC, ISO 8601; empty when not told), the carrier's own
    code, the text, and the state of the shipment that it means (None when it moves nothing).
    """

    time: str
    code: str
    context: str
    state: ParcelState | None


class Push(NamedTuple):
    """What a carrier tells of a parcel, and how many of its scans could not be read."""

    number: str
    scans: list[Scan]
    unreadable: int


class Standing(NamedTuple):
    """Where a parcel stands, and by which scan."""

    state: ParcelState
    scan: Scan


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
    """All scans once, oldest first."""
    return sorted({*known, *new}, key=lambda scan: (scan.time, scan.code, scan.context, scan.state or ""))
