"""Confirming an order with its customer, and what the customer asks for besides (R3.2.1)."""

from datetime import datetime

from order_dispatch import saving, store
from order_dispatch.domain import Order, TooManyRequests
from order_dispatch.schemas import ConfirmOrder, RecordRequest
from order_dispatch.views import OrderSummary, RequestRecorded, summary
from shop.clock import iso
from shop.contract.order_dispatch import OrderConfirmed, SpecialRequestRecorded
from shop.errors import VersionConflict
from shop.ids import new_id
from shop.roles import Caller
from shop.storage.retry import TransientError
from shop.web.idempotency import IdempotencyKey


def confirm(order_id: str, body: ConfirmOrder, by: Caller, now: datetime) -> OrderSummary:
    """Record that goods, quantity, price and address were confirmed, and by which channel (R3.2.1).

    Raises NotFound, VersionConflict, TransitionNotAllowed, InProgress.
    """
    order = store.load_head(order_id).at_version(body.version)
    confirmed = order.confirmed(now)
    event = OrderConfirmed(channel=body.channel, confirmed=sorted(body.confirmed))
    with store.database.transaction() as write:
        saving.save(write, order, confirmed, event, by=by, at=now)
    return summary(confirmed)


def record_request(
    order_id: str, body: RecordRequest, by: Caller, key: IdempotencyKey, now: datetime
) -> RequestRecorded:
    """Record a special request or doubt for the department concerned (R3.2.1).

    Its text stays on the order: a customer's own words may be personal. Raises NotFound, Replayed,
    IdempotencyKeyReused, TooManyRequests, InProgress, Busy.
    """

    def attempt() -> RequestRecorded:
        order = store.load_head(order_id)
        try:
            return _record(order, body, by, key, now)
        except VersionConflict as conflict:  # the wish does not depend on the version that it meets
            raise TransientError from conflict

    return store.database.retry.call(attempt)


def _record(order: Order, body: RecordRequest, by: Caller, key: IdempotencyKey, now: datetime) -> RequestRecorded:
    try:
        noted = order.requested(now)
    except TooManyRequests:
        key.refuse_repeat(store.orders, now)  # being a repeat outranks every other refusal
        raise
    request_id = new_id(now)
    answer = RequestRecorded(
        order_id=order.order_id, version=noted.version, request_id=request_id, department=body.department, at=iso(now)
    )
    request = answer.model_dump(include={"request_id", "department", "at"}) | {"text": body.text}
    event = SpecialRequestRecorded(request_id=request_id, department=body.department)
    with store.database.transaction() as write:
        key.claim(write, store.orders, now, entity=order.order_id, answer=answer)
        saving.save(write, order, noted, event, by=by, at=now)
        saving.put_request(write, noted, request)
    return answer
