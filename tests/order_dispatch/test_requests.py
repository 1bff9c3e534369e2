"""A customer's special request is recorded once, shown to its department, and answered by it (R3.2.1)."""

from typing import Any

import pytest

from order_dispatch import store
from tests.order_dispatch.large import CANCELLING, IN_PROGRESS, Bulk
from tests.order_dispatch.shop_floor import Floor, InHand
from tests.overtaking import overtake
from tests.people import CUSTOMER_SERVICE, DESIGNER, PURCHASING, SPECIALIST, WAREHOUSE_GZ, WAREHOUSE_SH, Person


def test_a_request_does_not_depend_on_the_version_that_it_meets(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    order = floor.placed()
    overtake(monkeypatch, store, "load_head", lambda: floor.confirm(order))
    assert floor.request(order).status == 201
    assert floor.told(order) == ["OrderPlaced", "OrderConfirmed", "SpecialRequestRecorded"]
    assert len(floor.view(order)["requests"]) == 1


def test_an_order_has_so_many_special_requests_and_no_more(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("order_dispatch.domain.MOST_REQUESTS", 2)
    order = floor.placed()
    answers = [floor.request(order, key=f"request-{n}") for n in range(3)]
    assert [answer.status for answer in answers] == [201, 201, 409]
    assert answers[2].refusal == (409, "too_many_special_requests")
    assert len(floor.view(order)["requests"]) == 2
    again = floor.request(order, key="request-1")
    assert (again.status, again.headers["Idempotent-Replayed"]) == (201, "true")


def test_no_step_on_an_orders_way_forgets_how_many_requests_it_has(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("order_dispatch.domain.MOST_REQUESTS", 1)
    order = floor.placed()
    floor.request(order)
    floor.bring(order, "dispatched")
    assert floor.request(order, key="request-2").refusal == (409, "too_many_special_requests")


def test_while_a_large_order_is_worked_on_a_repeat_is_answered_and_a_new_request_waits(bulk: Bulk) -> None:
    bulk.bring_before(CANCELLING)
    first = bulk.floor.request(bulk.order)
    bulk.find()
    bulk.cut(CANCELLING, 2)
    again = bulk.floor.request(bulk.order)
    assert (again.status, again.body, again.headers["Idempotent-Replayed"]) == (201, first.body, "true")
    assert bulk.floor.request(bulk.order, "another wish", key="request-2").refusal == IN_PROGRESS


def waiting(floor: Floor, person: Person, **query: Any) -> Any:
    return floor.house.call("GET /orders/requests", as_=person, query=query)


def answered(floor: Floor, order: InHand, request_id: str, person: Person, words: str = "已办好") -> Any:
    line = "POST /orders/{order_id}/requests/{request_id}/answer"
    return floor.house.call(line, as_=person, order_id=order.order_id, request_id=request_id, body={"answer": words})


def test_a_department_is_shown_what_was_passed_to_it_and_nothing_else_of_the_order(floor: Floor) -> None:
    order = floor.placed()
    asked = floor.request(order, "图片颜色不对？", department="designer").body
    floor.request(order, "要开发票", department="purchasing", key="request-2")
    shown = {name: asked[name] for name in ("order_id", "request_id", "department", "at")}
    words = {"text": "图片颜色不对？", "answer": None, "answered_at": None}
    assert waiting(floor, DESIGNER).body == {"items": [shown | words], "next": None}
    assert [item["text"] for item in waiting(floor, PURCHASING).body["items"]] == ["要开发票"]


def test_customer_service_sees_what_waits_at_each_department_and_nobody_else_sees_anothers(floor: Floor) -> None:
    floor.request(floor.placed())
    assert waiting(floor, CUSTOMER_SERVICE).body["items"] == []
    assert len(waiting(floor, CUSTOMER_SERVICE, department="warehouse").body["items"]) == 1
    assert waiting(floor, SPECIALIST, department="warehouse").refusal == (403, "forbidden")


def test_an_answered_request_waits_no_longer_and_customer_service_reads_the_answer(floor: Floor) -> None:
    order = floor.placed()
    request_id = floor.request(order, department="designer").body["request_id"]
    answer = answered(floor, order, request_id, DESIGNER)
    assert (answer.status, answer.body["answer"], answer.body["text"]) == (200, "已办好", None)
    assert waiting(floor, DESIGNER).body["items"] == []
    (seen,) = floor.view(order)["requests"]
    assert (seen["answer"], seen["answered_at"]) == ("已办好", answer.body["answered_at"])
    (by_others,) = floor.view(order, SPECIALIST)["requests"]
    assert (by_others["text"], by_others["answer"], by_others["answered_at"]) == (None, None, seen["answered_at"])
    assert answered(floor, order, request_id, DESIGNER).refusal == (409, "transition_not_allowed")


def test_an_answer_is_an_event_of_the_order_without_its_words(floor: Floor) -> None:
    order = floor.placed()
    request_id = floor.request(order, department="designer").body["request_id"]
    answered(floor, order, request_id, DESIGNER)
    event = floor.house.events("order_dispatch", f"ORDER#{order.order_id}")[-1]
    assert (event["type"], event["actor"], event["version"]) == ("SpecialRequestAnswered", DESIGNER.actor, 3)
    of_order = {"external_id": "WEB-1", "channels": ["sms", "email"]}
    assert event["data"] == {**of_order, "request_id": request_id, "department": "designer"}


def test_who_is_not_concerned_finds_no_request_to_answer(floor: Floor) -> None:
    order = floor.bring(floor.placed(), "allocated")
    request_id = floor.request(order).body["request_id"]
    nobodys = "01M85MG3789RP28W3DW5371GGM"
    for person, named in ((DESIGNER, request_id), (WAREHOUSE_GZ, request_id), (WAREHOUSE_SH, nobodys)):
        assert answered(floor, order, named, person).refusal == (404, "not_found")
    assert answered(floor, order, request_id, WAREHOUSE_SH).status == 200


def test_an_answer_does_not_depend_on_the_version_that_it_meets(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    order = floor.placed()
    request_id = floor.request(order, department="designer").body["request_id"]
    overtake(monkeypatch, store, "load_request", lambda: floor.confirm(order))
    assert answered(floor, order, request_id, DESIGNER).status == 200
    assert floor.told(order)[-2:] == ["OrderConfirmed", "SpecialRequestAnswered"]


def test_two_answers_to_one_request_are_one(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    order = floor.placed()
    request_id = floor.request(order, department="designer").body["request_id"]
    overtake(monkeypatch, store, "load_request", lambda: answered(floor, order, request_id, CUSTOMER_SERVICE, "first"))
    assert answered(floor, order, request_id, DESIGNER, "second").refusal == (409, "transition_not_allowed")
    assert floor.view(order)["requests"][0]["answer"] == "first"
