"""How orders are shown: in lists, to staff, to the storefront. To whom what is shown: `shop.web.sight`."""

from typing import Any

from order_dispatch.domain import Order, WholeOrder
from order_dispatch.shipments import OPEN_PARCEL_STATES, Shipment
from order_dispatch.views.requests import RequestView, concerns
from order_dispatch.views.short import ShortView
from shop.roles import Caller
from shop.web.models import ResponseModel
from shop.web.sight import CONTACT, PARCELS, REQUEST_TEXT, Scope


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


class Underway(ResponseModel):
    """An order that a saga works on."""

    order_id: str


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
    """A line as ordered; `line` is its number, by which events name it. The first one is 1."""

    line: int
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


class OrderView(OrderSummary):
    """An order with what the reader needs. `contact_masked`: the contact is not shown whole, or not at all."""

    payment_reference: str
    since: str
    lines: list[LineView]
    contact: dict[str, Any]
    contact_masked: bool
    shipments: list[ShipmentView]
    requests: list[RequestView]
    short: list[ShortView]


class CustomersOrder(OrderSummary):
    """An order as the storefront shows it to its customer."""

    lines: list[LineView]
    shipments: list[ShipmentView]


def summary(order: Order) -> OrderSummary:
    return OrderSummary.model_validate(order, from_attributes=True)


def listed_order(order: Order) -> ListedOrder:
    return ListedOrder.model_validate(order, from_attributes=True)


def listed_parcel(order_id: str, shipment: Shipment) -> ListedParcel:
    return ListedParcel(shipment_id=shipment.shipment_id, order_id=order_id, state=shipment.state, since=shipment.since)


def whole_view(whole: WholeOrder, contact: dict[str, Any], caller: Caller) -> OrderView:
    """The order for this member of staff, as far as it is theirs to see (PIPL art. 6: least data)."""
    head = whole.head
    in_full = shows_contact(whole, caller) is Scope.ALL
    sees_all = PARCELS.scope(caller.role) is Scope.ALL
    return OrderView(
        **summary(head).model_dump(),
        payment_reference=head.payment_reference,
        since=head.since,
        lines=[LineView(line=number, **line._asdict()) for number, line in whole.numbered],
        contact=contact if in_full else mask(contact),
        contact_masked=not in_full,
        shipments=[
            ShipmentView.model_validate(shipment, from_attributes=True)
            for shipment in whole.shipments
            if sees_all or shipment.party == caller.party
        ],
        requests=[_request(request, whole, caller) for request in whole.requests],
        short=[ShortView(**{name: one[name] for name in ShortView.model_fields}) for one in whole.short],
    )


def shows_contact(whole: WholeOrder, caller: Caller) -> Scope:
    """How much of the order's contact this member of staff is shown: all of it, a mask, or nothing."""
    scope = CONTACT.scope(caller.role)
    if scope is Scope.UNTIL_SHIPPED:
        return Scope.ALL if _is_to_ship(whole, caller) else Scope.NONE
    return scope


def _is_to_ship(whole: WholeOrder, caller: Caller) -> bool:
    return any(parcel.party == caller.party and parcel.state in OPEN_PARCEL_STATES for parcel in whole.shipments)


def _request(request: dict[str, Any], whole: WholeOrder, caller: Caller) -> RequestView:
    # What a customer asks for may say where and how they are reached: a warehouse sees it as long as that.
    in_time = REQUEST_TEXT.scope(caller.role) is not Scope.UNTIL_SHIPPED or _is_to_ship(whole, caller)
    shown = concerns(request["department"], caller) and in_time
    return RequestView(**request if shown else request | {"text": None, "answer": None})


def customers_view(whole: WholeOrder) -> CustomersOrder:
    return CustomersOrder(
        **summary(whole.head).model_dump(),
        lines=[LineView(line=number, **line._asdict()) for number, line in whole.numbered],
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
