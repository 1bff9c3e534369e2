"""Promised units are found missing, and wanted ones refused, on the deployed shop: who has to know does (R3.1.3)."""

import json

import pytest

from infra.client import new_key
from infra.client.http import Json
from tests.e2e import goods, orders
from tests.e2e.shop import SH, Shop, refusal, until

pytestmark = pytest.mark.local_cloud


def look(shop: Shop) -> None:
    """The schedule's word, said now."""
    function = shop.output("OrderDispatchReactionsFunctionName")
    payload = json.dumps({"job": "look_at_short_orders"})
    answer = shop.aws("lambda").invoke(FunctionName=function, Payload=payload)
    assert "FunctionError" not in answer, answer["Payload"].read()


def short(shop: Shop, sku: str) -> list[Json]:
    return [one for one in shop.customer_service.items("/orders/short", limit=100) if one["sku"] == sku]


def test_an_order_says_that_its_units_are_missing_until_they_are_there(shop: Shop) -> None:
    (sku,) = goods.in_stock(shop, units=5)
    older, newer = (orders.place(shop, {sku: units})["order_id"] for units in (3, 2))
    block = {"warehouse": SH, "lines": [{"sku": sku, "quantity": 3, "reason": "damaged"}]}
    shop.warehouse_sh.post("/stock/blocks", block, key=new_key())
    found = until(lambda: short(shop, sku) if len(short(shop, sku)) == 2 else None)
    assert {one["order_id"]: one["short_units"] for one in found} == {newer: 2, older: 1}
    assert shop.specialist.get(f"/orders/{newer}")["short"][0]["short_units"] == 2

    def told() -> bool:
        notices = shop.customer_service.items("/notices/mine", limit=100)
        return (f"ORDER#{newer}", "OrderRanShort") in [(one["entity"], one["event_type"]) for one in notices]

    assert until(told)
    goods.receive(shop, [sku], units=1)
    look(shop)
    assert until(lambda: [one["order_id"] for one in short(shop, sku)] == [newer])
    worth = {one["sku"]: one["stock_value_minor"] for one in shop.purchasing.items("/stock/value", warehouse=SH)}
    assert worth[sku] == 3 * goods.COST


def test_an_order_that_is_refused_opens_the_louder_alert(shop: Shop) -> None:
    (sku,) = goods.in_stock(shop, units=2)
    assert refusal(orders.place, shop, {sku: 3}) == (409, "out_of_stock")
    path = f"/stock-alerts/skus/{sku}"
    (alert,) = until(lambda: shop.purchasing.get(path)["alerts"])
    assert (alert["kind"], alert["wanted_units"], alert["available"]) == ("sold_out", 3, 2)
    assert shop.purchasing.get(path)["refused_units"] == 3
