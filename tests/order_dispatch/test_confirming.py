"""Customer service confirms, records requests and cancels (R3.2.1)."""

from typing import Any

import pytest

from shop.contract.order_dispatch import OrderCancelled
from tests.order_dispatch.books import reserved, the_books_are_right
from tests.order_dispatch.carrier import push
from tests.order_dispatch.shop_floor import EVERYTHING, Floor, line
from tests.people import CUSTOMER_SERVICE

# What its events say so that people can be told of it.
OF_ORDER = {"external_id": "WEB-1", "channels": ["sms", "email"]}


@pytest.mark.parametrize("channel", ["phone", "sms", "email", "chat"])
def test_goods_quantity_price_and_address_are_confirmed_by_some_channel(floor: Floor, channel: str) -> None:
    order = floor.placed()
    floor.done(order, "confirm", CUSTOMER_SERVICE, channel=channel, confirmed=EVERYTHING[::-1])
    event = floor.house.events("order_dispatch", f"ORDER#{order.order_id}")[-1]
    assert event["data"] == {
        **OF_ORDER,
        "confirmed_by": CUSTOMER_SERVICE.actor,
        "channel": channel,
        "confirmed": sorted(EVERYTHING),
    }


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        *[({"confirmed": [s for s in EVERYTHING if s != left_out]}, "confirmed") for left_out in EVERYTHING],
        ({"confirmed": []}, "confirmed"),
        ({"confirmed": [*EVERYTHING, "goods"]}, "confirmed"),
        ({"confirmed": ["goods"] * 4}, "confirmed"),
        ({"confirmed": [*EVERYTHING[:3], "weather"]}, "confirmed[3]"),
        ({"confirmed": "goods"}, "confirmed"),
        ({"confirmed": None}, "confirmed"),
        ({"channel": "pigeon"}, "channel"),
        ({"channel": None}, "channel"),
    ],
)
def test_a_confirmation_that_leaves_something_out_is_refused(floor: Floor, asked: dict[str, Any], field: str) -> None:
    order = floor.placed()
    body = {"channel": "phone", "confirmed": EVERYTHING} | asked
    answer = floor.act(order, "confirm", CUSTOMER_SERVICE, **body)
    assert answer.refusal == (422, "validation_failed")
    assert answer.fields == [field]
    assert floor.told(order) == ["OrderPlaced"]


def test_a_special_request_is_kept_for_its_department_and_its_words_stay_on_the_order(floor: Floor) -> None:
    order = floor.placed()
    answer = floor.request(order, "请放门卫处\n谢谢")
    assert (answer.status, answer.body["version"], answer.body["department"]) == (201, 2, "warehouse")
    (shown,) = floor.view(order)["requests"]
    assert (shown["text"], shown["request_id"]) == ("请放门卫处\n谢谢", answer.body["request_id"])
    event = floor.house.events("order_dispatch", f"ORDER#{order.order_id}")[-1]
    request_id = answer.body["request_id"]
    assert event["data"] == {**OF_ORDER, "request_id": request_id, "department": "warehouse", "party": None}


@pytest.mark.parametrize(
    "state", ["placed", "confirmed", "allocated", "verified", "dispatched", "delivered", "cancelled"]
)
def test_a_customer_may_ask_for_something_at_any_time_and_the_order_stays_where_it_is(floor: Floor, state: str) -> None:
    order = floor.bring(floor.placed(), state)
    before = floor.view(order)
    assert floor.request(order).status == 201
    after = floor.view(order)
    for name in ("state", "since", "shipments", "lines", "party"):
        assert after[name] == before[name]


@pytest.mark.parametrize("state", ["placed", "confirmed", "allocated", "dispatched"])
def test_a_special_request_does_not_take_an_order_off_its_list(floor: Floor, state: str) -> None:
    order = floor.bring(floor.placed(), state)
    floor.request(order)
    assert floor.work_list(state) == [order.order_id]


def test_a_special_request_does_not_hide_that_something_is_wrong_with_the_parcel(floor: Floor) -> None:
    order = floor.bring(floor.placed(), "dispatched")
    push(floor.house, order.tracking_number, ("2026-11-25 10:00:00", "204"))
    assert floor.work_list("exception") == [order.order_id]
    assert floor.request(order).status == 201
    assert floor.work_list("exception") == [order.order_id]
    assert floor.work_list("dispatched") == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": "", "department": "warehouse"},
        {"text": "  ", "department": "warehouse"},
        {"text": "x" * 1001, "department": "warehouse"},
        {"text": 1, "department": "warehouse"},
        {"text": "请", "department": "kitchen"},
        {"text": "请", "department": None},
        {"text": "请", "department": "warehouse", "urgent": True},
    ],
)
def test_a_special_request_without_a_text_or_a_department_is_refused(floor: Floor, body: dict[str, Any]) -> None:
    order = floor.placed()
    path = "POST /orders/{order_id}/requests"
    answer = floor.house.call(path, as_=CUSTOMER_SERVICE, order_id=order.order_id, body=body, key="k")
    assert answer.refusal == (422, "validation_failed")
    without_key = floor.house.call(
        path, as_=CUSTOMER_SERVICE, order_id=order.order_id, body={"text": "请", "department": "hr"}
    )
    assert without_key.fields == ["Idempotency-Key"]


@pytest.mark.parametrize("state", ["placed", "confirmed"])
def test_a_cancelled_orders_units_can_be_sold_again(floor: Floor, state: str) -> None:
    order = floor.bring(floor.placed(line("MUG", 4), line("TEA", 10), line("MUG", 2)), state)
    floor.cancel(order, "payment_problem")
    assert (floor.available("MUG"), floor.available("TEA"), reserved(floor.house)) == (10, 10, {})
    floor.placed(line("TEA", 10))
    the_books_are_right(floor.house)


def test_a_cancellation_tells_what_is_to_be_paid_back(floor: Floor) -> None:
    order = floor.placed(line("MUG", 4, discount_minor=500))
    floor.cancel(order, "customer_request")
    event = floor.house.events("order_dispatch", f"ORDER#{order.order_id}")[-1]
    assert event["data"] == {
        **OF_ORDER,
        "reason": "customer_request",
        "currency": "CNY",
        "total_minor": 2300,
        "due_back_minor": 2300,
        "payment_reference": "PAY-1",
        "released": [{"sku": "MUG", "quantity": 4, "line": 1}],
    }


def test_of_a_cancellation_from_before_it_was_told_all_that_was_paid_is_due_back() -> None:
    said = {"reason": "other", "currency": "CNY", "total_minor": 2300, "payment_reference": "PAY-1"}
    read = OrderCancelled.model_validate(said | {"released": [{"sku": "MUG", "quantity": 4}]})
    assert (read.due_back_minor, read.released[0].line, read.confirmed_by) == (2300, None, None)


@pytest.mark.parametrize("reason", ["", "because", None, 1])
def test_a_cancellation_has_one_of_the_shops_reasons(floor: Floor, reason: Any) -> None:
    order = floor.placed()
    answer = floor.act(order, "cancel", CUSTOMER_SERVICE, reason=reason)
    assert (answer.status, answer.fields) == (422, ["reason"])
    assert floor.told(order) == ["OrderPlaced"]
