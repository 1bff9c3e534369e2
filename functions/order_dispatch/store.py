"""Where orders lie, and the questions asked of them; `saving` writes them.

ORDER#<ulid>               ORDER                 the head
                           ORDER#LINES#<nn>      blocks of 50 lines, never changed
                           ORDER#REQUEST#<ulid>  special requests
                           ORDER#SHIPMENT#<nn>   parcels
                           ORDER#SHORT#<sku>     units that are missing for it; see `shortages`, also of SHORT#<sku>
                           EVENT#<version>       the history
CUSTOMER#<hash>            CUSTOMER              see `customers.store`, also of CUSTOMER-OF#<ulid>
CONTACT-READS#<ulid>       EVENT#<moment>        who was shown the order's contact, by the moment in milliseconds
EXTERNAL#<client>#<id>     EXTERNAL              see `external_ids`
REFUSED#<sku>              EVENT#<minute>        see `refusals`
TRACK#<carrier>#<number>   PARCEL, SCANS         see `parcels`
"""

import json
from typing import Any

from order_dispatch.domain import Line, Order, WholeOrder
from order_dispatch.shipments import Shipment
from shop.contacts import CONTACTS_TABLE, Contacts
from shop.errors import NotFound
from shop.sagas.operation import Operation
from shop.settings import Setting
from shop.stock.ledger import SKU_TABLE, Stock
from shop.storage.lists import oldest_first
from shop.storage.table import Database, Page, Table
from shop.storage.values import Item, Key

HEAD = "ORDER"
LINES = "ORDER#LINES#"
REQUEST = "ORDER#REQUEST#"
SHIPMENT = "ORDER#SHIPMENT#"
SHORT = "ORDER#SHORT#"
REQUEST_FIELDS = ("request_id", "department", "text", "at", "answer", "answered_at")
UNDERWAY_LIST = "orders#underway"

TABLE = Setting("ORDER_DISPATCH_TABLE")

database = Database()
orders = Table(database, TABLE)
stock = Stock(Table(database, SKU_TABLE))
contacts = Contacts(Table(database, CONTACTS_TABLE))

HEAD_FIELDS = tuple(name for name in Order._fields if name != "operation")
SHIPMENT_FIELDS = Shipment._fields


def partition(order_id: str) -> str:
    return f"ORDER#{order_id}"


def contact_reads(order_id: str) -> str:
    """Where the readings of an order's contact are kept: not with the order, which they do not change."""
    return f"CONTACT-READS#{order_id}"


def head_key(order_id: str) -> Key:
    return {"pk": partition(order_id), "sk": HEAD}


def shipment_key(order_id: str) -> Key:
    # One parcel an order, so far; the number leaves room.
    return {"pk": partition(order_id), "sk": f"{SHIPMENT}01"}


def request_key(order_id: str, request_id: str) -> Key:
    return {"pk": partition(order_id), "sk": f"{REQUEST}{request_id}"}


def request_list(department: str) -> str:
    """The name of the list of a department's special requests."""
    return f"requests#{department}"


def load_head(order_id: str) -> Order:
    """An order's head. Raises NotFound."""
    item = orders.get(head_key(order_id))
    if item is None:
        raise NotFound("There is no such order.")
    return order_in(item)


def load_with_shipment(order_id: str) -> tuple[Order, Shipment | None]:
    """An order's head and its parcel, in one round trip. Raises NotFound."""
    keys = [(orders, head_key(order_id)), (orders, shipment_key(order_id))]
    items = {item["sk"]: item for item in database.read_many(keys)}
    if HEAD not in items:
        raise NotFound("There is no such order.")
    parcel = items.get(f"{SHIPMENT}01")
    return order_in(items[HEAD]), _shipment(parcel) if parcel else None


def load_whole(order_id: str) -> WholeOrder:
    """An order with all that belongs to it but its contact, in one query. Raises NotFound."""
    items = orders.query(partition(order_id), HEAD).items
    if not items or items[0]["sk"] != HEAD:  # an order that is just being given up
        raise NotFound("There is no such order.")
    whole = WholeOrder(order_in(items[0]), lines=[], shipments=[], requests=[], short=[])
    for item in items[1:]:
        kind = item["sk"]
        if kind.startswith(LINES):
            whole.lines.extend(Line(*line) for line in json.loads(item["lines"]))
        elif kind.startswith(SHIPMENT):
            whole.shipments.append(_shipment(item))
        elif kind.startswith(REQUEST):
            whole.requests.append(_request(item))
        elif kind.startswith(SHORT):
            whole.short.append(json.loads(item["summary"]))
    return whole


def load_request(order_id: str, request_id: str) -> dict[str, Any]:
    """One special request. Raises NotFound."""
    item = orders.get(request_key(order_id, request_id))
    if item is None:
        raise NotFound("There is no such request.")
    return _request(item)


def work_list(state: str, limit: int, after: str | None) -> Page:
    """Orders in this state, longest waiting first."""
    return oldest_first(orders, f"orders#{state}", limit=limit, after=after)


def parcel_list(party: str, state: str, limit: int, after: str | None) -> Page:
    """A party's parcels in this state, longest waiting first."""
    return oldest_first(orders, f"parcels#{party}#{state}", limit=limit, after=after)


def requests_waiting(department: str, limit: int, after: str | None) -> Page:
    """A department's special requests without an answer, longest waiting first."""
    return oldest_first(orders, request_list(department), limit=limit, after=after)


def underway(*, limit: int, after: str | None) -> Page:
    """Orders that a saga works on, longest begun first."""
    return oldest_first(orders, UNDERWAY_LIST, limit=limit, after=after)


def order_in(item: Item) -> Order:
    """The head that an item is."""
    head: dict[str, Any] = {name: item.get(name) for name in HEAD_FIELDS}
    return Order(**head, operation=Operation.load(item))


def _request(item: Item) -> dict[str, Any]:
    return {name: item.get(name) for name in REQUEST_FIELDS}


def _shipment(item: Item) -> Shipment:
    shipment: dict[str, Any] = {name: item.get(name) for name in SHIPMENT_FIELDS}
    return Shipment(**shipment)
