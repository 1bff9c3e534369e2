"""What is done in the deployed shop becomes evidence and figures by itself (R4.1, R4.2.1)."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from appraisal_rounds import months
from infra.client import new_key
from infra.client.http import Json
from shop.business_days import business_date
from tests.e2e import goods, orders
from tests.e2e.shop import Shop, until

pytestmark = pytest.mark.local_cloud


def say(shop: Shop, job: str) -> None:
    """The schedule's word, said now."""
    answer = shop.aws("lambda").invoke(
        FunctionName=shop.output("AppraisalRoundsReactionsFunctionName"), Payload=json.dumps({"job": job})
    )
    assert "FunctionError" not in answer, answer["Payload"].read()


def rows(shop: Shop, month: str, name: str) -> list[Json]:
    where = f"/appraisal-rounds/months/{month}/subjects/shop/indicators/{name}/evidence"
    return list(shop.staff["hr"].items(where))


def test_an_order_becomes_evidence_by_itself_and_stands_in_the_months_figures(shop: Shop) -> None:
    for job in ("tick", "fold"):  # days before this one are no more than their sums
        say(shop, job)
    (sku,) = goods.in_stock(shop, units=6)
    order = orders.place(shop, {sku: 2})
    month = months.at(datetime.now(UTC))
    (row,) = until(lambda: [row for row in rows(shop, month, "sales") if row["entity"].endswith(order["order_id"])])
    total = 2 * goods.PRICE + 800
    assert (row["type"], row["counts"], row["numerator"]) == ("OrderPlaced", {"placed": total, "orders": 1}, ["placed"])
    hr = shop.staff["hr"]
    body = {"number": f"E{shop.run}", "name": "欧阳雪见", "post": "operations-manager", "joined": "2026-03-02"}
    boss = hr.post("/appraisal-rounds/employees", body, key=new_key()).body["employee_id"]
    (figures,) = hr.get(f"/appraisal-rounds/months/{month}/indicators", employee_id=boss)["items"]
    sales = next(one for one in figures["indicators"] if one["name"] == "sales")
    (figure,) = sales["figures"]
    assert (figure["currency"], sales["not_given"]) == ("CNY", None)
    assert int(figure["value"]) >= total


def test_what_is_told_late_counts_where_it_belongs_and_what_the_schedules_say_is_done(shop: Shop) -> None:
    day = business_date(datetime.now(UTC)) - timedelta(days=3)
    counts = {"visits": 22, "visitors": 15, "paying_visitors": 4}
    said = {"day": f"{day}", **counts, "rows": [{"source": "search", "page_kind": "detail", **counts}]}
    shop.storefront.post("/storefront/traffic", said, key=new_key())
    table, name = shop.aws("dynamodb"), shop.output("AppraisalRoundsTableName")

    def late() -> list[Json]:
        items = table.scan(
            TableName=name,
            FilterExpression="begins_with(pk, :rows) AND #day = :day",
            ExpressionAttributeNames={"#day": "day"},
            ExpressionAttributeValues={":rows": {"S": "EVIDENCE#"}, ":day": {"S": f"{day}"}},
        )["Items"]
        found: list[Json] = [item for item in items if item["type"]["S"] == "TrafficRecorded"]
        return found

    until(lambda: len(late()) == 2)  # of conversion, and of growth
    assert all(item["late"]["BOOL"] for item in late())
    before = {"TableName": name, "Key": {"pk": {"S": "PLACE#fold"}, "sk": {"S": "PLACE"}}}
    say(shop, "fold")
    assert table.get_item(**before)["Item"]["after"]["S"] >= f"{business_date(datetime.now(UTC)) - timedelta(days=1)}"
