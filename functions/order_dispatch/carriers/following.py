"""Following a parcel (R3.2.3): the carrier's scans move the shipment, in whatever order they come."""

from collections.abc import Callable
from datetime import datetime

from order_dispatch import saving, store
from order_dispatch.carriers import correcting, parcels
from order_dispatch.carriers.parcels import Track
from order_dispatch.domain import Order
from order_dispatch.shipments import OPEN_PARCEL_STATES, TRACK_SHIPMENT, Shipment
from order_dispatch.tracking import Push, Scan, Standing, Timely, standing_of, timely
from shop.contract.order_dispatch import (
    ParcelMoved,
    ShipmentDelivered,
    ShipmentException,
    ShipmentInTransit,
    ShipmentOutForDelivery,
    ShipmentReturnedToSender,
)
from shop.errors import Conflict
from shop.roles import Caller
from shop.storage.retry import TransientError
from shop.storage.transaction import Transaction

_EVENTS: dict[str, type[ParcelMoved]] = {
    "in_transit": ShipmentInTransit,
    "out_for_delivery": ShipmentOutForDelivery,
    "exception": ShipmentException,
    "returned_to_sender": ShipmentReturnedToSender,
    "delivered": ShipmentDelivered,
}


def take(carrier: str, push: Push, now: Callable[[], datetime]) -> Timely:
    """What was pushed to this carrier's address: scans of its parcel, or that it is another carrier's (R3.2.3).

    Answers the scans that count. Raises Busy, TooLarge.
    """
    if push.corrected_to is None:
        return _follow(carrier, push.number, push.scans, now)
    ahead = push.scans if push.carrier == push.corrected_to else []
    own = [] if ahead else push.scans
    return _correct(carrier, push.number, push.corrected_to, ahead, own, now)


def look(carrier: str, number: str, now: Callable[[], datetime]) -> Timely:
    """A parcel was dispatched: what waited for it is looked at (R3.2.3). Raises Busy, TooLarge."""
    waiting = parcels.load(carrier, number, now())
    if waiting.corrected_to:
        return _correct(carrier, number, waiting.corrected_to, waiting.ahead, [], now)
    return _follow(carrier, number, [], now)


def _correct(
    carrier: str, number: str, to: str, ahead: list[Scan], own: list[Scan], now: Callable[[], datetime]
) -> Timely:
    """Hand the parcel to the other carrier, and follow what that one told. The own scans are kept, no more."""
    outcome = correcting.correct(carrier, number, to, ahead, now)
    if outcome == "handed":
        if own:
            _follow(carrier, number, own, now)
        return _follow(to, number, ahead, now)
    return _follow(carrier, number, own, now)


def _follow(carrier: str, number: str, new: list[Scan], now: Callable[[], datetime]) -> Timely:
    """Keep a parcel's new scans and move it to where all that count together say it is.

    Scans of an unknown number are kept until it is dispatched.
    """

    def attempt() -> Timely:
        at = now()
        track = parcels.load(carrier, number, at)
        try:
            return _followed(track, parcels.together(track.scans, new), at)
        except Conflict:
            raise TransientError from None

    return store.database.retry.call(attempt)


def _followed(track: Track, scans: list[Scan], now: datetime) -> Timely:
    order, parcel = store.load_with_shipment(track.order_id) if track.order_id else (None, None)
    told = timely(scans, datetime.fromisoformat(order.placed_at) if order else None, now)
    standing = standing_of(told.scans)
    with store.database.transaction() as write:
        if scans != track.scans or (order and track.expires_at):
            parcels.save(write, track._replace(scans=scans), now)
        if order is None or parcel is None:
            if len(write):
                parcels.check_still_unknown(write, track)
        elif parcel.state in OPEN_PARCEL_STATES:
            # Claimed by a dispatch that goes on: its event will have these scans looked at.
            if len(write):
                saving.check_shipment(write, order, parcel)
        elif track.corrected_to or parcel.carrier != track.carrier:
            pass  # what is told of another carrier's number is kept, and moves nothing
        elif standing and standing.state == parcel.state:
            _say_by_which_scan(write, order, parcel, standing.scan)
        elif standing and parcel.state in TRACK_SHIPMENT[standing.state].sources:
            if not len(write):
                parcels.check_no_more_scans(write, track)
            _move(write, track, order, parcel, standing, now)
    return told


def _say_by_which_scan(write: Transaction, order: Order, parcel: Shipment, scan: Scan) -> None:
    """The parcel is where it was, but by another scan's word: no change of state, and no event."""
    after = parcel.as_scanned(scan.code, scan.time)
    if after != parcel and len(write):
        saving.check_head(write, order)
        saving.save_shipment(write, order, parcel, after)


def _move(write: Transaction, track: Track, order: Order, parcel: Shipment, standing: Standing, now: datetime) -> None:
    scan = standing.scan
    moved = parcel.tracked(standing.state, now).as_scanned(scan.code, scan.time)
    event = _EVENTS[moved.state](
        **order.for_notices,
        shipment_id=moved.shipment_id,
        party=moved.party,
        carrier=track.carrier,
        tracking_number=track.number,
        carrier_code=scan.code,
        carrier_time=scan.time,
    )
    by = Caller(f"carrier:{track.carrier}", "carrier")
    saving.save(write, order, order.tracked(moved, now), event, by=by, at=now)
    saving.save_shipment(write, order, parcel, moved)
