"""A number that turns out to be another carrier's: nobody is told, and one carrier is the parcel's (R3.2.3)."""

import json
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest

from order_dispatch.carriers import correcting, following, parcels
from shop.errors import Busy
from tests.harness import Answer
from tests.notices.queue import concerning_customers
from tests.order_dispatch.carrier import push_param
from tests.order_dispatch.queue import match_dispatched
from tests.order_dispatch.shop_floor import Floor, InHand
from tests.order_dispatch.test_pushes import ON_THE_WAY, SIGNED, told
from tests.people import WAREHOUSE_SH

FAILED = {"time": "2026-11-26 09:00:00", "context": "派送失败", "statusCode": "204"}


@pytest.fixture
def order(floor: Floor) -> InHand:
    """A parcel that left with 顺丰, three days ago."""
    order = floor.bring(floor.placed(), "dispatched")
    floor.house.later(days=3)
    return order


def announcement(order: InHand, *lines: Any, to: str = "yuantong") -> str:
    """What 快递100 says when it finds nothing of a number, and whose it is instead."""
    return told(order, *lines, status="abort", message="3天查询无记录", autoCheck="0", comOld="", comNew=to)


def news(order: InHand, *lines: Any, state: str = "0", to: str = "yuantong") -> str:
    """What it says of the new carrier, to the old one's address."""
    return told(order, *lines, com=to, state=state, autoCheck="1", comOld="shunfeng", comNew=to)


def parcel(floor: Floor, order: InHand) -> tuple[str, str]:
    shipment = floor.view(order)["shipments"][0]
    return shipment["carrier"], shipment["state"]


def say(floor: Floor, param: str, carrier: str = "shunfeng") -> Answer:
    answer = push_param(floor.house, param, carrier=carrier)
    assert answer.status == 200, answer
    return answer


def test_that_a_number_is_another_carriers_is_no_exception_and_tells_nobody(floor: Floor, order: InHand) -> None:
    heard = len(concerning_customers(floor.house))
    say(floor, announcement(order))
    assert parcel(floor, order) == ("yuantong", "dispatched")
    assert len(concerning_customers(floor.house)) == heard
    assert floor.work_list("exception") == []
    event = floor.house.events("order_dispatch", f"ORDER#{order.order_id}")[-1]
    assert (event["type"], event["actor"]) == ("ShipmentCarrierCorrected", "carrier:shunfeng")
    assert (event["data"]["former_carrier"], event["data"]["carrier"]) == ("shunfeng", "yuantong")


@pytest.mark.parametrize("address", ["shunfeng", "yuantong"])
def test_news_of_the_corrected_carrier_moves_the_parcel_at_either_address(
    floor: Floor, order: InHand, address: str
) -> None:
    say(floor, announcement(order))
    signed = news(order, SIGNED, state="3") if address == "shunfeng" else told(order, SIGNED, com=address, state="3")
    say(floor, signed, address)
    assert parcel(floor, order) == ("yuantong", "delivered")
    event = floor.house.events("order_dispatch", f"ORDER#{order.order_id}")[-1]
    assert (event["actor"], event["data"]["carrier"]) == ("carrier:yuantong", "yuantong")


def test_a_corrected_carrier_that_the_shop_does_not_work_with_is_followed_too(floor: Floor, order: InHand) -> None:
    say(floor, announcement(order, to="debangwuliu"))
    say(floor, news(order, SIGNED, state="3", to="debangwuliu"))
    assert parcel(floor, order) == ("debangwuliu", "delivered")


def test_after_a_correction_the_old_carrier_moves_nothing_and_its_scans_are_kept(floor: Floor, order: InHand) -> None:
    say(floor, announcement(order))
    before = floor.told(order)
    for lines in ([FAILED], [SIGNED]):
        say(floor, told(order, *lines, state="3"))
    assert floor.told(order) == before
    kept = parcels.load("shunfeng", order.tracking_number, floor.house.now).scans
    assert {"204", "301"} <= {scan.code for scan in kept}


def test_in_whatever_order_a_correction_and_its_news_come_the_end_is_the_same(floor: Floor) -> None:
    ends = []
    waiting = [floor.bring(floor.placed(), "dispatched") for _ in range(6)]
    floor.house.later(days=3)
    for order, way in zip(waiting, permutations(range(3)), strict=True):
        said = (announcement(order), news(order, ON_THE_WAY, state="5"), news(order, ON_THE_WAY, SIGNED, state="3"))
        for which in (*way, *way):
            say(floor, said[which])
        events = floor.told(order)
        ends.append((parcel(floor, order), events.count("ShipmentDelivered"), events.count("ShipmentCarrierCorrected")))
    assert set(ends) == {(("yuantong", "delivered"), 1, 1)}


@pytest.mark.parametrize("at_own_address", [False, True])
def test_a_correction_that_comes_before_the_parcel_leaves_waits_for_it(floor: Floor, at_own_address: bool) -> None:
    order = floor.placed()
    floor.house.later(days=2.6)
    say(floor, announcement(order))
    if at_own_address:
        say(floor, told(order, SIGNED, com="yuantong", state="3"), "yuantong")
    else:
        say(floor, news(order, SIGNED, state="3"))
    say(floor, told(order, FAILED, state="2"))  # of the wrong carrier
    floor.bring(order, "dispatched")
    say(floor, told(order, FAILED, state="2"))
    assert parcel(floor, order) == ("shunfeng", "dispatched")
    for _ in range(2):
        assert match_dispatched(floor.house) == []
        assert parcel(floor, order) == ("yuantong", "delivered")


def test_before_a_parcel_is_known_nobody_speaks_for_another_carriers_numbers(floor: Floor) -> None:
    order = floor.placed()
    floor.house.later(days=2.6)
    say(floor, news(order, SIGNED, state="3"))
    assert parcels.load("yuantong", order.tracking_number, floor.house.now).scans == []


def test_a_number_that_is_another_parcels_there_brings_the_order_before_customer_service(
    floor: Floor, order: InHand
) -> None:
    other = floor.bring(floor.placed(), "verified")
    leaves = {"carrier": "yuantong", "tracking_number": order.tracking_number, "expected_arrival": "2026-11-30"}
    floor.done(other, "dispatch", WAREHOUSE_SH, **leaves)
    for _ in range(2):
        say(floor, announcement(order))
    say(floor, news(order, SIGNED, state="3"))
    assert parcel(floor, order) == ("shunfeng", "exception")
    assert parcel(floor, other) == ("yuantong", "dispatched")
    assert floor.told(order).count("ShipmentException") == 1


@pytest.mark.parametrize("to", ["", None, "shunfeng", "http://evil.example", 7])
def test_an_abort_that_names_no_other_carrier_is_an_exception(floor: Floor, order: InHand, to: Any) -> None:
    say(floor, announcement(order, to=to))
    assert parcel(floor, order) == ("shunfeng", "exception")


def test_a_second_correction_of_the_same_carrier_changes_nothing(floor: Floor, order: InHand) -> None:
    say(floor, announcement(order))
    before = floor.house.items("order_dispatch", "ORDER#")
    say(floor, announcement(order, to="jd"))
    say(floor, news(order, SIGNED, state="3", to="jd"))
    assert floor.house.items("order_dispatch", "ORDER#") == before


def test_carriers_that_send_a_parcel_to_and_fro_move_it_once_however_often_they_say_it(
    floor: Floor, order: InHand
) -> None:
    to = announcement(order)
    fro = told(order, com="yuantong", status="abort", comOld="", comNew="shunfeng")
    say(floor, to)
    say(floor, fro, "yuantong")
    assert floor.work_list("exception") == [order.order_id]
    before = floor.house.items("order_dispatch", "ORDER#")
    for _ in range(2):
        say(floor, to)
        say(floor, fro, "yuantong")
    assert floor.house.items("order_dispatch", "ORDER#") == before
    assert parcel(floor, order) == ("yuantong", "exception")
    say(floor, told(order, SIGNED, com="yuantong", state="3"), "yuantong")
    assert parcel(floor, order) == ("yuantong", "delivered")


def crash_in(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """Let the next call of this function fail, once it has done what it does."""
    work: Callable[..., Any] = getattr(module, name)

    def cut_off(*given: Any) -> Any:
        monkeypatch.setattr(module, name, work)
        work(*given)
        raise Busy("cut off")

    monkeypatch.setattr(module, name, cut_off)


@pytest.mark.parametrize(("module", "name"), [(correcting, "correct"), (following, "_follow")])
def test_a_correction_cut_off_between_its_writes_is_finished_by_the_repeat(
    floor: Floor, order: InHand, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    crash_in(monkeypatch, module, name)
    signed = news(order, ON_THE_WAY, SIGNED, state="3")
    assert push_param(floor.house, signed).refusal == (503, "busy")
    say(floor, signed)
    assert parcel(floor, order) == ("yuantong", "delivered")
    assert floor.told(order).count("ShipmentCarrierCorrected") == floor.told(order).count("ShipmentDelivered") == 1


@pytest.mark.parametrize(("module", "name"), [(correcting, "correct"), (following, "_follow")])
def test_a_waiting_correction_cut_off_at_the_dispatch_comes_back_and_is_finished(
    floor: Floor, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    order = floor.placed()
    floor.house.later(days=2.6)
    say(floor, announcement(order))
    say(floor, news(order, SIGNED, state="3"))
    floor.bring(order, "dispatched")
    crash_in(monkeypatch, module, name)
    assert match_dispatched(floor.house) == ["message-0"]
    assert match_dispatched(floor.house) == []
    assert parcel(floor, order) == ("yuantong", "delivered")
    assert json.dumps(floor.told(order)).count("ShipmentDelivered") == 1
