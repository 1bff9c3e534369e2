"""A SKU runs low on the deployed shop: a sale opens the alert by the stream itself, and purchasing hears (R3.1.3)."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from infra.client import new_key
from infra.client.http import Json
from tests.e2e import goods, orders, taps
from tests.e2e.shop import SH, Shop, refusal, until

pytestmark = pytest.mark.local_cloud

TERMS = {"target": 30, "replenish": "automatic", "supplier": "YIXING", "lead_time_days": 9, "pack": 12}


def say(shop: Shop, job: str) -> None:
    """The schedule's word, said now."""
    answer = shop.aws("lambda").invoke(
        FunctionName=shop.output("StockAlertsReactionsFunctionName"), Payload=json.dumps({"job": job})
    )
    assert "FunctionError" not in answer, answer["Payload"].read()


def alerts_of(shop: Shop, sku: str) -> list[Json]:
    alerts: list[Json] = shop.purchasing.get(f"/stock-alerts/skus/{sku}")["alerts"]
    return alerts


def row_of(shop: Shop, sku: str) -> tuple[Json, Json] | None:
    """The event that lists the SKU as short, and its row there."""
    for told in shop.bus.heard():
        if told["detail-type"] == "LowStockListed":
            for row in told["detail"]["data"]["rows"]:
                if row["sku"] == sku:
                    return told["detail"], row
    return None


def test_a_sale_opens_an_alert_by_the_stream_itself_and_purchasing_is_told_and_orders(shop: Shop) -> None:
    (sku,) = goods.in_stock(shop, units=6)
    path = f"/stock-alerts/skus/{sku}"
    policy = {"version": 0, "threshold": 4, "locations": [{"party": SH, "threshold": 1}], **TERMS}
    assert shop.specialist.post(f"{path}/policy", policy).body["version"] == 1
    with taps.on_staff_notices(shop.stack, f"e2e-purchasing-{shop.run}", "purchasing") as told:
        orders.place(shop, {sku: 2})
        (alert,) = until(lambda: alerts_of(shop, sku))
        assert (alert["kind"], alert["available"], alert["threshold"]) == ("low", 4, 4)

        def listed_by_now() -> tuple[Json, Json] | None:
            say(shop, "tell")  # while many others still fall, it waits for them
            return row_of(shop, sku)

        listed, row = until(listed_by_now, every=2)
        assert (row["quantity"], row["supplier"]) == (36, "YIXING")  # 26 lack of 30, and packs hold 12
        (message,) = until(lambda: [one for one in told.heard() if one["event_id"] == listed["id"]])
        assert message["texts"]["en"].startswith("Stock runs low")
    assert shop.purchasing.post(f"{path}/acknowledge", {"version": 1}).body["state"] == "acknowledged"
    assert sku in [short["sku"] for short in shop.purchasing.items("/stock-alerts")]

    (asked,) = shop.purchasing.get(path)["replenishments"]
    assert asked in list(shop.purchasing.items("/stock-alerts/replenishments"))
    where = f"/stock-alerts/replenishments/{asked['replenishment_id']}"
    taken = shop.purchasing.post(f"{where}/acknowledge", {"version": asked["version"]}).body
    day = (datetime.now(UTC) + timedelta(days=9)).date()
    said = {"supplier": "YIXING", "unit_cost_minor": goods.COST, "currency": "CNY", "expected_on": day.isoformat()}
    ordered = shop.purchasing.post(f"{where}/order", {"version": taken["version"], **said}).body
    assert shop.purchasing.get(path)["incoming"] == ordered["quantity"] == 36
    later = {"version": ordered["version"], "expected_on": (day + timedelta(days=2)).isoformat()}
    slipped = shop.purchasing.post(f"{where}/slip", later).body
    closing = {"version": slipped["version"], "reason": "Delisted."}
    assert shop.specialist.post(f"{where}/cancel", closing).body["state"] == "cancelled"
    types = [event["type"] for event in shop.manager.items(f"{where}/history")]
    assert types == [
        "ReplenishmentRequested", "ReplenishmentAcknowledged", "ReplenishmentOrdered", "ReplenishmentSlipped",
        "ReplenishmentCancelled",
    ]  # fmt: skip

    goods.receive(shop, [sku], units=1)
    until(lambda: not alerts_of(shop, sku))
    assert [event["type"] for event in shop.manager.items(f"{path}/history")][-1] == "StockAlertResolved"


def test_what_the_schedules_say_is_done_on_the_deployed_shop(shop: Shop) -> None:
    (sku,) = goods.in_stock(shop, units=6)
    shop.specialist.post(f"/stock-alerts/skus/{sku}/policy", {"version": 0, "threshold": 9})
    asked = shop.specialist.post("/stock-alerts/replenishments", {"sku": sku, "quantity": 5}, key=new_key()).body
    assert shop.manager.get(f"/stock-alerts/skus/{sku}")["replenishments"] == [asked]
    table = shop.aws("dynamodb")
    for job in ("look_again", "learn_demand", "chase_replenishments"):
        for walk in (job, "look_at_policies", "look_at_alerts"):  # whichever test came first has had the round
            where = {"pk": {"S": f"LOOK#{walk}"}, "sk": {"S": "LOOK"}}
            table.delete_item(TableName=shop.output("StockAlertsTableName"), Key=where)
        say(shop, job)
    until(lambda: shop.manager.get(f"/stock-alerts/skus/{sku}")["known_until"], seconds=5)
    proposal = f"/stock-alerts/skus/{sku}/proposal?lead_time_days=9"
    assert refusal(shop.manager.get, proposal) == (409, "too_little_known")


def test_receipts_are_heard_of_and_count_down_what_they_name(shop: Shop) -> None:
    (sku,) = goods.on_sale(shop)
    asked = shop.specialist.post("/stock-alerts/replenishments", {"sku": sku, "quantity": 3}, key=new_key()).body
    where = f"/stock-alerts/replenishments/{asked['replenishment_id']}"
    taken = shop.purchasing.post(f"{where}/acknowledge", {"version": 1}).body
    day = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    said = {"supplier": "YIXING", "unit_cost_minor": goods.COST, "currency": "CNY", "expected_on": day}
    shop.purchasing.post(f"{where}/order", {"version": taken["version"], **said})
    lines = [
        {"sku": sku, "quantity": 3, "unit_cost_minor": 1, "replenishment_id": which}
        for which in (asked["replenishment_id"], f"E2E{shop.run}")
    ]
    event = {
        "id": f"e2e-{shop.run}", "type": "StockReceived", "at": "2026-11-27T02:00:00.000Z", "actor": "a", "role": "r",
        "entity": f"RECEIPT#E2E-{shop.run}", "version": 1,
        "data": {"document": "DN", "warehouse": SH, "currency": "CNY", "lines": lines},
    }  # fmt: skip
    entry = {
        "EventBusName": shop.output("EventBusName"),
        "Source": "zhanggui.stock_control",
        "DetailType": "StockReceived",
        "Detail": json.dumps(event),
    }
    shop.aws("events").put_events(Entries=[entry])
    until(lambda: shop.manager.get(where)["state"] == "received")
    assert shop.manager.get(f"/stock-alerts/skus/{sku}")["incoming"] == 0

    def flagged() -> list[Json]:
        return [one["detail"] for one in shop.bus.heard() if one["detail-type"] == "ReceiptFlagged"]

    (told,) = until(flagged)
    assert (told["entity"], told["data"]["why"]) == (event["entity"], "unknown")
    mistake = json.dumps(event | {"id": f"e2e-{shop.run}-2", "type": "ReceiptReversed", "version": 2})
    shop.aws("events").put_events(Entries=[entry | {"DetailType": "ReceiptReversed", "Detail": mistake}])
    until(lambda: shop.manager.get(where)["state"] == "ordered")
    assert shop.manager.get(f"/stock-alerts/skus/{sku}")["incoming"] == 3
