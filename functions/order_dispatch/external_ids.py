"""A storefront's own number of an order: one order's, for ever.

EXTERNAL#<client>#<id>   EXTERNAL   which order it is; `placing` while that one is being placed
"""

from order_dispatch import store
from order_dispatch.domain import UNDERWAY, Order
from shop.errors import InProgress, ShopError, Taken
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key


def claim(write: Transaction, order: Order) -> None:
    """Let the order have its number. Refused: external_id_taken, naming the order that has it.

    While a large order is being placed nobody knows yet whether it will be: refused with in_progress.
    """
    placing = True if order.state in UNDERWAY else None
    write.put(store.orders, {**key(order), "order_id": order.order_id, "placing": placing}, refused=_taken)


def keep(write: Transaction, order: Order) -> None:
    """The order that claimed the number while it was being placed is there."""
    write.update(store.orders, key(order), "REMOVE #placing")


def give_up(write: Transaction, order: Order) -> None:
    """The order that claimed the number never came to be."""
    write.delete(store.orders, key(order))


def key(order: Order) -> Key:
    """Where the number of this order is kept."""
    return {"pk": f"EXTERNAL#{order.client}#{order.external_id}", "sk": "EXTERNAL"}


def _taken(found: Item | None) -> ShopError:
    assert found is not None
    if "placing" in found:
        return InProgress("An order with this external_id is being placed; repeat the request in a moment.")
    return Taken("An order has this external_id.", code="external_id_taken", order_id=found["order_id"])
