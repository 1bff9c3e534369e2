"""What a customer asks for besides: recorded by customer service, answered by the department concerned (R3.2.1).

Words stay on the order: a customer's own may be personal.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

from order_dispatch import saving, store
from order_dispatch.domain import ANSWER_REQUEST, Order, TooManyRequests
from order_dispatch.schemas import AnswerRequest, RecordRequest
from order_dispatch.views.requests import ListedRequest, RequestPage, RequestRecorded, concerns, listed_request
from shop.clock import iso
from shop.contract.order_dispatch import SpecialRequestAnswered, SpecialRequestRecorded
from shop.errors import Forbidden, NotFound, VersionConflict
from shop.ids import new_id
from shop.roles import Caller
from shop.storage.paging import read_list
from shop.storage.retry import TransientError
from shop.web.idempotency import IdempotencyKey

Done = TypeVar("Done")


def record(order_id: str, body: RecordRequest, by: Caller, key: IdempotencyKey, now: datetime) -> RequestRecorded:
    """Record a special request or doubt for the department concerned (R3.2.1).

    Raises NotFound, Replayed, IdempotencyKeyReused, TooManyRequests, InProgress, Busy.
    """
    return _at_any_version(order_id, lambda order: _record(order, body, by, key, now))


def waiting(caller: Caller, department: str | None, limit: int, cursor: str | None) -> RequestPage:
    """A department's requests without an answer, longest waiting first: the caller's own if none is named.

    Raises Forbidden for a department whose requests are not the caller's to read, Invalid for another list's cursor.
    """
    department = department or caller.role
    if not concerns(department, caller):
        raise Forbidden(f"The requests for {department} are for {department} and customer service.")
    name = store.request_list(department)
    return read_list(RequestPage, name, cursor, partial(store.requests_waiting, department, limit))


def answer(order_id: str, request_id: str, body: AnswerRequest, by: Caller, now: datetime) -> ListedRequest:
    """Answer a special request: what was done about it, for customer service to tell the customer (R3.2.1).

    Raises NotFound (also for another department's request, and another's parcel), TransitionNotAllowed, InProgress,
    Busy.
    """
    return _at_any_version(order_id, lambda order: _answer(order.seen_by(by), request_id, body, by, now))


def _at_any_version(order_id: str, act: Callable[[Order], Done]) -> Done:
    """Do it to the order as it is: what is asked for does not depend on the version that it meets."""

    def attempt() -> Done:
        try:
            return act(store.load_head(order_id))
        except VersionConflict as conflict:
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
    event = SpecialRequestRecorded(
        **order.for_notices, request_id=request_id, department=body.department, party=order.party
    )
    with store.database.transaction() as write:
        key.claim(write, store.orders, now, entity=order.order_id, answer=answer)
        saving.save(write, order, noted, event, by=by, at=now)
        saving.put_request(write, noted, request)
    return answer


def _answer(order: Order, request_id: str, body: AnswerRequest, by: Caller, now: datetime) -> ListedRequest:
    request = store.load_request(order.order_id, request_id)
    if not concerns(request["department"], by):
        raise NotFound("There is no such request.")
    ANSWER_REQUEST.leave("answered" if request.get("answered_at") else "open")
    answered = request | {"answer": body.answer, "answered_at": iso(now)}
    event = SpecialRequestAnswered(**order.for_notices, request_id=request_id, department=request["department"])
    with store.database.transaction() as write:
        saving.save(write, order, order.noted(now), event, by=by, at=now)
        saving.put_request(write, order, answered)
    # Who answers read the text where it is shown: a warehouse not for ever.
    return listed_request(order.order_id, answered | {"text": None})
