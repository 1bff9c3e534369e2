"""Orders over HTTP: the storefront places them, staff work on them, carriers tell of parcels."""

from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from order_dispatch import (
    allocating,
    cancelling,
    confirming,
    dispatching,
    domain,
    following,
    parcels,
    placing,
    reading,
    schemas,
    views,
)
from order_dispatch.kuaidi100 import pushes
from order_dispatch.kuaidi100.models import Received
from shop.clock import clock
from shop.errors import NotFound
from shop.events.history import History
from shop.web.api import Api, Cursor, Id, Limit, reply
from shop.web.gates import Signed, Staff, Storefront

api = Api("order_dispatch")

CarrierCode = Annotated[str, Path(pattern=r"^[A-Za-z0-9]{1,20}$")]


@api.on("POST /storefront/orders", Storefront(), answer=views.OrderSummary, status=201)
def place_order(body: schemas.PlaceOrder) -> Response[str]:
    """Place a paid order whole, or hear of every SKU that fails and why (R3.2.1)."""
    return reply(placing.place(body, api.caller, api.once(body), clock.now), 201)


@api.on("GET /storefront/orders/{order_id}", Storefront(), answer=views.CustomersOrder)
def read_own_order(order_id: Id) -> Response[str]:
    """An order of this storefront, for its customer."""
    return reply(reading.for_storefront(order_id, api.caller))


@api.on("GET /orders", Staff(domain.READ_ORDERS), answer=views.OrderPage)
def list_orders(
    state: Literal["placed", "confirmed", "allocated", "dispatched", "exception"],
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response[str]:
    """Orders with something left to do, longest waiting first."""
    return reply(reading.work_list(state, limit, cursor))


@api.on("GET /orders/parcels", Staff(domain.READ_PARCELS), answer=views.ParcelPage)
def list_parcels(
    state: Literal["assigned", "verified"] = "assigned", limit: Limit = 50, cursor: Cursor = None
) -> Response[str]:
    """The caller's warehouse's parcels to verify or to dispatch, longest waiting first."""
    return reply(reading.parcels(api.caller, state, limit, cursor))


@api.on("GET /orders/{order_id}", Staff(domain.READ_ORDER), answer=views.OrderView)
def read_order(order_id: Id) -> Response[str]:
    """An order with its lines, parcels and requests; the contact is masked where it is not needed."""
    return reply(reading.for_staff(order_id, api.caller))


@api.on("GET /orders/{order_id}/history", Staff(domain.READ_ORDER), answer=History)
def read_history(order_id: Id, limit: Limit = 50, cursor: Cursor = None) -> Response[str]:
    """An order's events, oldest first."""
    return reply(reading.history(order_id, api.caller, limit, cursor))


@api.on("GET /orders/{order_id}/notices", Staff(domain.READ_ORDERS), answer=views.NoticePage)
def read_notices(order_id: Id) -> Response[str]:
    """What the customer was told of an order, and by which channel."""
    return reply(reading.notices(order_id))


@api.on("POST /orders/{order_id}/confirm", Staff(domain.CONFIRM), answer=views.OrderSummary)
def confirm_order(order_id: Id, body: schemas.ConfirmOrder) -> Response[str]:
    """Goods, quantity, price and address were confirmed with the customer (R3.2.1)."""
    return reply(confirming.confirm(order_id, body, api.caller, clock.now()))


@api.on("POST /orders/{order_id}/requests", Staff(domain.RECORD_REQUEST), answer=views.RequestRecorded, status=201)
def record_request(order_id: Id, body: schemas.RecordRequest) -> Response[str]:
    """A customer's special request or doubt, for the department concerned (R3.2.1)."""
    return reply(confirming.record_request(order_id, body, api.caller, api.once(body), clock.now()), 201)


@api.on("POST /orders/{order_id}/cancel", Staff(domain.CANCEL), answer=views.OrderSummary)
def cancel_order(order_id: Id, body: schemas.CancelOrder) -> Response[str]:
    """Cancel an order that is not allocated yet; its stock is released (R3.2.1)."""
    return reply(cancelling.cancel(order_id, body, api.caller, clock.now))


@api.on("POST /orders/{order_id}/allocate", Staff(domain.ALLOCATE), answer=views.OrderSummary)
def allocate_order(order_id: Id, body: schemas.AllocateOrder) -> Response[str]:
    """Give the order to a warehouse or supplier that has its goods (R3.2.2)."""
    return reply(allocating.allocate(order_id, body, api.caller, clock.now))


@api.on("POST /orders/{order_id}/verify", Staff(domain.VERIFY_SHIPMENT), answer=views.OrderSummary)
def verify_shipment(order_id: Id, body: schemas.VerifyShipment) -> Response[str]:
    """The warehouse checked goods and stock (R3.2.2)."""
    return reply(allocating.verify(order_id, body, api.caller, clock.now()))


@api.on("POST /orders/{order_id}/dispatch", Staff(domain.DISPATCH), answer=views.OrderSummary)
def dispatch_shipment(order_id: Id, body: schemas.DispatchShipment) -> Response[str]:
    """The parcel left, with a tracking number and an expected arrival (R3.2.2)."""
    return reply(dispatching.dispatch(order_id, body, api.caller, clock.now))


@api.on("POST /webhooks/carriers/{carrier}", Signed(), answer=Received, takes="application/x-www-form-urlencoded")
def take_push(carrier: CarrierCode) -> Response[str]:
    """A carrier's signed push: new scans of a parcel (R3.2.3). Repeats and late ones do no harm."""
    if carrier not in parcels.CARRIERS:
        raise NotFound("There is no such carrier.")
    push = pushes.read(api.current_event.body or "", carrier)
    if push.unreadable:
        api.logger.warning("unreadable_scans", carrier=carrier, lines=push.unreadable)
    following.follow(carrier, push.number, push.scans, clock.now)
    return reply(Received())


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return api.handle(event, context)
