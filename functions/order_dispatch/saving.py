"""How orders are written: each change of the head under a guard, and on the lists it belongs to."""

import json
from collections.abc import Mapping
from typing import Any

from order_dispatch import store
from order_dispatch.domain import OPEN_STATES, UNDERWAY, Line, Order, Shipment
from shop.errors import Conflict, InProgress, NotFound, ShopError, Taken, VersionConflict
from shop.sagas.operations import Condition, Operation
from shop.storage.lists import list_name, rank
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key

BLOCK = 50


def put_head(write: Transaction, order: Order) -> None:
    """Write a new order's head."""
    item = {name: getattr(order, name) for name in store.HEAD_FIELDS}
    if order.operation:
        item["operation"] = order.operation.dump()
    write.put(
        store.orders, {**store.head_key(order.order_id), **item, **_place(order.order_id, order.state, order.since)}
    )


def put_contact(write: Transaction, order_id: str, contact: dict[str, Any]) -> None:
    write.put(store.orders, {"pk": store.partition(order_id), "sk": store.CONTACT, "contact": contact})


def put_lines(write: Transaction, order_id: str, lines: list[Line]) -> None:
    for number, start in enumerate(range(0, len(lines), BLOCK)):
        block = json.dumps([list(line) for line in lines[start : start + BLOCK]], separators=(",", ":"))
        write.put(store.orders, {"pk": store.partition(order_id), "sk": f"{store.LINES}{number:02d}", "lines": block})


def put_request(write: Transaction, order_id: str, request: Mapping[str, Any]) -> None:
    """Write a special request: request_id, department, text, at."""
    write.put(
        store.orders, {"pk": store.partition(order_id), "sk": f"{store.REQUEST}{request['request_id']}", **request}
    )


def blocks(lines: list[Line]) -> int:
    """How many items the lines fill."""
    return -(-len(lines) // BLOCK)


def erase(write: Transaction, order: Order, lines: list[Line]) -> None:
    """Remove what a placing that came to nothing had written besides its head."""
    for kind in (store.CONTACT, *(f"{store.LINES}{number:02d}" for number in range(blocks(lines)))):
        write.delete(store.orders, {"pk": store.partition(order.order_id), "sk": kind})
    write.delete(store.orders, external_key(order.client, order.external_id))


def external_key(client: str, external_id: str) -> Key:
    return {"pk": f"EXTERNAL#{client}#{external_id}", "sk": "EXTERNAL"}


def claim_external_id(write: Transaction, order: Order) -> None:
    """A storefront's number belongs to one order for ever. Refused: external_id_taken, naming the order.

    While a large order is being placed nobody knows yet whether it will be: refused with in_progress.
    """
    placing = True if order.state in UNDERWAY else None
    item = {**external_key(order.client, order.external_id), "order_id": order.order_id, "placing": placing}
    write.put(store.orders, item, refused=_external_id_taken)


def keep_external_id(write: Transaction, order: Order) -> None:
    """The order that claimed the number while it was being placed is there."""
    write.update(store.orders, external_key(order.client, order.external_id), "REMOVE #placing")


def _external_id_taken(found: Item | None) -> ShopError:
    assert found is not None
    if "placing" in found:
        return InProgress("An order with this external_id is being placed; repeat the request in a moment.")
    return Taken("An order has this external_id.", code="external_id_taken", order_id=found["order_id"])


def unchanged(order: Order) -> Condition:
    """True of the head while it is as it was read."""

    def refused(found: Item | None) -> ShopError:
        if found is None:
            return NotFound("There is no such order.")
        if found["state"] in UNDERWAY:
            return InProgress("The order is still being worked on.", state=found["state"])
        return VersionConflict.between(order.version, found["version"])

    # No operation: a head that was read while one was going on is not to be written beside it.
    when = "#version = :seen AND #state = :left AND attribute_not_exists(#operation)"
    return Condition(when, {"seen": order.version, "left": order.state}, refused)


def check_unchanged(write: Transaction, order: Order) -> None:
    """Refuse the transaction when the order is not as it was read any more."""
    guard = unchanged(order)
    write.check(store.orders, store.head_key(order.order_id), guard.when, values=guard.values, refused=guard.refused)


def move(
    write: Transaction,
    order: Order,
    guard: Condition,
    *,
    since: str,
    state: str,
    listed_as: str | None = None,
    bump: bool = True,
    operation: Operation | None = None,
    **more: Any,
) -> Order:
    """Change the head under a guard; a change of state changes its place on the lists.

    `listed_as` names the list where it is not that of the state.
    """
    version = order.version + 1 if bump else order.version
    changes: dict[str, Any] = {"state": state, "since": since, "version": version, **more}
    gone: list[str] = []
    if listed_as or state != order.state:
        place = _place(order.order_id, listed_as or state, since)
        changes |= place
        gone += [name for name in ("list", "rank") if not place]
    if operation:
        changes["operation"] = operation.dump()
    elif order.operation:
        gone.append("operation")
    change = "SET " + ", ".join(f"#{name} = :new_{name}" for name in changes)
    if gone:
        change += " REMOVE " + ", ".join(f"#{name}" for name in gone)
    write.update(
        store.orders,
        store.head_key(order.order_id),
        change,
        when=guard.when,
        values={**guard.values, **{f"new_{name}": value for name, value in changes.items()}},
        refused=guard.refused,
    )
    kept = {name: getattr(order, name) for name in store.HEAD_FIELDS}
    return Order(**{**kept, "state": state, "since": since, "version": version, **more, "operation": operation})


def put_shipment(write: Transaction, order_id: str, shipment: Shipment, *, was: str | None) -> None:
    """Write a parcel as it is now, if its state still is the one read (None: there was none). Refused: Conflict.

    The head's guard alone is not enough: head and parcel are not read as of one moment.
    """
    item = {name: getattr(shipment, name) for name in store.SHIPMENT_FIELDS} | {"order_id": order_id}
    place = {}
    if shipment.state in ("assigned", "verified"):
        list_of = list_name(f"parcels#{shipment.party}#{shipment.state}", order_id)
        place = {"list": list_of, "rank": rank(shipment.since, order_id)}
    when, values = ("#state = :was", {"was": was}) if was else ("attribute_not_exists(#pk)", {})
    write.put(
        store.orders, {**store.shipment_key(order_id), **item, **place}, when=when, values=values, refused=_parcel_moved
    )


def check_parcel(write: Transaction, order_id: str, shipment: Shipment) -> None:
    """Refuse (Conflict) when the parcel is not in the state read any more."""
    key = store.shipment_key(order_id)
    write.check(store.orders, key, "#state = :was", values={"was": shipment.state}, refused=_parcel_moved)


def _parcel_moved(found: Item | None) -> ShopError:
    return Conflict("The parcel was moved meanwhile.")


def _place(order_id: str, state: str, since: str) -> dict[str, str]:
    name = store.UNDERWAY_LIST if state in UNDERWAY else f"orders#{state}" if state in OPEN_STATES else None
    return {"list": list_name(name, order_id), "rank": rank(since, order_id)} if name else {}
