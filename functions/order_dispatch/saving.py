"""How orders are written: the next head and parcel with their event, if the last ones still are as read.

What puts a head or a parcel on a list, and what the list shows of it: `shop.storage.lists`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from order_dispatch import store, views
from order_dispatch.domain import UNDERWAY, Line, Order
from order_dispatch.shipments import OPEN_PARCEL_STATES, Shipment
from order_dispatch.views.requests import listed_request
from shop.contacts import Customer
from shop.contract import EventData
from shop.errors import Conflict, InProgress, NotFound, ShopError, VersionConflict
from shop.events import recording
from shop.roles import Caller
from shop.sagas.operation import Condition, Operation
from shop.storage.lists import on_list
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key

_BLOCK = 50


def save(
    write: Transaction,
    before: Order,
    after: Order,
    event: EventData,
    *,
    by: Caller,
    at: datetime,
    under: Operation | None = None,
) -> None:
    """Write an order's head as changed, with the event that tells of it.

    Refused unless the head still is as it was read (NotFound, VersionConflict, InProgress) or, `under` an
    operation, unless that still is where it was (LeaseLost).
    """
    save_head(write, before, after, under=under)
    record(write, after, event, by=by, at=at)


def save_head(write: Transaction, before: Order, after: Order, *, under: Operation | None = None) -> None:
    """Write the head alone: what a saga does on its way is no event. Refused as `save`."""
    condition = under.fence() if under else _as_read(before)
    write.put(store.orders, _head(after), when=condition.when, values=condition.values, refused=condition.refused)


def record(write: Transaction, order: Order, event: EventData, *, by: Caller, at: datetime) -> None:
    """Record the event of the version that the order has by now."""
    entity = recording.Entity(store.partition(order.order_id), order.version)
    recording.record(write, store.orders, entity, event, by=by, at=at)


def check_head(write: Transaction, order: Order) -> None:
    """Refuse the transaction when the head is not as it was read any more. Refused as `save`."""
    key, condition = store.head_key(order.order_id), _as_read(order)
    write.check(store.orders, key, condition.when, values=condition.values, refused=condition.refused)


def save_shipment(write: Transaction, order: Order, before: Shipment | None, after: Shipment) -> None:
    """Write an order's parcel, if its state still is the one read (None: there was none). Refused: Conflict.

    The head's condition alone is not enough: head and parcel are not read as of one moment.
    """
    when, values = ("#state = :read", {"read": before.state}) if before else ("attribute_not_exists(#pk)", {})
    write.put(store.orders, _parcel(order.order_id, after), when=when, values=values, refused=_parcel_moved)


def check_shipment(write: Transaction, order: Order, shipment: Shipment) -> None:
    """Refuse (Conflict) when the parcel is not in the state read any more."""
    key = store.shipment_key(order.order_id)
    write.check(store.orders, key, "#state = :read", values={"read": shipment.state}, refused=_parcel_moved)


def enter(write: Transaction, order: Order, lines: Sequence[Line], customer: Customer) -> None:
    """Write a new order: head, contact and lines."""
    write.put(store.orders, _head(order))
    store.contacts.enter(write, order.order_id, customer)
    for key, block in _blocks(order, lines):
        text = json.dumps([list(line) for line in block], separators=(",", ":"))
        write.put(store.orders, {**key, "lines": text})


def erase(write: Transaction, order: Order, lines: Sequence[Line], *, under: Operation) -> None:
    """Remove an order that never came to be. Refused: LeaseLost."""
    fence = under.fence()
    head = store.head_key(order.order_id)
    write.delete(store.orders, head, when=fence.when, values=fence.values, refused=fence.refused)
    store.contacts.erase(write, order.order_id)
    for key, _ in _blocks(order, lines):
        write.delete(store.orders, key)


def put_request(write: Transaction, order: Order, request: Mapping[str, Any]) -> None:
    """Write a special request, new or as it is answered: on its department's list until then.

    Nothing is asked of it: whoever writes one writes the order's head, too.
    """
    request_id, listed = request["request_id"], listed_request(order.order_id, request)
    on = store.request_list(request["department"])
    place = {} if request.get("answered_at") else on_list(on, request["at"], request_id, listed)
    write.put(store.orders, {**store.request_key(order.order_id, request_id), **request, **place}, when="")


def _head(order: Order) -> Item:
    head = {name: getattr(order, name) for name in store.HEAD_FIELDS}
    operation = order.operation.dump() if order.operation else None
    return {**store.head_key(order.order_id), **head, "operation": operation, **_place(order)}


def _place(order: Order) -> Item:
    if order.state in UNDERWAY:
        return on_list(store.UNDERWAY_LIST, order.since, order.order_id, views.Underway(order_id=order.order_id))
    if order.waits_for is None:
        return {}
    return on_list(f"orders#{order.waits_for}", order.since, order.order_id, views.listed_order(order))


def _parcel(order_id: str, shipment: Shipment) -> Item:
    item = {**store.shipment_key(order_id), **{name: getattr(shipment, name) for name in store.SHIPMENT_FIELDS}}
    if shipment.state not in OPEN_PARCEL_STATES:
        return item
    shown = views.listed_parcel(order_id, shipment)
    return item | on_list(f"parcels#{shipment.party}#{shipment.state}", shipment.since, order_id, shown)


def _blocks(order: Order, lines: Sequence[Line]) -> Iterator[tuple[Key, Sequence[Line]]]:
    for number, start in enumerate(range(0, len(lines), _BLOCK)):
        key = {"pk": store.partition(order.order_id), "sk": f"{store.LINES}{number:02d}"}
        yield key, lines[start : start + _BLOCK]


def _as_read(order: Order) -> Condition:
    """True of the head while it is as it was read, and no saga works on it."""

    def refused(found: Item | None) -> ShopError:
        if found is None:
            return NotFound("There is no such order.")
        if found["state"] in UNDERWAY:
            return InProgress("The order is still being worked on.", state=found["state"])
        return VersionConflict.between(order.version, found["version"])

    # No operation: a head that was read while one was going on is not to be written beside it.
    when = "#version = :read AND #state = :left AND attribute_not_exists(#operation)"
    return Condition(when, {"read": order.version, "left": order.state}, refused)


def _parcel_moved(found: Item | None) -> ShopError:
    return Conflict("The parcel was moved meanwhile.")
