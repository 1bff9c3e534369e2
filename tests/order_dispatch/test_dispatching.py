"""A verified parcel leaves with a carrier, a tracking number and an expected arrival (R3.2.2)."""

from typing import Any

import pytest

from shop.storage.values import dump
from tests.order_dispatch.books import the_books_are_right
from tests.order_dispatch.shop_floor import SH, Floor, InHand, line, parcel
from tests.people import CUSTOMER_SERVICE, SPECIALIST, WAREHOUSE_SH
from tests.stores import ROOM_TABLES, client


@pytest.fixture
def verified(floor: Floor) -> InHand:
    """Three mugs and a tin of tea, checked and packed at Shanghai."""
    return floor.bring(floor.placed(line("MUG", 2, discount_minor=100), line("TEA"), line("MUG", 1)), "verified")


def test_the_units_of_a_dispatched_parcel_leave_the_house(floor: Floor, verified: InHand) -> None:
    floor.dispatch(verified)
    items = floor.house.items("sku", "SKU#MUG")
    levels = {item["sk"]: (item["available"], item["reserved"]) for item in items if item["sk"].startswith("LEVEL")}
    assert levels == {"LEVEL": (7, 0), f"LEVEL#{SH}": (7, 0)}
    movement = next(item for item in items if item.get("kind") == "dispatch")
    assert (movement["quantity"], movement["available_change"], movement["reserved_change"]) == (3, 0, -3)
    assert (movement["party"], movement["cause"]) == (SH, f"ORDER#{verified.order_id}")
    the_books_are_right(floor.house)


def test_a_dispatched_parcel_shows_its_number_and_its_expected_arrival(floor: Floor, verified: InHand) -> None:
    floor.done(verified, "dispatch", WAREHOUSE_SH, **parcel(" sf12 3456\u00a07890 "))
    (shown,) = floor.view(verified)["shipments"]
    expected = {"state": "dispatched", "carrier": "shunfeng", "tracking_number": "SF1234567890"}
    assert shown.items() >= (expected | {"expected_arrival": "2026-11-26"}).items()


def test_the_event_of_a_dispatch_tells_what_the_goods_had_cost(floor: Floor, verified: InHand) -> None:
    # Ten at 2.00 and five at 3.01: 2.34 a mug, rounded half up.
    floor.receive("MUG", 5, unit_cost=301)
    floor.dispatch(verified)
    event = floor.house.events("order_dispatch", f"ORDER#{verified.order_id}")[-1]
    assert event["type"] == "ShipmentDispatched"
    assert event["data"]["goods_minor"] == 1900
    assert event["data"]["lines"] == [
        {"sku": "MUG", "quantity": 2, "unit_cost_minor": 234, "line": 1, "net_minor": 900},
        {"sku": "TEA", "quantity": 1, "unit_cost_minor": 200, "line": 2, "net_minor": 500},
        {"sku": "MUG", "quantity": 1, "unit_cost_minor": 234, "line": 3, "net_minor": 500},
    ]


def test_what_units_cost_that_nobody_received_is_unknown_and_not_nothing(floor: Floor, verified: InHand) -> None:
    pool = floor.house.pool("TEA")
    del pool["received_units"], pool["received_cost_minor"]
    client("dynamodb").put_item(TableName=ROOM_TABLES["sku"], Item=dump(pool))
    floor.dispatch(verified)
    lines = floor.house.events("order_dispatch", f"ORDER#{verified.order_id}")[-1]["data"]["lines"]
    assert [(one["sku"], one["unit_cost_minor"]) for one in lines] == [("MUG", 200), ("TEA", None), ("MUG", 200)]


def test_all_that_is_told_of_an_order_says_from_then_on_who_confirmed_and_who_allocated_it(
    floor: Floor, verified: InHand
) -> None:
    floor.request(verified)
    floor.dispatch(verified)
    floor.deliver(verified)
    told = {
        event["type"]: (event["data"].get("confirmed_by"), event["data"].get("allocated_by"))
        for event in floor.house.events("order_dispatch", f"ORDER#{verified.order_id}")
    }
    confirmed, allocated = CUSTOMER_SERVICE.actor, SPECIALIST.actor
    assert told == {
        "OrderPlaced": (None, None),
        "OrderConfirmed": (confirmed, None),
        **dict.fromkeys(
            ("OrderAllocated", "ShipmentVerified", "SpecialRequestRecorded", "ShipmentDispatched", "ShipmentDelivered"),
            (confirmed, allocated),
        ),
    }


def test_a_tracking_number_is_one_parcels_for_ever(floor: Floor, verified: InHand) -> None:
    other = floor.bring(floor.placed(), "delivered")
    before = floor.house.items("sku")
    answer = floor.act(verified, "dispatch", WAREHOUSE_SH, **parcel(other.tracking_number.lower()))
    assert answer.refusal == (409, "tracking_number_taken")
    assert answer.fields == ["tracking_number"]
    assert floor.house.items("sku") == before
    assert floor.view(verified)["version"] == verified.version
    floor.done(verified, "dispatch", WAREHOUSE_SH, **parcel(other.tracking_number, carrier="jd"))


NO_CARRIERS = ("pigeon", "SHUNFENG", "", "s", "shun feng", None, 1)
NO_NUMBERS = ("", "SF1", "S" * 41, "SF#123456", "运单一二三四", None, 1234567)
NO_DAYS = (
    ..., None, "", "soon", "2026-11-22", "2027-05-27", "2026-02-30", "26.11.2026", "0001-01-01", "9999-12-31",
    "2026-11-26T00:00:00Z", 1795651200, "1795651200", 1.5, True, ["2026-11-26"],
)  # fmt: skip
SLIPS: list[tuple[str, Any]] = [
    *[("carrier", value) for value in NO_CARRIERS],
    *[("tracking_number", value) for value in NO_NUMBERS],
    *[("expected_arrival", value) for value in NO_DAYS],
    ("weight", 3),
]


@pytest.mark.parametrize(("field", "value"), SLIPS, ids=repr)
def test_a_parcel_with_a_slip_of_the_pen_in_its_dispatch_stays(
    floor: Floor, verified: InHand, field: str, value: Any
) -> None:
    body = {name: said for name, said in (parcel() | {field: value}).items() if said is not ...}
    answer = floor.act(verified, "dispatch", WAREHOUSE_SH, **body)
    assert answer.refusal == (422, "validation_failed")
    assert answer.fields == [field]
    assert floor.view(verified)["version"] == verified.version


@pytest.mark.parametrize("arrival", ["2026-11-23", "2026-11-24", "2027-05-26"])
def test_a_parcel_may_be_expected_from_yesterday_to_half_a_year_hence(
    floor: Floor, verified: InHand, arrival: str
) -> None:
    floor.done(verified, "dispatch", WAREHOUSE_SH, **parcel(expected_arrival=arrival))
