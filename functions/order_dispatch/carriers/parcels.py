"""Parcels by their tracking number, and all that carriers told of them.

    TRACK#<carrier>#<number>   PARCEL   which order it is: written at dispatch, or when it turned out to be this
                                        carrier's; once
                               SCANS    the union of all scans; `revision` guards it

A scan may come before the parcel is dispatched here: then it waits, and so does the news that the number is
another carrier's (`corrected_to`, with `ahead`, what that one told so far). What waits for long expires. Scans'
texts can name people and places, so they stay in this item.
"""

import json
from datetime import datetime, timedelta
from typing import NamedTuple

from order_dispatch import store
from order_dispatch.carriers.kuaidi100 import codes
from order_dispatch.tracking import Scan, union
from shop.errors import Conflict, Taken, TooLarge
from shop.settings import Setting
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key

CARRIERS = Setting("CARRIERS")

# An item holds 400 KB; hundreds of times what a parcel's way takes.
LARGEST_TRACK = 300_000
# A parcel is dispatched here within days of its number's first scan. Carriers use numbers again after months.
WAITS = timedelta(days=30)


class Track(NamedTuple):
    """What is known under a tracking number; `expires_at` (seconds since 1970) is set while no order has it."""

    carrier: str
    number: str
    order_id: str | None
    scans: list[Scan]
    revision: int = 0
    corrected_to: str | None = None
    ahead: list[Scan] = []  # noqa: RUF012 - a tuple's default; nobody changes it
    expires_at: int | None = None


def claim(write: Transaction, carrier: str, number: str, order_id: str, *, again: bool = False) -> None:
    """A carrier's number becomes one parcel's, once and for ever. Refused: tracking_number_taken.

    With `again` it may be that order's already: of a dispatch that was taken back it stays.
    """
    write.put(
        store.orders,
        {**_key(carrier, number, "PARCEL"), "order_id": order_id},
        when="attribute_not_exists(#pk)" + (" OR #order_id = :order" if again else ""),
        values={"order": order_id} if again else None,
        refused=lambda found: Taken(
            "Another parcel has this tracking number.",
            code="tracking_number_taken",
            errors=[{"field": "tracking_number", "reason": "another parcel has it"}],
        ),
    )


def load(carrier: str, number: str, now: datetime) -> Track:
    """All that is known under this number, in one query."""
    items = {item["sk"]: item for item in store.orders.query(_key(carrier, number, "")["pk"]).items}
    order_id = items["PARCEL"]["order_id"] if "PARCEL" in items else None
    if (told := items.get("SCANS")) is None:
        return Track(carrier, number, order_id, [])
    track = Track(carrier, number, order_id, [], told["revision"], expires_at=told.get("expires_at"))
    if track.expires_at and track.expires_at <= now.timestamp():  # the table's own clearing takes days
        return track
    ahead = _loaded(told["ahead"]) if "ahead" in told else []
    return track._replace(scans=_loaded(told["scans"]), corrected_to=told.get("corrected_to"), ahead=ahead)


def together(known: list[Scan], new: list[Scan]) -> list[Scan]:
    """All scans of a parcel. Of more than can be kept the texts are given up: time and code say where it is."""
    scans = union(known, new)
    if len(_dumped(scans).encode()) > LARGEST_TRACK:
        scans = union((scan._replace(context="") for scan in scans), ())
    return scans


def save(write: Transaction, track: Track, now: datetime) -> None:
    """Keep what was told of a parcel, if nobody has added to it since. Refused: Conflict. Raises TooLarge."""
    scans, ahead = _dumped(track.scans), _dumped(track.ahead)
    if len((scans + ahead).encode()) > LARGEST_TRACK:
        raise TooLarge("There are more scans of this parcel than can be kept.")
    item: Item = {
        **_key(track.carrier, track.number, "SCANS"),
        "scans": scans,
        "revision": track.revision + 1,
        "corrected_to": track.corrected_to,
        "ahead": ahead if track.ahead else None,
        "expires_at": None if track.order_id else int((now + WAITS).timestamp()),
    }
    write.put(
        store.orders,
        item,
        when="attribute_not_exists(#pk) OR #revision = :seen",
        values={"seen": track.revision},
        refused=lambda found: Conflict("More was told meanwhile."),
    )


def check_no_more_scans(write: Transaction, track: Track) -> None:
    """Refuse (Conflict) when more scans came since these were read: those may say otherwise."""
    write.check(
        store.orders,
        _key(track.carrier, track.number, "SCANS"),
        "#revision = :seen",
        values={"seen": track.revision},
        refused=lambda found: Conflict("Other scans came meanwhile."),
    )


def check_still_unknown(write: Transaction, track: Track) -> None:
    """Refuse (Conflict) when the parcel was dispatched meanwhile: then the scans move it."""
    write.check(
        store.orders,
        _key(track.carrier, track.number, "PARCEL"),
        "attribute_not_exists(#pk)",
        refused=lambda found: Conflict("The parcel was dispatched meanwhile."),
    )


def _dumped(scans: list[Scan]) -> str:
    kept = [scan if scan.said_by else scan[:-1] for scan in scans]
    return json.dumps(kept, separators=(",", ":"), ensure_ascii=False)


def _loaded(text: str) -> list[Scan]:
    # Of three, without what the scan means, are those of the time when all were 快递100's.
    return [Scan(*kept) if len(kept) > 3 else codes.scan(*kept) for kept in json.loads(text)]


def _key(carrier: str, number: str, kind: str) -> Key:
    return {"pk": f"TRACK#{carrier}#{number}", "sk": kind}
