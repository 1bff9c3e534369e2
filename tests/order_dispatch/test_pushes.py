"""Carriers write as they like: what can be read of a push moves the parcel, the rest does no harm (R3.2.3)."""

import json
from datetime import timedelta
from typing import Any

import pytest

from order_dispatch.carriers import parcels
from tests.order_dispatch.carrier import push, push_param
from tests.order_dispatch.log import Log
from tests.order_dispatch.queue import match_dispatched
from tests.order_dispatch.shop_floor import Floor, InHand
from tests.people import SPECIALIST

SIGNED = {"time": "2026-11-26 15:00:00", "ftime": "2026-11-26 15:00:00", "context": "已签收", "statusCode": "301"}
ON_THE_WAY = {"time": "2026-11-26 08:00:00", "ftime": "2026-11-26 08:00:00", "context": "派送中", "statusCode": "5"}


@pytest.fixture
def order(floor: Floor) -> InHand:
    """A parcel that left, three days ago."""
    order = floor.bring(floor.placed(), "dispatched")
    floor.house.later(days=3)
    return order


def told(order: InHand, *lines: Any, state: Any = "0", com: str = "shunfeng", **around: Any) -> str:
    result = {"state": state, "com": com, "nu": order.tracking_number, "data": lines}
    return json.dumps({"status": "polling", "lastResult": result} | around, ensure_ascii=False)


@pytest.mark.parametrize(
    "around",
    [
        {"status": "正常" * 600},
        {"status": 1},
        {"comNew": "x" * 30},
        {"comOld": "x" * 30},
        {"comOld": 1},
        {"message": "长" * 5000},
    ],
)
def test_a_word_that_is_longer_than_any_of_the_carriers_is_passed_over(
    floor: Floor, order: InHand, around: dict[str, Any]
) -> None:
    assert push_param(floor.house, told(order, SIGNED, state="3", **around)).status == 200
    assert floor.parcel_state(order) == "delivered"


def without(scan: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in scan.items() if name not in names}


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ([without(SIGNED, "statusCode")], "3"),
        ([SIGNED | {"statusCode": ""}], "3"),
        ([SIGNED | {"statusCode": 301}], "0"),
        ([SIGNED | {"statusCode": "3001"}], "3"),
        ([SIGNED | {"time": "2026-11-26 15:00"}], "3"),
        ([without(SIGNED, "ftime")], "3"),
        ([SIGNED], 3),
        ([SIGNED | {"context": "长" * 5000}], "3"),
        ([SIGNED | {"context": None}], "3"),
        ([SIGNED | {"statusCode": "签收"}, ON_THE_WAY], "3"),
        ([SIGNED | {"statusCode": ["301"]}, ON_THE_WAY], "3"),
        ([SIGNED | {"ftime": "26.11.", "time": "15 Uhr"}, ON_THE_WAY], "3"),
        ([SIGNED, ON_THE_WAY | {"time": "gestern", "ftime": None}], "3"),
        ([SIGNED, "派送中"], "3"),
        ([without(SIGNED, "statusCode"), ON_THE_WAY | {"ftime": SIGNED["ftime"]}], "3"),
    ],
    ids=[
        "no code", "an empty code", "a code in digits", "an unknown code", "an odd time", "one time alone",
        "a state in digits", "a long text", "no text", "a code in words", "a list of codes", "its own line illegible",
        "a line without time", "a line that is none",
        "two in one second",
    ],
)  # fmt: skip
def test_a_parcels_signature_is_seen_however_its_line_is_written(
    floor: Floor, order: InHand, lines: list[Any], state: Any
) -> None:
    assert push_param(floor.house, told(order, *lines, state=state)).status == 200
    assert floor.parcel_state(order) == "delivered"


def test_lines_of_a_push_that_cannot_be_read_are_counted_in_the_log_and_not_quoted(
    floor: Floor, order: InHand, log: Log
) -> None:
    log.lines()
    push_param(floor.house, told(order, ON_THE_WAY, SIGNED | {"time": "王小姐", "ftime": ""}, 7))
    (warning,) = [one for one in log.lines() if one["level"] == "WARNING"]
    assert (warning["message"], warning["lines"], warning["carrier"]) == ("unreadable_scans", 2, "shunfeng")
    assert "王小姐" not in log.text
    assert floor.parcel_state(order) == "out_for_delivery"


def test_when_nothing_of_a_push_can_be_read_the_carrier_is_told_what_and_why(floor: Floor, order: InHand) -> None:
    answer = push_param(floor.house, told(order, ON_THE_WAY | {"ftime": "now", "time": ""}, [], state="unterwegs"))
    assert answer.refusal == (422, "validation_failed")
    assert answer.fields == ["lastResult.data[0].time", "lastResult.data[1]"]
    assert floor.parcel_state(order) == "dispatched"


@pytest.mark.parametrize("state", [..., None, "", "three", 3.0, True, "-1", "123456", ["3"]], ids=repr)
def test_a_push_whose_state_cannot_be_read_is_told_by_its_lines(floor: Floor, order: InHand, state: Any) -> None:
    push = json.loads(told(order, ON_THE_WAY, SIGNED, state=state if state is not ... else None))
    if state is ...:
        del push["lastResult"]["state"]
    assert push_param(floor.house, json.dumps(push)).status == 200
    assert floor.parcel_state(order) == "delivered"


@pytest.mark.parametrize("data", [..., None, "", [], {}, "签收", [None, 7]], ids=repr)
@pytest.mark.parametrize(("state", "means"), [("3", "delivered"), ("2", "exception"), (4, "returned_to_sender")])
def test_a_state_without_lines_speaks_for_itself_also_after_known_scans(
    floor: Floor, order: InHand, data: Any, state: Any, means: str
) -> None:
    push_param(floor.house, told(order, ON_THE_WAY, state="5"))
    push = json.loads(told(order, state=state))
    push["lastResult"]["data"] = data
    if data is ...:
        del push["lastResult"]["data"]
    param = json.dumps(push)
    assert push_param(floor.house, param).status == 200
    assert floor.parcel_state(order) == means
    said_at = floor.view(order)["shipments"][0]["carrier_time"]
    assert said_at[:16] == floor.house.now.isoformat()[:16]
    before = floor.house.items("order_dispatch")
    floor.house.later(hours=1)
    assert push_param(floor.house, param).status == 200
    assert floor.house.items("order_dispatch") == before


def test_a_push_that_came_before_does_not_say_it_once_more_when_it_is_told_again(floor: Floor, order: InHand) -> None:
    gone = told(order, state="2", message="疑难")
    push_param(floor.house, gone)
    floor.house.later(hours=2)
    on_again = in_china(floor, ON_THE_WAY)
    push_param(floor.house, told(order, on_again, state="5"))
    floor.house.later(hours=2)
    push_param(floor.house, gone)
    assert floor.parcel_state(order) == "out_for_delivery"


def in_china(floor: Floor, line: dict[str, Any]) -> dict[str, Any]:
    """The line, made now."""
    return line | {"ftime": (floor.house.now + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M:%S")}


@pytest.mark.parametrize(
    "lines",
    [
        [SIGNED],
        [SIGNED, ON_THE_WAY],
        [SIGNED | {"statusCode": ""}],
        [SIGNED | {"ftime": "2026-11-26 15:00"}, ON_THE_WAY],
        [SIGNED | {"ftime": "", "time": ""}, ON_THE_WAY],
        [SIGNED | {"statusCode": "302"}, SIGNED | {"ftime": "2026-11-25 15:00:00"}],
        [],
    ],
    ids=["signed for", "after others", "no code", "no seconds", "no time", "signed for before", "no lines"],
)
def test_a_parcel_that_was_sent_back_is_never_delivered_whatever_code_its_lines_have(
    floor: Floor, order: InHand, lines: list[Any]
) -> None:
    push_param(floor.house, told(order, *lines, state="4", status="shutdown"))
    assert floor.parcel_state(order) == "returned_to_sender"
    assert floor.work_list("exception") == [order.order_id]
    assert "ShipmentDelivered" not in floor.told(order)


def test_the_state_of_a_push_tells_what_its_latest_line_does_not(floor: Floor, order: InHand) -> None:
    push_param(floor.house, told(order, ON_THE_WAY | {"statusCode": "1002"}, state="202"))
    assert floor.parcel_state(order) == "exception"


def test_one_legible_time_of_a_line_is_enough(floor: Floor, order: InHand, log: Log) -> None:
    log.lines()
    push_param(floor.house, told(order, SIGNED | {"ftime": "11月26日"}))
    assert floor.parcel_state(order) == "delivered"
    assert [one for one in log.lines() if one["level"] == "WARNING"] == []


def test_a_carrier_that_gives_up_looking_is_something_abnormal(floor: Floor, order: InHand) -> None:
    push_param(floor.house, told(order, status="abort", message="3天查询无记录"))
    assert floor.parcel_state(order) == "exception"
    assert floor.work_list("exception") == [order.order_id]
    assert floor.told(order)[-1] == "ShipmentException"


def test_a_parcel_of_which_nobody_knew_may_still_arrive(floor: Floor, order: InHand) -> None:
    push_param(floor.house, told(order, ON_THE_WAY, status="abort", message="60天无变化"))
    assert floor.parcel_state(order) == "exception"
    push_param(floor.house, told(order, ON_THE_WAY, SIGNED, state="3"))
    assert floor.parcel_state(order) == "delivered"
    push_param(floor.house, told(order, SIGNED, state="3", status="abort"))
    assert floor.parcel_state(order) == "delivered"


def test_a_carrier_that_gave_up_before_the_parcel_left_is_heard_when_it_leaves(floor: Floor) -> None:
    order = floor.placed()
    push_param(floor.house, told(order, status="abort"))
    floor.bring(order, "dispatched")
    assert match_dispatched(floor.house) == []
    assert floor.parcel_state(order) == "exception"


def test_a_parcel_that_turns_out_to_be_another_carriers_is_followed_all_the_same(floor: Floor, order: InHand) -> None:
    found_out = told(order, SIGNED, com="yuantong", state="3", autoCheck="1", comOld="shunfeng", comNew="yuantong")
    assert push_param(floor.house, found_out).status == 200
    assert floor.parcel_state(order) == "delivered"
    for others in ({"comOld": "jd", "comNew": "yuantong"}, {"comOld": "shunfeng", "comNew": "jd"}, {"status": None}):
        assert push_param(floor.house, told(order, SIGNED, com="yuantong", **others)).fields == ["lastResult.com"]


def test_the_exception_list_tells_since_when_something_is_wrong(floor: Floor, order: InHand) -> None:
    floor.house.later(days=3)
    push(floor.house, order.tracking_number, ("2026-11-26 08:00:00", "203"))
    noticed = floor.house.now
    floor.house.later(days=1)
    push(floor.house, order.tracking_number, ("2026-11-27 08:00:00", "401"))
    (item,) = floor.house.call("GET /orders", as_=SPECIALIST, query={"state": "exception"}).body["items"]
    assert item["since"][:19] == noticed.isoformat()[:19]


def test_of_more_scans_than_can_be_kept_time_and_code_are(
    floor: Floor, order: InHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcels, "LARGEST_TRACK", 2_000)
    way = [ON_THE_WAY | {"ftime": f"2026-11-26 08:{minute:02d}:00", "context": "运" * 40} for minute in range(20)]
    for told_so_far in (way[:5], way, [SIGNED]):
        assert push_param(floor.house, told(order, *told_so_far)).status == 200
    assert floor.parcel_state(order) == "delivered"
    kept = parcels.load("shunfeng", order.tracking_number, floor.house.now).scans
    assert [scan.code for scan in kept] == ["5"] * 20 + ["301"]
    push_param(floor.house, told(order, *way, SIGNED))
    before = floor.house.items("order_dispatch")
    push_param(floor.house, told(order, *way, SIGNED))
    assert floor.house.items("order_dispatch") == before


def test_a_push_of_more_scans_than_can_be_kept_is_refused_and_nothing_written(
    floor: Floor, order: InHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcels, "LARGEST_TRACK", 500)
    before = floor.house.items("order_dispatch")
    way = [ON_THE_WAY | {"ftime": f"2026-11-26 08:{minute:02d}:00"} for minute in range(60)]
    assert push_param(floor.house, told(order, *way)).refusal == (413, "too_large")
    assert floor.house.items("order_dispatch") == before
