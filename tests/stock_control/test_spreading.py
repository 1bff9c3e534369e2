"""A hot SKU is spread by command, and gathered; whoever reads sees the whole of it (R3.1.3)."""

import pytest

from shop.clock import clock
from stock_control import store
from stock_control.reconciling import run
from tests.harness import Answer, House
from tests.people import MANAGER, SPECIALIST, WAREHOUSE_SH, Person
from tests.stock_control.goods import delivery, level, line, sell
from tests.stores import ROOM_TABLES, client


@pytest.fixture
def hot(shop: House) -> House:
    """Ten mugs at WH-SH, of which three are promised."""
    store.stock.spreads.clear()
    assert shop.call("POST /stock/receipts", as_=WAREHOUSE_SH, key="k", body=delivery(line("MUG", 10))).status == 201
    sell(3)
    return shop


def spread(house: House, buckets: object = 4, *, sku: str = "MUG", as_: Person = SPECIALIST) -> Answer:
    return house.call("POST /stock/skus/{sku}/spread", as_=as_, sku=sku, body={"buckets": buckets})


def gather(house: House, buckets: int = 4, *, sku: str = "MUG", as_: Person = SPECIALIST) -> Answer:
    return house.call("POST /stock/skus/{sku}/gather", as_=as_, sku=sku, body={"buckets": buckets})


def test_what_is_free_is_spread_evenly_and_the_whole_stays_as_it_is(hot: House) -> None:
    before = level(hot)
    answer = spread(hot)
    assert (answer.status, answer.body) == (200, {"sku": "MUG", "buckets": 4, "free": [2, 2, 2, 1]})
    assert level(hot) == before
    read = hot.call("GET /stock/skus/{sku}", as_=SPECIALIST, sku="MUG").body
    assert read["buckets"] == 4
    assert [place["party"] for place in read["locations"]] == ["WH-SH"]


def test_gathered_it_is_one_item_again_and_nobody_can_tell(hot: House) -> None:
    before = hot.call("GET /stock/skus/{sku}", as_=SPECIALIST, sku="MUG").body
    spread(hot)
    assert gather(hot).body == {"sku": "MUG", "buckets": 1, "free": [7]}
    assert hot.call("GET /stock/skus/{sku}", as_=SPECIALIST, sku="MUG").body == before


def test_each_is_an_event_of_the_skus_own_history(hot: House) -> None:
    spread(hot, 2)
    spread(hot, 8, as_=MANAGER)
    gather(hot, 8)
    told = [
        (event["type"], event["data"].get("buckets"), event["data"]["available"])
        for event in hot.events("stock_control", "SPREAD#MUG")
    ]
    assert told == [("StockSpread", 2, 7), ("StockSpread", 8, 7), ("StockGathered", None, 7)]


def test_goods_that_came_since_are_spread_by_saying_it_again(hot: House) -> None:
    spread(hot, 4)
    body = delivery(line("MUG", 9)) | {"document": "DN-2"}
    assert hot.call("POST /stock/receipts", as_=WAREHOUSE_SH, key="k2", body=body).status == 201
    assert spread(hot, 4).body["free"] == [4, 4, 4, 4]


def test_what_is_not_spread_cannot_be_gathered(hot: House) -> None:
    assert gather(hot).refusal == (409, "transition_not_allowed")
    assert hot.events("stock_control", "SPREAD#") == []


@pytest.mark.parametrize("buckets", [0, 1, 9, -2, "4", 2.5, None, True])
def test_nobody_spreads_over_one_bucket_or_too_many(hot: House, buckets: object) -> None:
    answer = spread(hot, buckets)
    assert (answer.status, answer.fields) == (422, ["buckets"])


def test_who_saw_it_spread_otherwise_gathers_nothing(hot: House) -> None:
    spread(hot, 3)
    assert gather(hot, 4).refusal == (409, "version_conflict")
    assert hot.call("GET /stock/skus/{sku}", as_=SPECIALIST, sku="MUG").body["buckets"] == 3


def test_what_nobody_entered_is_not_there(hot: House) -> None:
    assert (spread(hot, sku="NONE").status, gather(hot, sku="NONE").status) == (404, 404)


def test_while_anything_is_short_nothing_is_spread(hot: House) -> None:
    block = {"warehouse": "WH-SH", "lines": [{"sku": "MUG", "quantity": 9, "reason": "damaged"}]}
    spread(hot)
    assert hot.call("POST /stock/blocks", as_=WAREHOUSE_SH, key="b", body=block).status == 201
    assert level(hot) == (0, 3, 9, 2)
    assert "buckets" not in hot.call("GET /stock/skus/{sku}", as_=SPECIALIST, sku="MUG").body
    assert spread(hot).refusal == (409, "units_short")


def test_the_reconciler_finds_nothing_in_a_spread_sku_but_what_a_hand_did(hot: House) -> None:
    spread(hot)
    assert run.reconcile(clock.now).parted == 0
    client("dynamodb").update_item(
        TableName=ROOM_TABLES["sku"],
        Key={"pk": {"S": "SKU#MUG"}, "sk": {"S": "LEVEL~2"}},
        UpdateExpression="ADD available :units",
        ExpressionAttributeValues={":units": {"N": "7"}},
    )
    hot.later(days=1)
    assert run.reconcile(clock.now).parted == 1
    (found,) = hot.call("GET /stock/mismatches", as_=SPECIALIST).body["items"]
    (parting,) = found["partings"]
    assert (parting["where"], parting["kept"], parting["moved"]) == ("available of the pool", 14, 7)
