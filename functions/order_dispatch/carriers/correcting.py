"""A parcel that turned out to be another carrier's, under the same number (R3.2.3).

The order's parcel is that carrier's from then on, and so is what is told of it: `parcels` knows the order under the
new carrier's number, and what the old carrier tells moves nothing any more. Nothing is wrong with the parcel, and
nobody is told.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from order_dispatch import saving, store
from order_dispatch.carriers import parcels
from order_dispatch.carriers.parcels import Track
from order_dispatch.shipments import OPEN_PARCEL_STATES
from order_dispatch.tracking import Scan, moment
from shop.contract.order_dispatch import ShipmentCarrierCorrected
from shop.errors import Conflict, Taken
from shop.roles import Caller
from shop.storage.retry import TransientError

Outcome = Literal["handed", "waits", "not followed"]


def correct(carrier: str, number: str, to: str, ahead: list[Scan], now: Callable[[], datetime]) -> Outcome:
    """Hand this carrier's parcel to another carrier, of which `ahead` is told.

    Before the parcel is dispatched the correction waits for it. When the number is another parcel's under that
    carrier, or that carrier was the parcel's before, nobody can follow it: an exception, for customer service to see
    to. Raises Busy, TooLarge.
    """

    def attempt() -> Outcome:
        at = now()
        track = parcels.load(carrier, number, at)
        try:
            try:
                return _corrected(track, to, ahead, at)
            except Taken:
                return _cannot_be_followed(track, at)
        except Conflict:
            raise TransientError from None

    return store.database.retry.call(attempt)


def _corrected(track: Track, to: str, ahead: list[Scan], now: datetime) -> Outcome:
    order, parcel = store.load_with_shipment(track.order_id) if track.order_id else (None, None)
    with store.database.transaction() as write:
        if order is None or parcel is None or parcel.state in OPEN_PARCEL_STATES:
            waiting = track._replace(corrected_to=to, ahead=parcels.together(track.ahead, ahead))
            if waiting != track:
                parcels.save(write, waiting, now)
                if order and parcel:
                    saving.check_shipment(write, order, parcel)
                else:
                    parcels.check_still_unknown(write, track)
            return "waits"
        if parcel.carrier != track.carrier:
            return "handed" if parcel.carrier == to else "not followed"
        parcels.claim(write, to, track.number, order.order_id)
        event = ShipmentCarrierCorrected(
            **order.handled,
            shipment_id=parcel.shipment_id,
            party=parcel.party,
            carrier=to,
            tracking_number=track.number,
            former_carrier=track.carrier,
        )
        saving.save(write, order, order.noted(now), event, by=Caller(f"carrier:{track.carrier}", "carrier"), at=now)
        saving.save_shipment(write, order, parcel, parcel.handed_to(to))
    return "handed"


def _cannot_be_followed(track: Track, now: datetime) -> Outcome:
    """The number stays this carrier's, which tells no more of it: a scan says that this is not normal."""
    stuck = Scan(moment(now), "", "", "exception", said_by="correction")
    with store.database.transaction() as write:
        kept = track._replace(corrected_to=None, ahead=[], scans=parcels.together(track.scans, [stuck]))
        if kept != track:
            parcels.save(write, kept, now)
    return "not followed"
