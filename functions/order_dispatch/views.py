"""How orders are shown: in lists, to staff, to the storefront. Contacts are masked (PIPL art. 6: least data)."""

from typing import Any

from order_dispatch.domain import Order, Shipment, WholeOrder
from shop.roles import Caller, Role
from shop.storage.values import Item
from shop.web.models import ResponseModel


class OrderSummary(ResponseModel):
    """An order in short; amounts in minor units."""

    order_id: str
    external_id: str
    state: str
    version: int
    currency: str
    goods_minor: int
    shipping_minor: int
    total_minor: int
    line_count: int
    placed_at: str
    party: str | None = None
    shipment_id: str | None = None


class ListedOrder(ResponseModel):
    """An order on a work list; `since` is when it came to wait there."""

    order_id: str
    external_id: str
    state: str
    version: int
    currency: str
    total_minor: int
    line_count: int
    placed_at: str
    since: str
    party: str | None = None


class OrderPage(ResponseModel):
    items: list[ListedOrder]
    next: str | None = None


class ListedParcel(ResponseModel):
    shipment_id: str
    order_id: str
    state: str
    since: str


class ParcelPage(ResponseModel):
    items: list[ListedParcel]
    next: str | None = None


class LineView(ResponseModel):
    sku: str
    quantity: int
    unit_price: int
    discount_minor: int


class ShipmentView(ResponseModel):
    shipment_id: str
    party: str
    state: str
    since: str
    carrier: str | None = None
    tracking_number: str | None = None
    expected_arrival: str | None = None
    carrier_code: str | None = None
    carrier_time: str | None = None


class RequestView(ResponseModel):
    request_id: str
    department: str
    text: str
    at: str


class RequestRecorded(ResponseModel):
    order_id: str
    version: int
    request_id: str
    department: str
    at: str


class OrderView(OrderSummary):
    """An order with everything staff need. `contact_masked` tells whether the contact is whole."""

    payment_reference: str
    since: str
    lines: list[LineView]
    contact: dict[str, Any]
    contact_masked: bool
    shipments: list[ShipmentView]
    requests: list[RequestView]


class CustomersOrder(OrderSummary):
    """An order as the storefront shows it to its customer."""

    lines: list[LineView]
    shipments: list[ShipmentView]


class NoticeView(ResponseModel):
    """One thing the customer was told, by one channel; `overtaken`: not sent, since the parcel had arrived by then."""

    notice_id: str
    event_id: str
    event_type: str
    channel: str
    text: str
    at: str
    published_at: str | None = None
    overtaken: bool = False


class NoticePage(ResponseModel):
    items: list[NoticeView]


def summary(order: Order) -> OrderSummary:
    return OrderSummary.model_validate(order, from_attributes=True)


def listed_order(order: Order) -> ListedOrder:
    return ListedOrder.model_validate(order, from_attributes=True)


def listed_parcel(order_id: str, shipment: Shipment) -> ListedParcel:
    return ListedParcel(shipment_id=shipment.shipment_id, order_id=order_id, state=shipment.state, since=shipment.since)


def whole_view(whole: WholeOrder, caller: Caller) -> OrderView:
    """The order for this member of staff; only those who talk or send to the customer see the contact."""
    masked = caller.role not in (Role.CUSTOMER_SERVICE, Role.WAREHOUSE)
    head = whole.head
    return OrderView(
        **summary(head).model_dump(),
        payment_reference=head.payment_reference,
        since=head.since,
        lines=[LineView(**line._asdict()) for line in whole.lines],
        contact=mask(whole.contact) if masked else whole.contact,
        contact_masked=masked,
        shipments=[ShipmentView.model_validate(shipment, from_attributes=True) for shipment in whole.shipments],
        requests=[RequestView(**request) for request in whole.requests],
    )


def customers_view(whole: WholeOrder) -> CustomersOrder:
    return CustomersOrder(
        **summary(whole.head).model_dump(),
        lines=[LineView(**line._asdict()) for line in whole.lines],
        shipments=[ShipmentView.model_validate(shipment, from_attributes=True) for shipment in whole.shipments],
    )


def mask(contact: dict[str, Any]) -> dict[str, Any]:
    """Enough to tell contacts apart, not enough to know them."""
    if not contact:
        return {}
    address = contact["address"]
    masked = {
        "name": contact["name"][:1] + "**",
        "phone": "*" * 7 + contact["phone"][-4:] if len(contact["phone"]) > 7 else "*" * 7,
        "address": {name: address[name] for name in ("country", "province", "city") if name in address}
        | {"street": "***"},
    }
    return masked | ({"email": "***"} if "email" in contact else {})


def notice_view(item: Item) -> NoticeView:
    return NoticeView(**{name: item[name] for name in NoticeView.model_fields if name in item})
