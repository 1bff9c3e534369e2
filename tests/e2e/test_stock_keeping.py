"""Stock on the deployed shop: refused, held, wrong, blocked, moved and missing, by those who may (R3.1.3)."""

import json
from typing import Any

import pytest

from infra.client import Refused, new_key
from infra.client.http import Json
from tests.e2e import goods, orders
from tests.e2e.goods import COST
from tests.e2e.shop import GZ, SH, Shop, refusal, until

pytestmark = pytest.mark.local_cloud


def deliver(shop: Shop, sku: str, quantity: int, **more: Any) -> Json:
    line = {"sku": sku, "quantity": quantity, "unit_cost_minor": COST} | more
    document = f"DN-{shop.run}-{shop.number()}"
    body = {"document": document, "warehouse": SH, "currency": "CNY", "lines": [line]}
    return shop.warehouse_sh.post("/stock/receipts", body, key=new_key()).body


def decide(by: Any, receipt: Json, what: str, version: int, **more: Any) -> Json:
    body: Json = by.post(f"/stock/receipts/{receipt['receipt_id']}/{what}", {"version": version} | more).body
    return body


def figures(shop: Shop, sku: str) -> tuple[int, int, int, int]:
    """What is available, reserved, blocked and short."""
    level = goods.level(shop, sku)
    return level["available"], level["reserved"], level["blocked"], level["shortfall"]


def test_a_receipt_far_above_the_usual_waits_and_a_wrong_one_is_taken_back(shop: Shop) -> None:
    (sku,) = goods.in_stock(shop, units=5)
    held = deliver(shop, sku, 100_001)
    waiting = until(lambda: list(shop.manager.items("/stock/receipts", warehouse=SH)))
    assert held["receipt_id"] in [receipt["receipt_id"] for receipt in waiting]
    assert refusal(decide, shop.warehouse_sh, held, "accept", 1) == (403, "same_person")
    assert decide(shop.specialist, held, "accept", 1)["state"] == "received"
    assert figures(shop, sku) == (100_006, 0, 0, 0)
    assert decide(shop.manager, held, "reverse", 2, reason="六箱，不是十万箱")["state"] == "reversed"
    assert figures(shop, sku) == (5, 0, 0, 0)
    slip = deliver(shop, sku, 100_001)
    assert decide(shop.warehouse_sh, slip, "refuse", 1, reason="手误")["state"] == "refused"


def test_goods_are_refused_blocked_written_off_and_moved_and_what_was_promised_of_them_is_told_to_be_missing(
    shop: Shop,
) -> None:
    (sku,) = goods.in_stock(shop, units=6)
    goods.open_warehouse(shop, GZ)
    receipt = deliver(shop, sku, 2, refused_units=1, refusal_reason="damaged")
    assert figures(shop, sku) == (8, 0, 1, 0)
    block = f"/stock/blocks/{receipt['receipt_id']}"
    assert shop.warehouse_sh.get(block)["lines"][0]["left"] == 1
    gone = shop.specialist.post(f"{block}/write-off", {"version": 1, "sku": sku, "quantity": 1}).body
    assert gone["state"] == "closed"
    moved = {"source": SH, "target": GZ, "lines": [{"sku": sku, "quantity": 2}]}
    shop.warehouse_sh.post("/stock/transfers", moved, key=new_key())
    assert [line["kind"] for line in shop.warehouse_gz.items(f"/stock/skus/{sku}/movements")] == ["transfer"]

    order = orders.verify(shop, orders.allocate(shop, orders.confirm(shop, orders.place(shop, {sku: 6}))))
    damaged = {"warehouse": SH, "lines": [{"sku": sku, "quantity": 4, "reason": "damaged"}]}
    blocked = shop.warehouse_sh.post("/stock/blocks", damaged, key=new_key()).body
    assert figures(shop, sku) == (0, 6, 4, 2)  # two lie free at the other warehouse
    short = until(lambda: seen if (seen := as_read(shop, order))["version"] > order["version"] else None)
    assert refusal(orders.dispatch, shop, short) == (409, "units_missing")

    def told() -> list[Json]:
        items = shop.specialist.get("/notices/mine", language="en")["items"]
        return [notice for notice in items if sku in notice["text"]]

    (notice,) = until(told)
    assert notice["text"] == f"Promised units of {sku} were found missing at {SH}. Please find the cause."

    freed = {"version": 1, "sku": sku, "quantity": 4}
    shop.specialist.post(f"/stock/blocks/{blocked['block_id']}/free", freed)
    assert figures(shop, sku) == (2, 6, 0, 0)

    def leaves() -> Json | None:
        try:
            return orders.dispatch(shop, as_read(shop, order))
        except Refused as refused:
            if refused.code != "version_conflict":  # noted just now: nothing is missing any more
                raise
            return None

    until(leaves)
    goods.adds_up(shop, sku)


def as_read(shop: Shop, order: Json) -> Json:
    """An order as its warehouse sees it now: that it runs short, and no longer does, are changes of it."""
    return shop.warehouse_sh.get(f"/orders/{order['order_id']}")


def test_the_reconciler_finds_what_was_changed_behind_the_ledgers_back(shop: Shop) -> None:
    (sku,) = goods.in_stock(shop, units=3)
    table, store = shop.aws("dynamodb"), shop.stack.tables

    def change(units: int) -> None:
        table.update_item(
            TableName=store["sku"],
            Key={"pk": {"S": f"SKU#{sku}"}, "sk": {"S": "LEVEL"}},
            UpdateExpression="ADD available :units",
            ExpressionAttributeValues={":units": {"N": str(units)}},
        )

    def look() -> None:
        # A look is made once a day, and the schedule may have made it.
        table.delete_item(
            TableName=store["stock_control"], Key={"pk": {"S": "LOOK#reconcile_ledger"}, "sk": {"S": "LOOK"}}
        )
        answer = shop.aws("lambda").invoke(
            FunctionName=shop.output("StockControlReactionsFunctionName"),
            Payload=json.dumps({"job": "reconcile_ledger"}),
        )
        assert "FunctionError" not in answer, answer["Payload"].read()

    def found() -> list[Json]:
        return [one for one in shop.specialist.items("/stock/mismatches") if one["sku"] == sku]

    change(2)
    look()
    (parted,) = until(found)
    assert parted["partings"] == [
        {"where": "available of the pool", "kept": 5, "moved": 3, "suspect": "a hand at the pool's level"}
    ]
    change(-2)
    look()
    assert until(lambda: found() == [])
