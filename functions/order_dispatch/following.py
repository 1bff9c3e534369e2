"""Following a parcel (R3.2.3): the carrier's scans move the shipment, in whatever order they come."""

from collections.abc import Callable
from datetime import datetime

from order_dispatch import parcels, saving, store
from order_dispatch.domain import OPEN_PARCEL_STATES, TRACK_SHIPMENT, Order, Shipment
from order_dispatch.parcels import Track
from order_dispatch.tracking import Scan, Standing, standing_of
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


def follow(carrier: str, number: str, new: list[Scan], now: Callable[[], datetime]) -> None:
    """Keep a parcel's new scans and move it to where all its scans together say it is (R3.2.3).

    Scans of an unknown number are kept until it is dispatched. With no new scans, those that
    waited are looked at. Raises Busy, TooLarge.
    """

    def attempt() -> None:
        track = parcels.load(carrier, number)
        scans = parcels.together(track, new)
        try:
            _follow(track, scans, now())
        except Conflict:
            raise TransientError from None

    store.database.retry.call(attempt)


def _follow(track: Track, scans: list[Scan], now: datetime) -> None:
    order, parcel = store.load_with_shipment(track.order_id) if track.order_id else (None, None)
    standing = standing_of(scans)
    with store.database.transaction() as write:
        if scans != track.scans:
            parcels.save_scans(write, track, scans)
        if order is None or parcel is None:
            if len(write):
                parcels.check_still_unknown(write, track)
        elif parcel.state in OPEN_PARCEL_STATES:
            # Claimed by a dispatch that goes on: its event will have these scans looked at.
            if len(write):
                saving.check_shipment(write, order, parcel)
        elif standing and standing.state == parcel.state:
            _say_by_which_scan(write, order, parcel, standing.scan)
        elif standing and parcel.state in TRACK_SHIPMENT[standing.state].sources:
            if not len(write):
                parcels.check_no_more_scans(write, track)
            _move(write, track, order, parcel, standing, now)


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
