"""A specialist gives an order, whole, to a party that has its goods; that party checks them (R3.2.2)."""

from typing import Any

import pytest

from shop.storage.values import Item
from tests.order_dispatch.books import the_books_are_right
from tests.order_dispatch.shop_floor import GZ, SH, Floor, line
from tests.people import CUSTOMER_SERVICE, SPECIALIST, WAREHOUSE_GZ

HANDLED = {"confirmed_by": CUSTOMER_SERVICE.actor, "allocated_by": SPECIALIST.actor}


def location(floor: Floor, sku: str, party: str) -> Item:
    return next(item for item in floor.house.items("sku", f"SKU#{sku}") if item["sk"] == f"LEVEL#{party}")


def test_allocating_ties_the_units_where_they_lie(floor: Floor) -> None:
    order = floor.bring(floor.placed(line("MUG", 2), line("TEA", 1), line("MUG", 1)), "confirmed")
    answer = floor.allocate(order)
    assert (answer.body["state"], answer.body["party"]) == ("allocated", SH)
    here = location(floor, "MUG", SH)
    assert (here["available"], here["reserved"]) == (7, 3)
    (parcel,) = floor.view(order)["shipments"]
    assert (parcel["party"], parcel["state"], parcel["carrier"]) == (SH, "assigned", None)
    assert parcel["shipment_id"] == answer.body["shipment_id"]
    event = floor.house.events("order_dispatch", f"ORDER#{order.order_id}")[-1]
    assert event["data"] == {
        **HANDLED,
        "shipment_id": parcel["shipment_id"],
        "party": SH,
        "lines": [
            {"sku": "MUG", "quantity": 2, "line": 1},
            {"sku": "TEA", "quantity": 1, "line": 2},
            {"sku": "MUG", "quantity": 1, "line": 3},
        ],
    }
    the_books_are_right(floor.house)


def test_a_party_that_lacks_units_cannot_ship_and_every_sku_it_lacks_is_named(floor: Floor) -> None:
    floor.receive("TEA", 2, GZ)
    order = floor.bring(floor.placed(line("MUG", 2), line("TEA", 3), line("JAR", 1)), "confirmed")
    before = floor.house.items("order_dispatch"), floor.house.items("sku")
    answer = floor.act(order, "allocate", SPECIALIST, warehouse=GZ)
    assert answer.refusal == (409, "not_at_location")
    named = [(error["field"], error["sku"], error["code"], error["available"]) for error in answer.body["errors"]]
    assert named == [("warehouse", "MUG", "not_at_location", 0), ("warehouse", "TEA", "not_at_location", 2)]
    assert (floor.house.items("order_dispatch"), floor.house.items("sku")) == before


def test_units_tied_to_one_order_are_not_there_for_another(floor: Floor) -> None:
    floor.receive("JAR", 3, SH)
    first = floor.bring(floor.placed(line("JAR", 5)), "confirmed")
    second = floor.bring(floor.placed(line("JAR", 3)), "confirmed")
    floor.allocate(first, GZ)
    assert floor.act(second, "allocate", SPECIALIST, warehouse=GZ).refusal == (409, "not_at_location")
    floor.allocate(second, SH)
    the_books_are_right(floor.house)


def test_after_a_refusal_another_party_may_ship_it(floor: Floor) -> None:
    order = floor.bring(floor.placed(line("JAR", 1)), "confirmed")
    assert floor.act(order, "allocate", SPECIALIST, warehouse=SH).code == "not_at_location"
    assert floor.allocate(order, GZ).body["version"] == 3


def test_a_warehouse_that_nobody_opened_is_called_unknown_and_not_empty(floor: Floor) -> None:
    order = floor.bring(floor.placed(), "confirmed")
    answer = floor.act(order, "allocate", SPECIALIST, warehouse="WH-XX")
    assert answer.refusal == (409, "unknown_warehouse")
    assert answer.body["errors"] == [{"field": "warehouse", "reason": "there is no such warehouse or supplier"}]
    assert floor.allocate(order).body["version"] == 3


@pytest.mark.parametrize("warehouse", ["", "wh sh", "W", "W" * 21, "WH#SH", "仓库", None, 1, ["WH-SH"], "LEVEL#WH-SH"])
def test_a_warehouse_is_named_by_its_code(floor: Floor, warehouse: Any) -> None:
    answer = floor.act(floor.placed(), "allocate", SPECIALIST, warehouse=warehouse)
    assert (answer.status, answer.fields) == (422, ["warehouse"])


def test_verifying_moves_the_parcel_and_not_the_order(floor: Floor) -> None:
    order = floor.bring(floor.placed(line("JAR", 2)), "confirmed")
    floor.allocate(order, GZ)
    floor.house.later(hours=1)
    answer = floor.verify(order)
    assert (answer.body["state"], answer.body["version"]) == ("allocated", 4)
    view = floor.view(order)
    assert (view["shipments"][0]["state"], view["shipments"][0]["since"] > view["since"]) == ("verified", True)
    event = floor.house.events("order_dispatch", f"ORDER#{order.order_id}")[-1]
    assert (event["type"], event["actor"]) == ("ShipmentVerified", WAREHOUSE_GZ.actor)
    assert event["data"] == {**HANDLED, "shipment_id": view["shipment_id"], "party": GZ}
    assert floor.work_list("allocated") == [order.order_id]
