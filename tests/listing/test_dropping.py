"""A specialist gives a draft up, and its SKU codes are free again (R3.1.2)."""

from collections.abc import Callable

import pytest

from listing.domain import MOST_SKUS
from tests.harness import Answer, House
from tests.listing.way import draft, enter, in_review, mug
from tests.people import MANAGER, PURCHASING, REVIEWER, SPECIALIST, STOREFRONT, WAREHOUSE_SH

Refused = Callable[[Callable[[], Answer]], Answer]


def test_a_draft_that_is_given_up_leaves_an_event_and_all_work_lists(house: House) -> None:
    product = draft(house)
    answer = product.move("drop", REVIEWER)
    assert (answer.status, answer.body["state"], answer.body["version"]) == (200, "dropped", 2)
    event = product.history()[-1]
    assert (event["type"], event["actor"]) == ("ProductDropped", REVIEWER.actor)
    assert event["data"] == {"entered_by": SPECIALIST.actor, "skus": ["MUG-RED", "MUG-BLUE"]}
    assert event["due"] == product.history()[0]["due"]
    listed = house.call("GET /listing/products", as_=SPECIALIST, query={"state": "draft"})
    assert listed.body["items"] == []
    assert product.read()["state"] == "dropped"


def test_others_may_enter_the_skus_of_a_draft_that_was_given_up(house: House) -> None:
    first = draft(house)
    assert enter(house, mug(), key="2").refusal == (409, "sku_taken")
    first.move("drop", SPECIALIST)
    other = in_review(house, key="3", name="Another mug")
    assert other.move("publish", REVIEWER).status == 200
    assert house.pool("MUG-RED")["on_sale"] is True
    shown = house.call("GET /storefront/products", as_=STOREFRONT).body["items"]
    assert [page["product_id"] for page in shown] == [other.product_id]


def test_nobody_sees_levels_of_a_sku_that_was_given_up(house: House) -> None:
    draft(house).move("drop", SPECIALIST)
    assert house.call("GET /stock/skus/{sku}", as_=PURCHASING, sku="MUG-RED").refusal == (404, "not_found")


def test_a_draft_whose_goods_were_received_is_not_given_up(house: House, refused: Refused) -> None:
    product = draft(house)
    warehouse = {"code": "WH-SH", "name": "Shanghai"}
    assert house.call("POST /stock/warehouses", as_=MANAGER, key="w", body=warehouse).status == 201
    lines = [{"sku": "MUG-BLUE", "quantity": 3, "unit_cost_minor": 700}]
    receipt = {"document": "DN-1", "warehouse": "WH-SH", "currency": "CNY", "lines": lines}
    assert house.call("POST /stock/receipts", as_=WAREHOUSE_SH, key="r", body=receipt).status == 201
    answer = refused(lambda: product.move("drop", SPECIALIST))
    assert (answer.refusal, answer.fields) == ((409, "sku_used"), ["skus[1].sku"])
    assert product.read()["state"] == "draft"


def test_a_draft_of_most_skus_is_given_up_in_one_read_and_one_write(house: House, asked: list[str]) -> None:
    product = draft(house, skus=[{"sku": f"MUG-{n}", "price_minor": 1} for n in range(MOST_SKUS)])
    asked.clear()
    assert product.move("drop", SPECIALIST).status == 200
    assert asked == ["GetItem", "TransactWriteItems"]


@pytest.mark.parametrize("step", ["request-design", "drop"])
def test_nothing_leads_on_from_a_product_that_was_given_up(house: House, refused: Refused, step: str) -> None:
    product = draft(house)
    product.move("drop", SPECIALIST)
    assert refused(lambda: product.move(step, SPECIALIST)).refusal == (409, "transition_not_allowed")
