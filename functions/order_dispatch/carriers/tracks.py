"""What carriers told of an order's parcel, for customer service to see (R3.2.3)."""

from datetime import datetime

from order_dispatch import store
from order_dispatch.carriers import parcels
from order_dispatch.tracking import timely
from shop.errors import NotFound
from shop.web.models import ResponseModel


class ScanView(ResponseModel):
    """One scan as its carrier told it; `state` is what it means. Those of another time do not count."""

    time: str
    code: str
    text: str
    state: str | None
    counts: bool


class TrackView(ResponseModel):
    """What carriers told of an order's parcel, oldest first; times are UTC."""

    order_id: str
    carrier: str
    tracking_number: str
    scans: list[ScanView]


def read(order_id: str, now: datetime) -> TrackView:
    """What was told of an order's parcel, and which of it counts. Raises NotFound, also before it left."""
    order, parcel = store.load_with_shipment(order_id)
    if parcel is None or parcel.carrier is None or parcel.tracking_number is None:
        raise NotFound("The order's parcel has not left.")
    scans = parcels.load(parcel.carrier, parcel.tracking_number, now).scans
    counting = frozenset(timely(scans, datetime.fromisoformat(order.placed_at), now).scans)
    return TrackView(
        order_id=order_id,
        carrier=parcel.carrier,
        tracking_number=parcel.tracking_number,
        scans=[
            ScanView(time=scan.time, code=scan.code, text=scan.context, state=scan.state, counts=scan in counting)
            for scan in scans
        ],
    )
