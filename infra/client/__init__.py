"""The people and machines that call the shop, as Python: used by the demo day, the replay and the tests.

    specialist = Staff(stack, "operations-specialist")
    product = specialist.post("/listing/products", {...}, key=new_key()).body
    for order in Staff(stack, "customer-service").items("/orders", state="placed"): ...
    StorefrontClient(stack).post("/storefront/orders", {...}, key="order-1001").replayed
    Carrier(stack, "shunfeng").push("SF1001", "3", [scan])

Every call waits out what passes (429, 503, 409 in_progress) and raises Refused with the shop's
problem document, or Unreachable when no answer tells whether the work was done.
"""

from infra.client.callers import Staff, StorefrontClient
from infra.client.carrier import Carrier, Scan
from infra.client.http import Answer, Client, Refused, Unreachable, new_key

__all__ = [
    "Answer",
    "Carrier",
    "Client",
    "Refused",
    "Scan",
    "Staff",
    "StorefrontClient",
    "Unreachable",
    "new_key",
]
