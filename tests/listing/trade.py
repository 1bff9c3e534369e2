"""Trade around a product, for tests: goods come in, prices change, orders are placed, schedules say to look."""

from typing import Any

from listing import reactions
from tests.gateway import Context
from tests.harness import Answer, House
from tests.listing.way import Mug, published
from tests.order_dispatch.shop_floor import line, wanted
from tests.people import MANAGER, SPECIALIST, STOREFRONT, WAREHOUSE_SH

COST = 700


def say(job: str) -> None:
    """A schedule says to look now."""
    reactions.lambda_handler({"job": job}, Context("listing-reactions"))


def receive(house: House, *skus: str, units: int) -> None:
    """So many units of each SKU come in at WH-SH."""
    house.call("POST /stock/warehouses", as_=MANAGER, key="w", body={"code": "WH-SH", "name": "Shanghai"})
    lines = [{"sku": sku, "quantity": units, "unit_cost_minor": COST} for sku in skus]
    document = f"DN-{house.now:%d%H%M%S}"
    receipt = {"document": document, "warehouse": "WH-SH", "currency": "CNY", "lines": lines}
    assert house.call("POST /stock/receipts", as_=WAREHOUSE_SH, key=document, body=receipt).status == 201


def stocked(house: House, units: int = 50, **more: Any) -> Mug:
    """A product on the page with so many units of each SKU."""
    product = published(house, **more)
    receive(house, *(sku["sku"] for sku in product.read()["skus"]), units=units)
    return product


def change(product: Mug, price: int, *, sku: str = "MUG-RED", key: str = "p", **more: Any) -> Answer:
    """A specialist asks for another price."""
    body = {"version": product.version, "prices": [{"sku": sku, "price_minor": price}], **more}
    answer = product.call("POST /price-changes", SPECIALIST, body, key=key)
    product.version = product.read()["version"]
    return answer


def place(house: House, *prices: int, sku: str = "MUG-RED", quantity: int = 1) -> Answer:
    """An order with a line at each of these prices."""
    number = f"WEB-{house.now:%d%H%M%S}"
    lines = [line(sku, quantity, price) for price in prices]
    body = wanted(*lines, external_id=number, payment_reference=f"PAY-{number}")
    return house.call("POST /storefront/orders", as_=STOREFRONT, key=number, body=body)
