"""Orders over HTTP: the storefront places them, staff work on them, carriers tell of parcels."""

from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler.openapi.params import Path

from order_dispatch import (
    allocating,
    cancelling,
    confirming,
    dispatching,
    domain,
    placing,
    reading,
    schemas,
    shipments,
    special_requests,
    store,
    views,
)
from order_dispatch.carriers import parcels, tracks
from order_dispatch.carriers.kuaidi100 import signature
from order_dispatch.carriers.kuaidi100.answer import Received
from order_dispatch.shortages import looking
from order_dispatch.views.requests import ListedRequest, RequestPage, RequestRecorded
from order_dispatch.views.short import ShortPage
from shop.clock import clock
from shop.contacts import CONTACTS_TABLE
from shop.errors import NotFound, frames
from shop.events.history import History
from shop.roles import Caller, Role
from shop.settings import start
from shop.stock.ledger import SKU_TABLE
from shop.web.api import CONSOLE_ORIGIN, Api, Cursor, Id, Limit
from shop.web.bodies import LARGEST_UNKNOWN_BODY
from shop.web.gates import Signed, Staff, Storefront
from shop.web.idempotency import IdempotencyKey
from shop.web.models import CURRENCIES
from shop.web.routes import Form

api = Api("order_dispatch")
SETTINGS = (store.TABLE, SKU_TABLE, CONTACTS_TABLE, parcels.CARRIERS, signature.SALT_SECRET, CURRENCIES, CONSOLE_ORIGIN)

CarrierCode = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9]{1,20}$", max_length=20, json_schema_extra={"x-one-of": "CARRIERS"})
]


@api.post("/storefront/orders", Storefront(), status=201, once=True, largest_body=schemas.LARGEST_ORDER)
def place_order(body: schemas.PlaceOrder, caller: Caller, key: IdempotencyKey) -> views.OrderSummary:
    """Place a paid order whole, or hear of every SKU that fails and why (R3.2.1)."""

    def untold(error: Exception) -> None:
        api.logger.warning("refusal_untold", error=type(error).__name__, frames=frames(error))

    return placing.place(body, caller, key, clock.now, untold)


@api.get("/storefront/orders/{order_id}", Storefront(), tagged=True)
def read_own_order(order_id: Id, caller: Caller) -> views.CustomersOrder:
    """An order of this storefront, for its customer."""
    return reading.for_storefront(order_id, caller)


@api.get("/orders", Staff(domain.READ_ORDERS), tagged=True)
def list_orders(
    state: Literal["placed", "confirmed", "allocated", "dispatched", "exception"],
    limit: Limit = 50,
    cursor: Cursor = None,
) -> views.OrderPage:
    """Orders with something left to do, longest waiting first."""
    return reading.work_list(state, limit, cursor)


@api.get("/orders/parcels", Staff(domain.READ_PARCELS), tagged=True)
def list_parcels(
    caller: Caller, state: Literal["assigned", "verified"] = "assigned", limit: Limit = 50, cursor: Cursor = None
) -> views.ParcelPage:
    """The caller's warehouse's parcels to verify or to dispatch, longest waiting first."""
    return reading.parcels(caller, state, limit, cursor)


@api.get("/orders/requests", Staff(domain.READ_REQUESTS), tagged=True)
def list_requests(
    caller: Caller, department: Role | None = None, limit: Limit = 50, cursor: Cursor = None
) -> RequestPage:
    """The special requests for the caller's department that have no answer, longest waiting first (R3.2.1).

    Customer service may name any department.
    """
    return special_requests.waiting(caller, department, limit, cursor)


@api.get("/orders/short", Staff(domain.READ_ORDERS), tagged=True, csv=True)
def list_short_orders(limit: Limit = 50, cursor: Cursor = None) -> ShortPage:
    """Orders for which promised units were found missing, longest so first, SKU by SKU (R3.1.3)."""
    return looking.work_list(limit, cursor)


@api.get("/orders/{order_id}", Staff(domain.READ_ORDER))
def read_order(order_id: Id, caller: Caller) -> views.OrderView:
    """An order with its lines, parcels and requests, as far as the reader needs them.

    Each reading of an unmasked contact is recorded, and none is shown when that fails.
    """
    return reading.for_staff(order_id, caller, "GET /orders/{order_id}", clock.now())


@api.get("/orders/{order_id}/history", Staff(domain.READ_ORDER), tagged=True)
def read_history(order_id: Id, caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> History:
    """An order's events, oldest first."""
    return reading.history(order_id, caller, limit, cursor)


@api.get("/orders/{order_id}/contact-reads", Staff(domain.READ_CONTACT_READS), tagged=True)
def read_contact_reads(order_id: Id, limit: Limit = 50, cursor: Cursor = None) -> History:
    """Who was shown the unmasked contact of an order's customer, oldest first: by which route, and what for."""
    return reading.contact_reads(order_id, limit, cursor)


@api.get("/orders/{order_id}/track", Staff(domain.READ_TRACK))
def read_track(order_id: Id) -> tracks.TrackView:
    """What carriers told of an order's parcel, and which of it counts (R3.2.3)."""
    return tracks.read(order_id, clock.now())


@api.post("/orders/{order_id}/confirm", Staff(domain.CONFIRM))
def confirm_order(order_id: Id, body: schemas.ConfirmOrder, caller: Caller) -> views.OrderSummary:
    """Goods, quantity, price and address were confirmed with the customer (R3.2.1)."""
    return confirming.confirm(order_id, body, caller, clock.now())


@api.post("/orders/{order_id}/requests", Staff(domain.RECORD_REQUEST), status=201, once=True)
def record_request(order_id: Id, body: schemas.RecordRequest, caller: Caller, key: IdempotencyKey) -> RequestRecorded:
    """A customer's special request or doubt, for the department concerned (R3.2.1)."""
    return special_requests.record(order_id, body, caller, key, clock.now())


@api.post("/orders/{order_id}/requests/{request_id}/answer", Staff(domain.ANSWER_REQUEST))
def answer_request(order_id: Id, request_id: Id, body: schemas.AnswerRequest, caller: Caller) -> ListedRequest:
    """What the department did about a special request, for customer service to tell the customer (R3.2.1)."""
    return special_requests.answer(order_id, request_id, body, caller, clock.now())


@api.post("/orders/{order_id}/cancel", Staff(domain.CANCEL))
def cancel_order(order_id: Id, body: schemas.CancelOrder, caller: Caller) -> views.OrderSummary:
    """Cancel an order that is not allocated yet; its stock is released (R3.2.1)."""
    return cancelling.cancel(order_id, body, caller, clock.now)


@api.post("/orders/{order_id}/allocate", Staff(domain.ALLOCATE))
def allocate_order(order_id: Id, body: schemas.AllocateOrder, caller: Caller) -> views.OrderSummary:
    """Give the order to a warehouse or supplier that has its goods (R3.2.2)."""
    return allocating.allocate(order_id, body, caller, clock.now)


@api.post("/orders/{order_id}/verify", Staff(shipments.VERIFY_SHIPMENT))
def verify_shipment(order_id: Id, body: schemas.VerifyShipment, caller: Caller) -> views.OrderSummary:
    """The warehouse checked goods and stock (R3.2.2)."""
    return allocating.verify(order_id, body, caller, clock.now())


@api.post("/orders/{order_id}/dispatch", Staff(domain.DISPATCH))
def dispatch_shipment(order_id: Id, body: schemas.DispatchShipment, caller: Caller) -> views.OrderSummary:
    """The parcel left, with a tracking number and an expected arrival (R3.2.2)."""
    return dispatching.dispatch(order_id, body, caller, clock.now)


@api.post("/webhooks/carriers/{carrier}", Signed(), largest_body=LARGEST_UNKNOWN_BODY)
def take_push(carrier: CarrierCode, form: Form) -> Received:
    """A carrier's signed push: new scans of a parcel (R3.2.3). Repeats and late ones do no harm."""
    if carrier not in parcels.CARRIERS.values:
        raise NotFound("There is no such carrier.")
    # Most starts are for others.
    from order_dispatch.carriers import following
    from order_dispatch.carriers.kuaidi100 import pushes

    push = pushes.read(form, carrier, clock.now())
    if push.unreadable:
        api.logger.warning("unreadable_scans", carrier=carrier, lines=push.unreadable)
    told = following.take(carrier, push, clock.now)
    if told.older or told.future:
        api.logger.warning("untimely_scans", carrier=carrier, older=told.older, future=told.future)
    return Received()


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return api.handle(event, context)


start(SETTINGS, store.database.connect)
