"""Customers' contacts: a table of personal data alone, apart from whatever else is kept (PIPL art. 51; R1.3).

ORDER#<ulid>   CONTACT   whom an order goes to, and the storefront's own id of its customer (`customer_id`)

On AWS the table has a key of its own, which only roles that write or show contacts may use. Whoever writes here does so
in the transaction of the order; everybody else is told which channels a customer has, and no more.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from shop.settings import Setting
from shop.storage.table import Table
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key

CONTACTS_TABLE = Setting("CONTACTS_TABLE")

# How a customer can be told something, and what of a contact that takes.
CHANNELS = {"sms": "phone", "email": "email"}


def channels(contact: Mapping[str, Any]) -> list[str]:
    """The channels by which this contact can be reached: no personal data."""
    return [channel for channel, needs in CHANNELS.items() if contact.get(needs)]


class Customer(NamedTuple):
    """Who placed an order: whom it goes to, and as whom the storefront knows them, if it does."""

    contact: Mapping[str, Any]
    customer_id: str | None = None

    @classmethod
    def of(cls, item: Item) -> Self:
        """The customer that an item of the table tells of."""
        return cls(item["contact"], item.get("customer_id"))


class Contacts(NamedTuple):
    """The table of contacts."""

    table: Table

    def enter(self, write: Transaction, order_id: str, customer: Customer) -> None:
        """Write whose a new order is."""
        write.put(self.table, {**key(order_id), **customer._asdict()})

    def erase(self, write: Transaction, order_id: str) -> None:
        """Remove an order's contact."""
        write.delete(self.table, key(order_id))

    def of(self, order_id: str) -> dict[str, Any]:
        """Whom an order goes to; empty when it was erased. One round trip."""
        item = self.table.get(key(order_id))
        return item["contact"] if item else {}


def key(order_id: str) -> Key:
    """Where the contact of an order is kept."""
    return {"pk": f"ORDER#{order_id}", "sk": "CONTACT"}
