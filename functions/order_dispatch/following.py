"""Following a parcel (R3.2.3): the carrier's scans move the shipment, in whatever order they come."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from order_dispatch import parcels, saving, store
from order_dispatch.domain import DELIVER, DISPATCH, TRACK_SHIPMENT, Order, Shipment
from order_dispatch.parcels import Track
from order_dispatch.tracking import Scan, Standing, standing_of
from shop.clock import iso
from shop.contract.order_dispatch import (
    ParcelMoved,
    ShipmentDelivered,
    ShipmentException,
    ShipmentInTransit,
    ShipmentOutForDelivery,
    ShipmentReturnedToSender,
)
from shop.errors import Conflict
from shop.events.recording import Entity, record
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
_BEFORE_LEAVING = frozenset({"assigned", "verified"})
# Where an order waits by what is with its parcel; else among those on their way. `delivered` is on no list.
_LISTED_AS = {"exception": "exception", "returned_to_sender": "exception", "delivered": "delivered"}


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
    order, shipment = store.load_with_shipment(track.order_id) if track.order_id else (None, None)
    standing = standing_of(scans)
    with store.database.transaction() as write:
        if scans != track.scans:
            parcels.save_scans(write, track, scans)
        if order is None or shipment is None:
            if len(write):
                parcels.check_still_unknown(write, track)
        elif shipment.state in _BEFORE_LEAVING:
            # Claimed by a dispatch that goes on: its event will have these scans looked at.
            if len(write):
                saving.check_parcel(write, order.order_id, shipment)
        elif standing and standing.state == shipment.state:
            _say_by_which_scan(write, order, shipment, standing.scan)
        elif standing and shipment.state in TRACK_SHIPMENT[standing.state].sources:
            if not len(write):
                parcels.check_no_more_scans(write, track)
            _move(write, track, order, shipment, standing, now)


def _say_by_which_scan(write: Transaction, order: Order, shipment: Shipment, scan: Scan) -> None:
    """The parcel is where it was, but by another scan's word: no change of state, and no event."""
    parcel = replace(shipment, carrier_code=scan.code, carrier_time=scan.time)
    if parcel != shipment and len(write):
        saving.check_unchanged(write, order)
        saving.put_shipment(write, order.order_id, parcel, was=shipment.state)


def _move(
    write: Transaction, track: Track, order: Order, shipment: Shipment, standing: Standing, now: datetime
) -> None:
    state = TRACK_SHIPMENT[standing.state].leave(shipment.state)
    delivered = state == DELIVER.to
    left, reached = (_LISTED_AS.get(parcel, DISPATCH.to) for parcel in (shipment.state, state))
    moved = saving.move(
        write,
        order,
        saving.unchanged(order),
        state=DELIVER.leave(order.state) if delivered else order.state,
        since=order.since if left == reached else iso(now),
        listed_as=reached,
    )
    scan = standing.scan
    parcel = replace(shipment, state=state, since=iso(now), carrier_code=scan.code, carrier_time=scan.time)
    saving.put_shipment(write, order.order_id, parcel, was=shipment.state)
    data = _EVENTS[state](
        shipment_id=parcel.shipment_id,
        party=parcel.party,
        carrier=track.carrier,
        tracking_number=track.number,
        carrier_code=scan.code,
        carrier_time=scan.time,
    )
    by = Caller(f"carrier:{track.carrier}", "carrier")
    record(write, store.orders, Entity(store.partition(order.order_id), moved.version), data, by=by, at=now)
