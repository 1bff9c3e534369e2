"""Claiming the customer of an order, or giving them up (R4.2.1).

An event says no more than which order to look at: whether it stands is read from the order, by whom they were won from
the claim. So events may come twice, late, and a cancellation before the placing.
"""

from order_dispatch.customers import knowing, store
from order_dispatch.customers.domain import Claim
from order_dispatch.store import database
from shop.errors import Conflict
from shop.roles import Caller
from shop.storage.retry import TransientError

SYSTEM = Caller("system:claim_customer", "system")


def look(order_id: str) -> bool:
    """Let the claim on an order's customer be what the order says; returns whether it was not. Raises Busy.

    Nothing is claimed of whoever was erased.
    """

    def attempt() -> bool:
        order, customer = store.see(order_id)
        if order is None or customer is None:
            return False
        if (known_by := knowing.hashed(order.client, customer.customer_id, customer.contact)) is None:
            return False
        before = store.load(known_by)
        if order.is_refunded:
            after: Claim = before.refunded(order_id, order.since)
        else:
            after = before.standing(order_id, order.placed_at)
        if after == before:
            return False
        try:
            with database.transaction() as write:
                store.save(write, before, after, by=SYSTEM)
                if not order.is_refunded:
                    store.check_still_stands(write, order)
        except Conflict as overtaken:
            raise TransientError from overtaken
        return True

    return database.retry.call(attempt)
