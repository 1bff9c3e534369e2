"""Customers are won and lost by their orders on the deployed shop, and nothing says who they are (R4.2.1)."""

import pytest

from infra.client import new_key
from infra.client.http import Json
from tests.e2e import goods, orders
from tests.e2e.ledger import items
from tests.e2e.shop import Shop, until

pytestmark = pytest.mark.local_cloud


def place(shop: Shop, sku: str, customer_id: str) -> Json:
    body = orders.basket(shop, [sku]) | {"customer_id": customer_id}
    return shop.storefront.post("/storefront/orders", body, key=new_key()).body


def counted(shop: Shop, *placed: Json) -> list[tuple[str, int]]:
    """Which of these orders won or lost their customer, as the bus tells: by their places among them."""
    places = {order["order_id"]: place for place, order in enumerate(placed)}
    told = [message["detail"] for message in shop.bus.heard() if message["detail-type"].startswith("Customer")]
    return sorted({(event["type"], places[which]) for event in told if (which := event["data"]["order_id"]) in places})


def claims(shop: Shop) -> list[Json]:
    return [item for item in items(shop, "order_dispatch") if item["sk"] == "CUSTOMER"]


def test_a_customer_is_won_once_and_by_the_next_order_when_the_first_is_cancelled(shop: Shop) -> None:
    (sku,) = goods.in_stock(shop, units=5)
    customer_id = f"insider-{shop.run}-{shop.number()}"
    first = place(shop, sku, customer_id)
    until(lambda: counted(shop, first) == [("CustomerWon", 0)])
    second = place(shop, sku, customer_id)
    until(lambda: any(second["order_id"] in claim["others"] for claim in claims(shop)))
    assert counted(shop, first, second) == [("CustomerWon", 0)]
    orders.move(shop.customer_service, first, "cancel", reason="customer_request")
    expected = [("CustomerLost", 0), ("CustomerWon", 0), ("CustomerWon", 1)]
    until(lambda: counted(shop, first, second) == expected)
    assert not [text for text in shop.bus.texts() if customer_id in text]
