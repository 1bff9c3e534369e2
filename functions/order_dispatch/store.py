"""Where orders lie, and the questions asked of them.

ORDER#<ulid>               ORDER                 the head
                           ORDER#CONTACT         personal data, here alone
                           ORDER#LINES#<nn>      blocks of 50 lines, never changed
                           ORDER#REQUEST#<ulid>  special requests
                           ORDER#SHIPMENT#<nn>   parcels
                           EVENT#<version>       the history
                           NOTICE#<event>#<channel>
EXTERNAL#<client>#<id>     EXTERNAL              a storefront's number, unique for ever
TRACK#<carrier>#<number>   PARCEL, SCANS         see `parcels`
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from order_dispatch.domain import OPEN_STATES, UNDERWAY, Line, Order, Shipment, WholeOrder
from shop.errors import InProgress, NotFound, ShopError, Taken, VersionConflict
from shop.events import EVENT_PREFIX
from shop.lists import list_name, oldest_first, rank
from shop.operations import Guard, Operation
from shop.settings import required
from shop.stock import Stock
from shop.table import Database, Item, Key, Page, Table, Transaction

BLOCK = 50
HEAD = "ORDER"
CONTACT = "ORDER#CONTACT"
LINES = "ORDER#LINES#"
REQUEST = "ORDER#REQUEST#"
SHIPMENT = "ORDER#SHIPMENT#"
NOTICE = "NOTICE#"
UNDERWAY_LIST = "orders#underway"

database = Database()
orders = Table(database, required("ORDER_TABLE"))
stock = Stock(Table(database, required("SKU_TABLE")))

_HEAD_FIELDS = tuple(attribute.name for attribute in fields(Order) if attribute.name != "operation")
_SHIPMENT_FIELDS = tuple(attribute.name for attribute in fields(Shipment))


def partition(order_id: str) -> str:
    return f"ORDER#{order_id}"


def head_key(order_id: str) -> Key:
    return {"pk": partition(order_id), "sk": HEAD}


def shipment_key(order_id: str) -> Key:
    # One parcel an order, so far; the number leaves room.
    return {"pk": partition(order_id), "sk": f"{SHIPMENT}01"}


def load_head(order_id: str) -> Order:
    """An order's head. Raises NotFound."""
    item = orders.get(head_key(order_id))
    if item is None:
        raise NotFound("There is no such order.")
    return as_order(item)


def load_with_shipment(order_id: str) -> tuple[Order, Shipment | None]:
    """An order's head and its parcel, in one round trip. Raises NotFound."""
    keys = [(orders, head_key(order_id)), (orders, shipment_key(order_id))]
    items = {item["sk"]: item for item in database.read_many(keys)}
    if HEAD not in items:
        raise NotFound("There is no such order.")
    parcel = items.get(f"{SHIPMENT}01")
    return as_order(items[HEAD]), as_shipment(parcel) if parcel else None


def load_whole(order_id: str) -> WholeOrder:
    """An order with contact, lines, parcels and requests, in one query. Raises NotFound."""
    items = orders.query(partition(order_id), HEAD).items
    if not items:
        raise NotFound("There is no such order.")
    contact: dict[str, Any] = {}
    lines: list[Line] = []
    shipments: list[Shipment] = []
    requests: list[dict[str, Any]] = []
    for item in items[1:]:
        kind = item["sk"]
        if kind == CONTACT:
            contact = item["contact"]
        elif kind.startswith(LINES):
            lines.extend(Line(*line) for line in json.loads(item["lines"]))
        elif kind.startswith(SHIPMENT):
            shipments.append(as_shipment(item))
        elif kind.startswith(REQUEST):
            requests.append({name: item[name] for name in ("request_id", "department", "text", "at")})
    return WholeOrder(as_order(items[0]), contact, lines, shipments, requests)


def load_contact(order_id: str) -> dict[str, Any]:
    """An order's contact, empty when it was erased."""
    item = orders.get({"pk": partition(order_id), "sk": CONTACT})
    return item["contact"] if item else {}


def work_list(state: str, *, limit: int, after: str | None) -> Page:
    """Orders in this state, longest waiting first."""
    return oldest_first(orders, f"orders#{state}", limit=limit, after=after)


def parcel_list(party: str, state: str, *, limit: int, after: str | None) -> Page:
    """A party's parcels in this state, longest waiting first."""
    return oldest_first(orders, f"parcels#{party}#{state}", limit=limit, after=after)


def underway(*, limit: int, after: str | None) -> Page:
    """Orders with a large operation, longest begun first."""
    return oldest_first(orders, UNDERWAY_LIST, limit=limit, after=after)


def history(order_id: str, *, limit: int, after: str | None) -> Page:
    """An order's events, oldest first."""
    return orders.query(partition(order_id), EVENT_PREFIX, limit=limit, after=after)


def notices(order_id: str) -> list[Item]:
    """What the customer was told, oldest first."""
    return orders.query(partition(order_id), NOTICE).items


def put_head(write: Transaction, order: Order) -> None:
    """Write a new order's head."""
    item = {name: getattr(order, name) for name in _HEAD_FIELDS}
    if order.operation:
        item["operation"] = order.operation.dump()
    write.put(orders, {**head_key(order.order_id), **item, **_place(order.order_id, order.state, order.since)})


def put_contact(write: Transaction, order_id: str, contact: dict[str, Any]) -> None:
    write.put(orders, {"pk": partition(order_id), "sk": CONTACT, "contact": contact})


def put_lines(write: Transaction, order_id: str, lines: list[Line]) -> None:
    for number, start in enumerate(range(0, len(lines), BLOCK)):
        block = json.dumps([list(line) for line in lines[start : start + BLOCK]], separators=(",", ":"))
        write.put(orders, {"pk": partition(order_id), "sk": f"{LINES}{number:02d}", "lines": block})


def put_request(write: Transaction, order_id: str, request: Mapping[str, Any]) -> None:
    """Write a special request: request_id, department, text, at."""
    write.put(orders, {"pk": partition(order_id), "sk": f"{REQUEST}{request['request_id']}", **request})


def blocks(lines: list[Line]) -> int:
    """How many items the lines fill."""
    return -(-len(lines) // BLOCK)


def erase(write: Transaction, order: Order, lines: list[Line]) -> None:
    """Remove what a placing that came to nothing had written besides its head."""
    for kind in (CONTACT, *(f"{LINES}{number:02d}" for number in range(blocks(lines)))):
        write.delete(orders, {"pk": partition(order.order_id), "sk": kind})
    write.delete(orders, external_key(order.client, order.external_id))


def external_key(client: str, external_id: str) -> Key:
    return {"pk": f"EXTERNAL#{client}#{external_id}", "sk": "EXTERNAL"}


def claim_external_id(write: Transaction, order: Order) -> None:
    """A storefront's number belongs to one order for ever. Refused: external_id_taken."""
    write.put(
        orders,
        {**external_key(order.client, order.external_id), "order_id": order.order_id},
        refused=lambda found: Taken(
            "An order has this external_id.", code="external_id_taken", order_id=found and found["order_id"]
        ),
    )


def unchanged(order: Order) -> Guard:
    """True of the head while it is as it was read."""

    def refused(found: Item | None) -> ShopError:
        if found is None:
            return NotFound("There is no such order.")
        if found["state"] in UNDERWAY:
            return InProgress("The order is still being worked on.", state=found["state"])
        return VersionConflict.between(order.version, found["version"])

    return Guard("#version = :seen AND #state = :left", {"seen": order.version, "left": order.state}, refused)


def check_unchanged(write: Transaction, order: Order) -> None:
    """Refuse the transaction when the order is not as it was read any more."""
    guard = unchanged(order)
    write.check(orders, head_key(order.order_id), guard.when, values=guard.values, refused=guard.refused)


def move(
    write: Transaction,
    order: Order,
    guard: Guard,
    *,
    since: str,
    state: str,
    listed_as: str | None = None,
    bump: bool = True,
    operation: Operation | None = None,
    **more: Any,
) -> Order:
    """Change the head's state under a guard, and its place on the lists with it."""
    version = order.version + 1 if bump else order.version
    place = _place(order.order_id, listed_as or state, since)
    changes: dict[str, Any] = {"state": state, "since": since, "version": version, **more, **place}
    if operation:
        changes["operation"] = operation.dump()
    gone = [name for name in ("list", "rank") if not place]
    if order.operation and not operation:
        gone.append("operation")
    change = "SET " + ", ".join(f"#{name} = :new_{name}" for name in changes)
    if gone:
        change += " REMOVE " + ", ".join(f"#{name}" for name in gone)
    write.update(
        orders,
        head_key(order.order_id),
        change,
        when=guard.when,
        values={**guard.values, **{f"new_{name}": value for name, value in changes.items()}},
        refused=guard.refused,
    )
    kept = {name: getattr(order, name) for name in _HEAD_FIELDS}
    return Order(**{**kept, "state": state, "since": since, "version": version, **more, "operation": operation})


def put_shipment(write: Transaction, order_id: str, shipment: Shipment) -> None:
    """Write a parcel as it is now; the order's head guards it in the same transaction."""
    item = {name: getattr(shipment, name) for name in _SHIPMENT_FIELDS} | {"order_id": order_id}
    place = {}
    if shipment.state in ("assigned", "verified"):
        list_of = list_name(f"parcels#{shipment.party}#{shipment.state}", order_id)
        place = {"list": list_of, "rank": rank(shipment.since, order_id)}
    write.put(orders, {**shipment_key(order_id), **item, **place}, when="")


def _place(order_id: str, state: str, since: str) -> dict[str, str]:
    name = UNDERWAY_LIST if state in UNDERWAY else f"orders#{state}" if state in OPEN_STATES else None
    return {"list": list_name(name, order_id), "rank": rank(since, order_id)} if name else {}


def as_order(item: Item) -> Order:
    head: dict[str, Any] = {name: item.get(name) for name in _HEAD_FIELDS}
    return Order(**head, operation=Operation.load(item))


def as_shipment(item: Item) -> Shipment:
    shipment: dict[str, Any] = {name: item.get(name) for name in _SHIPMENT_FIELDS}
    return Shipment(**shipment)
