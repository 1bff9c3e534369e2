"""Parcels by their tracking number, and every scan the carrier told of.

    TRACK#<carrier>#<number>   PARCEL   which order it is: written at dispatch, once
                               SCANS    the union of all scans; `revision` guards it

A scan may come before the parcel is dispatched here: then it waits. Scans' texts can name
people and places, so they stay in this item.
"""

import json
from typing import NamedTuple

from order_dispatch import store
from order_dispatch.kuaidi100 import codes
from order_dispatch.tracking import Scan, union
from shop.errors import Conflict, Taken, TooLarge
from shop.settings import Setting
from shop.storage.transaction import Transaction
from shop.storage.values import Key

CARRIERS = Setting("CARRIERS")

# An item holds 400 KB; hundreds of times what a parcel's way takes.
LARGEST_TRACK = 300_000


class Track(NamedTuple):
    """What is known under a tracking number."""

    carrier: str
    number: str
    order_id: str | None
    scans: list[Scan]
    revision: int


def claim(write: Transaction, carrier: str, number: str, order_id: str) -> None:
    """A carrier's number is one parcel's, for ever. Refused: tracking_number_taken."""
    write.put(
        store.orders,
        {**_key(carrier, number, "PARCEL"), "order_id": order_id},
        refused=lambda found: Taken(
            "Another parcel has this tracking number.",
            code="tracking_number_taken",
            errors=[{"field": "tracking_number", "reason": "another parcel has it"}],
        ),
    )


def load(carrier: str, number: str) -> Track:
    """All that is known under this number, in one query."""
    items = {item["sk"]: item for item in store.orders.query(_key(carrier, number, "")["pk"]).items}
    scans = items.get("SCANS")
    return Track(
        carrier,
        number,
        items["PARCEL"]["order_id"] if "PARCEL" in items else None,
        _loaded(scans["scans"]) if scans else [],
        scans["revision"] if scans else 0,
    )


def together(track: Track, new: list[Scan]) -> list[Scan]:
    """All scans of a parcel. Of more than can be kept the texts are given up: time and code say where it is."""
    scans = union(track.scans, new)
    if len(_dumped(scans).encode()) > LARGEST_TRACK:
        scans = union((), (scan._replace(context="") for scan in scans))
    return scans


def save_scans(write: Transaction, track: Track, scans: list[Scan]) -> None:
    """Keep these scans, if nobody has added others meanwhile. Refused: Conflict. Raises TooLarge."""
    text = _dumped(scans)
    if len(text.encode()) > LARGEST_TRACK:
        raise TooLarge("There are more scans of this parcel than can be kept.")
    write.put(
        store.orders,
        {**_key(track.carrier, track.number, "SCANS"), "scans": text, "revision": track.revision + 1},
        when="attribute_not_exists(#pk) OR #revision = :seen",
        values={"seen": track.revision},
        refused=lambda found: Conflict("Other scans came meanwhile."),
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
    return json.dumps(scans, separators=(",", ":"), ensure_ascii=False)


def _loaded(text: str) -> list[Scan]:
    # Of three, without what the scan means, are those of the time when all were 快递100's.
    return [Scan(*kept) if len(kept) == len(Scan._fields) else codes.scan(*kept) for kept in json.loads(text)]


def _key(carrier: str, number: str, kind: str) -> Key:
    return {"pk": f"TRACK#{carrier}#{number}", "sk": kind}
