"""Only what was scanned between an order's placing and now moves its parcel; what waits for long expires (R3.2.3)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from order_dispatch.carriers import parcels
from order_dispatch.carriers.parcels import WAITS
from order_dispatch.tracking import SLACK
from shop.storage.values import Item
from tests.order_dispatch.carrier import param_of, push, push_param
from tests.order_dispatch.log import Log
from tests.order_dispatch.queue import match_dispatched
from tests.order_dispatch.shop_floor import Floor, InHand
from tests.people import CUSTOMER_SERVICE, MANAGER


@pytest.fixture
def order(floor: Floor) -> InHand:
    return floor.bring(floor.placed(), "dispatched")


def in_china(at: datetime) -> str:
    return (at + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M:%S")


def scanned(floor: Floor, order: InHand, after: timedelta, code: str = "301") -> Any:
    """Tell of a scan so long after now, which may be before."""
    scan = (in_china(floor.house.now + after), code)
    return push_param(floor.house, param_of(order.tracking_number, scan))


def scans_items(floor: Floor) -> list[Item]:
    return [item for item in floor.house.items("order_dispatch", "TRACK#") if item["sk"] == "SCANS"]


def warned(log: Log) -> list[tuple[int, int]]:
    return [(one["older"], one["future"]) for one in log.lines() if one["message"] == "untimely_scans"]


@pytest.mark.parametrize(
    ("after", "counted"),
    [(timedelta(days=-400), (1, 0)), (-SLACK - timedelta(hours=1), (1, 0)), (SLACK + timedelta(hours=1), (0, 1))],
)
def test_a_scan_of_another_time_moves_nothing_and_is_kept_and_counted_in_a_warning(
    floor: Floor, order: InHand, log: Log, after: timedelta, counted: tuple[int, int]
) -> None:
    log.lines()
    assert scanned(floor, order, after).status == 200
    assert floor.parcel_state(order) == "dispatched"
    kept = parcels.load("shunfeng", order.tracking_number, floor.house.now).scans
    assert [scan.code for scan in kept] == ["301"]
    assert warned(log) == [counted]


def test_customer_service_sees_all_that_carriers_told_and_what_of_it_counts(floor: Floor, order: InHand) -> None:
    scanned(floor, order, timedelta(days=-400), "301")
    scanned(floor, order, timedelta(0), "5")
    scanned(floor, order, timedelta(days=9), "204")
    line = "GET /orders/{order_id}/track"
    answer = floor.house.call(line, as_=CUSTOMER_SERVICE, order_id=order.order_id)
    assert (answer.status, answer.body["tracking_number"]) == (200, order.tracking_number)
    seen = [(scan["code"], scan["state"], scan["counts"]) for scan in answer.body["scans"]]
    assert seen == [("301", "delivered", False), ("5", "out_for_delivery", True), ("204", "exception", False)]
    assert answer.body["scans"][1]["text"] == "【上海】 5"
    waiting = floor.placed()
    assert floor.house.call(line, as_=CUSTOMER_SERVICE, order_id=waiting.order_id).refusal == (404, "not_found")
    assert floor.house.call(line, as_=MANAGER, order_id=order.order_id).refusal == (403, "forbidden")


def test_an_odd_clock_of_the_carriers_is_borne_with(floor: Floor, order: InHand, log: Log) -> None:
    log.lines()
    scanned(floor, order, timedelta(hours=-20), "5")
    assert floor.parcel_state(order) == "out_for_delivery"
    scanned(floor, order, timedelta(hours=14))
    assert floor.parcel_state(order) == "delivered"
    assert warned(log) == []


def test_a_scan_of_a_time_to_come_hides_no_later_one_and_counts_when_its_time_has_come(
    floor: Floor, order: InHand
) -> None:
    scanned(floor, order, timedelta(days=5), "204")
    scanned(floor, order, timedelta(hours=1), "5")
    assert floor.parcel_state(order) == "out_for_delivery"
    floor.house.later(days=6)
    scanned(floor, order, timedelta(days=-4), "1002")
    assert floor.parcel_state(order) == "exception"


def test_a_parcel_said_to_be_sent_back_some_day_is_customer_services_now(floor: Floor, order: InHand) -> None:
    param = param_of(order.tracking_number, (in_china(floor.house.now + timedelta(days=3)), "301"), state="4")
    for _ in range(2):
        push_param(floor.house, param)
    assert floor.parcel_state(order) == "returned_to_sender"
    assert floor.told(order).count("ShipmentReturnedToSender") == 1


def test_a_number_that_was_signed_for_long_ago_delivers_nothing_when_it_is_dispatched(floor: Floor, log: Log) -> None:
    order = floor.placed()
    scanned(floor, order, timedelta(days=-90))
    floor.bring(order, "dispatched")
    log.lines()
    assert match_dispatched(floor.house) == []
    assert floor.parcel_state(order) == "dispatched"
    assert warned(log) == [(1, 0)]
    push(floor.house, order.tracking_number, (in_china(floor.house.now), "5"))
    assert floor.parcel_state(order) == "out_for_delivery"


def test_a_state_without_scans_from_before_the_order_delivers_nothing(floor: Floor) -> None:
    order = InHand("", 0, tracking_number="SF00000001")
    push(floor.house, order.tracking_number, state="3")
    floor.house.later(days=2)
    order = floor.bring(floor.placed(), "dispatched")
    assert order.tracking_number == "SF00000001"
    assert match_dispatched(floor.house) == []
    assert floor.parcel_state(order) == "dispatched"


def test_scans_of_a_number_that_nobody_dispatches_expire(floor: Floor) -> None:
    order = floor.placed()
    scanned(floor, order, timedelta(0), "103")
    (item,) = scans_items(floor)
    assert item["expires_at"] == int((floor.house.now + WAITS).timestamp())
    floor.house.later(days=WAITS.days)
    assert parcels.load("shunfeng", order.tracking_number, floor.house.now).scans == []
    scanned(floor, order, timedelta(0), "5")  # the store may not have cleared it away yet
    assert len(parcels.load("shunfeng", order.tracking_number, floor.house.now).scans) == 1


def test_scans_of_a_parcel_that_was_dispatched_stay(floor: Floor) -> None:
    order = floor.placed()
    scanned(floor, order, timedelta(0), "103")
    floor.bring(order, "dispatched")
    assert match_dispatched(floor.house) == []
    assert "expires_at" not in scans_items(floor)[0]
    scanned(floor, order, timedelta(0), "5")
    assert "expires_at" not in scans_items(floor)[0]
    assert len(parcels.load("shunfeng", order.tracking_number, floor.house.now + 2 * WAITS).scans) == 2
