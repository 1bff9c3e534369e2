"""Goods go from one warehouse to another, whole (R3.1.3)."""

from typing import Any

import pytest

from tests.harness import Answer, House
from tests.people import MANAGER, SPECIALIST, WAREHOUSE_GZ, WAREHOUSE_SH, Person
from tests.stock_control.goods import delivery, line, sell


@pytest.fixture
def stocked(shop: House) -> House:
    """Ten mugs and three teas at WH-SH."""
    body = delivery(line("MUG", 10), line("TEA", 3))
    assert shop.call("POST /stock/receipts", as_=WAREHOUSE_SH, key="k", body=body).status == 201
    return shop


def move(shop: House, *lines: tuple[str, int], as_: Person = WAREHOUSE_SH, key: str = "t-1", **more: Any) -> Answer:
    goods = [{"sku": sku, "quantity": units} for sku, units in lines or [("MUG", 4)]]
    body = {"source": "WH-SH", "target": "WH-GZ", "lines": goods}
    return shop.call("POST /stock/transfers", as_=as_, key=key, body=body | more)


def places(shop: House, sku: str = "MUG") -> dict[str, tuple[int, int]]:
    read = shop.call("GET /stock/skus/{sku}", as_=SPECIALIST, sku=sku).body
    assert sum(place["on_hand"] for place in read["locations"]) == read["on_hand"]
    return {place["party"]: (place["available"], place["reserved"]) for place in read["locations"]}


def test_goods_lie_at_the_other_warehouse_and_the_sku_as_a_whole_stays_as_it_was(stocked: House) -> None:
    before = stocked.pool("MUG")
    moved = move(stocked, ("MUG", 4), ("TEA", 3))
    assert moved.status == 201
    assert moved.body["lines"] == [{"sku": "MUG", "quantity": 4}, {"sku": "TEA", "quantity": 3}]
    assert places(stocked) == {"WH-SH": (6, 0), "WH-GZ": (4, 0)}
    assert places(stocked, "TEA") == {"WH-SH": (0, 0), "WH-GZ": (3, 0)}
    assert stocked.pool("MUG") == before
    (event,) = stocked.events("stock_control", "TRANSFER#")
    assert (event["type"], event["data"]["from_party"], event["data"]["to_party"]) == (
        "StockTransferred",
        "WH-SH",
        "WH-GZ",
    )
    assert event["data"]["lines"][0] == {"sku": "MUG", "quantity": 4, "currency": "CNY", "unit_cost_minor": 1250}


@pytest.mark.parametrize("keeper", [WAREHOUSE_SH, WAREHOUSE_GZ])
def test_both_warehouses_see_the_movement(stocked: House, keeper: Person) -> None:
    move(stocked)
    newest = stocked.call("GET /stock/skus/{sku}/movements", as_=keeper, sku="MUG").body["items"][0]
    assert (newest["kind"], newest["from_party"], newest["party"]) == ("transfer", "WH-SH", "WH-GZ")
    assert (newest["available_change"], newest["quantity"]) == (0, 4)


def test_what_is_tied_to_orders_stays(stocked: House) -> None:
    sell(8)
    answer = move(stocked, ("MUG", 3), ("TEA", 4))
    assert answer.refusal == (409, "not_at_location")
    assert answer.fields == ["lines[0]", "lines[1]"]
    assert "2" not in answer.body["errors"][0]["reason"]  # whoever is to count hears no figure
    assert places(stocked) == {"WH-SH": (2, 8)}
    assert move(stocked, ("MUG", 2)).status == 201


def test_a_warehouse_sends_from_its_own_and_the_manager_from_any(stocked: House) -> None:
    assert move(stocked, as_=WAREHOUSE_GZ).refusal == (403, "other_warehouse")
    assert move(stocked, as_=MANAGER).status == 201


def test_a_repeated_transfer_moves_nothing_more(stocked: House) -> None:
    first = move(stocked, ("MUG", 6))
    again = move(stocked, ("MUG", 6))
    assert (again.body, again.headers["Idempotent-Replayed"]) == (first.body, "true")
    assert places(stocked)["WH-SH"] == (4, 0)


def test_a_transfer_goes_to_a_warehouse_that_was_opened_with_skus_that_are_known(stocked: House) -> None:
    answer = move(stocked, target="WH-XX")
    assert (answer.refusal, answer.fields) == ((409, "unknown_warehouse"), ["target"])
    answer = move(stocked, ("MUG", 1), ("NOBODY", 1))
    assert (answer.refusal, answer.fields) == ((409, "unknown_sku"), ["lines[1]"])
    assert move(stocked, ("MUG", 1), ("mug", 1)).fields == ["lines[1].sku"]
    assert places(stocked) == {"WH-SH": (10, 0)}


@pytest.mark.parametrize(
    "change",
    [
        {"target": "WH-SH"},
        {"source": "wh"},
        {"lines": []},
        {"lines": [{"sku": "MUG", "quantity": 0}]},
        {"at": "2020-01-01"},
    ],
)
def test_a_wrong_transfer_is_refused(stocked: House, change: dict[str, Any]) -> None:
    assert move(stocked, **change).refusal == (422, "validation_failed")
