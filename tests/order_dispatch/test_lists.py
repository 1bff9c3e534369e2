"""What stands on a list carries what the list shows, and nothing else is copied to it (R3.2)."""

import json
from typing import Any

import pytest

from shop.storage.values import Item
from tests.order_dispatch.carrier import push
from tests.order_dispatch.large import CANCELLING, Bulk
from tests.order_dispatch.shop_floor import Floor, InHand, line
from tests.people import SPECIALIST, WAREHOUSE_SH
from tests.stores import ROOM_TABLES, client

ON_A_LIST = {"list", "rank", "summary"}
# A write of an item costs by whole kilobytes.
KILOBYTE = 1024


def kept(floor: Floor, order: InHand, kind: str) -> Item:
    items = floor.house.items("order_dispatch", f"ORDER#{order.order_id}")
    return next(item for item in items if item["sk"] == kind)


def size(item: Item) -> int:
    """What the store takes an item for, or a little more: its names and its values, numbers as digits."""
    return sum(len(name.encode()) + len(str(value).encode()) for name, value in item.items())


def listed(floor: Floor, path: str, state: str, as_: Any) -> Any:
    return floor.house.call(path, as_=as_, query={"state": state}).body["items"]


@pytest.mark.parametrize("state", ["placed", "confirmed", "allocated", "dispatched"])
def test_an_order_on_a_list_carries_what_the_list_shows(floor: Floor, state: str) -> None:
    order = floor.bring(floor.placed(), state)
    head = kept(floor, order, "ORDER")
    assert head.keys() >= ON_A_LIST
    assert [json.loads(head["summary"])] == listed(floor, "GET /orders", state, SPECIALIST)


@pytest.mark.parametrize("state", ["cancelled", "delivered"])
def test_an_order_with_nothing_left_to_do_is_on_no_list(floor: Floor, state: str) -> None:
    order = floor.bring(floor.placed(), state)
    assert not kept(floor, order, "ORDER").keys() & ON_A_LIST


@pytest.mark.parametrize(("state", "shown"), [("allocated", "assigned"), ("verified", "verified")])
def test_a_parcel_on_its_warehouses_list_carries_what_the_list_shows(floor: Floor, state: str, shown: str) -> None:
    order = floor.bring(floor.placed(), state)
    parcel = kept(floor, order, "ORDER#SHIPMENT#01")
    assert [json.loads(parcel["summary"])] == listed(floor, "GET /orders/parcels", shown, WAREHOUSE_SH)


def test_a_parcel_that_left_is_on_no_list(floor: Floor) -> None:
    order = floor.bring(floor.placed(), "dispatched")
    assert not kept(floor, order, "ORDER#SHIPMENT#01").keys() & ON_A_LIST


def test_the_list_of_unfinished_operations_shows_the_orders_ids(bulk: Bulk) -> None:
    bulk.bring_before(CANCELLING)
    bulk.cut(CANCELLING, 2)
    assert json.loads(kept(bulk.floor, bulk.order, "ORDER")["summary"]) == {"order_id": bulk.order.order_id}


def test_lists_are_given_the_summary_alone(floor: Floor) -> None:
    order = floor.placed()
    head = kept(floor, order, "ORDER")
    found = client("dynamodb").query(
        TableName=ROOM_TABLES["order_dispatch"],
        IndexName="by_list",
        KeyConditionExpression="#list = :list",
        ExpressionAttributeNames={"#list": "list"},
        ExpressionAttributeValues={":list": {"S": head["list"]}},
    )
    assert [item.keys() for item in found["Items"]] == [{"pk", "sk", "list", "rank", "summary"}]


def test_an_orders_head_is_written_for_a_kilobyte_all_its_way_however_long_its_references(floor: Floor) -> None:
    order = floor.placed(*[line()] * 3, external_id="W" * 64, payment_reference="P" * 64)
    sizes = [size(kept(floor, order, "ORDER"))]
    for step in (floor.confirm, floor.allocate, floor.verify, floor.dispatch):
        step(order)
        sizes.append(size(kept(floor, order, "ORDER")))
    push(floor.house, order.tracking_number, ("2026-11-25 10:00:00", "203"))
    sizes.append(size(kept(floor, order, "ORDER")))
    assert max(sizes) < KILOBYTE, sizes
