"""Where claims lie.

CUSTOMER#<hash>        CUSTOMER         a customer's claim, under the hash they are known by (`knowing`)
CUSTOMER-OF#<ulid>     EVENT#00000001   a customer was won by this order: of whom is said by no event
                       EVENT#00000002   and lost by it
"""

from datetime import datetime
from typing import NamedTuple

from order_dispatch import store
from order_dispatch.customers.domain import Claim
from order_dispatch.domain import Order
from shop import contacts
from shop.contacts import Customer
from shop.contract import EventData
from shop.contract.order_dispatch import CustomerLost, CustomerWon
from shop.errors import Conflict
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.storage.transaction import Transaction
from shop.storage.values import Key
from shop.storage.versions import put_version

_WON, _LOST = 1, 2


class Seen(NamedTuple):
    """An order with whoever placed it, read as of one moment; None for what is not there, or was erased."""

    order: Order | None
    customer: Customer | None


def see(order_id: str) -> Seen:
    """An order, and whose it is. One round trip."""
    head, contact = store.head_key(order_id), contacts.key(order_id)
    found = store.database.read_many([(store.orders, head), (store.contacts.table, contact)])
    items = {item["sk"]: item for item in found}
    order, customer = items.get(head["sk"]), items.get(contact["sk"])
    return Seen(store.order_in(order) if order else None, Customer.of(customer) if customer else None)


def load(customer: str) -> Claim:
    """The claim of the customer with this hash; one at version 0 when there is none yet."""
    item = store.orders.get(_key(customer))
    if item is None:
        return Claim(customer)
    others = tuple(item["others"].split())
    return Claim(customer, item["version"], item.get("won_by"), others, item["since"])


def save(write: Transaction, before: Claim, after: Claim, *, by: Caller) -> None:
    """Write a claim as changed, with the events that tell of it. Refused: VersionConflict."""
    kept = after._asdict() | {"customer": None, "others": " ".join(after.others)}
    put_version(write, store.orders, {**_key(after.customer), **kept})
    if before.won_by == after.won_by:
        return
    at = datetime.fromisoformat(after.since)
    if before.won_by:
        _tell(write, before.won_by, _LOST, CustomerLost(order_id=before.won_by), by, at)
    if after.won_by:
        _tell(write, after.won_by, _WON, CustomerWon(order_id=after.won_by), by, at)


def check_still_stands(write: Transaction, order: Order) -> None:
    """Refuse (Conflict) when the order was called off meanwhile."""
    write.check(
        store.orders,
        store.head_key(order.order_id),
        "#state <> :cancelled",
        values={"cancelled": "cancelled"},
        refused=lambda found: Conflict("The order was cancelled meanwhile."),
    )


def _tell(write: Transaction, order_id: str, version: int, event: EventData, by: Caller, at: datetime) -> None:
    record(write, store.orders, Entity(f"CUSTOMER-OF#{order_id}", version), event, by=by, at=at)


def _key(customer: str) -> Key:
    return {"pk": f"CUSTOMER#{customer}", "sk": "CUSTOMER"}
