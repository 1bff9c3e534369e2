"""The customer is told what concerns them, once for each event and channel (R3.2.2, R3.2.3)."""

import json
from typing import Any

import pytest

from notices import reactions, store
from tests.faults import LOST_ANSWER, THROTTLE, Faults
from tests.notices.queue import (
    Outbox,
    concerning_customers,
    take_place_of_outbox,
    tell,
    tell_events,
)
from tests.order_dispatch.carrier import push
from tests.order_dispatch.queue import as_delivered
from tests.order_dispatch.shop_floor import CONTACT, Floor, InHand
from tests.people import MANAGER
from tests.stores import ENVIRONMENT, client


@pytest.fixture
def outbox(monkeypatch: pytest.MonkeyPatch) -> Outbox:
    return take_place_of_outbox(monkeypatch)


def notices(floor: Floor, order: InHand) -> list[dict[str, Any]]:
    answer = floor.house.call("GET /orders/{order_id}/notices", as_=MANAGER, order_id=order.order_id)
    items: list[dict[str, Any]] = answer.body["items"]
    return items


def told(floor: Floor, order: InHand) -> list[tuple[str, str]]:
    return [(notice["event_type"], notice["channel"]) for notice in notices(floor, order)]


def test_each_step_that_concerns_the_customer_is_told_by_each_channel(floor: Floor, outbox: Outbox) -> None:
    order = floor.bring(floor.placed(), "delivered")
    assert tell_events(concerning_customers(floor.house)) == []
    expected = ["OrderPlaced", "OrderConfirmed", "ShipmentDispatched", "ShipmentDelivered"]
    assert told(floor, order) == [(event, channel) for event in expected for channel in ("email", "sms")]
    assert sorted((m["event_type"], m["channel"]) for m in outbox.sent) == sorted(told(floor, order))
    assert all(notice["published_at"] for notice in notices(floor, order))


def test_a_cancellation_is_told(floor: Floor, outbox: Outbox) -> None:
    order = floor.bring(floor.placed(), "cancelled")
    tell_events(concerning_customers(floor.house))
    assert {event for event, _ in told(floor, order)} == {"OrderPlaced", "OrderCancelled"}


@pytest.mark.parametrize(("code", "event"), [("209", "ShipmentException"), ("401", "ShipmentReturnedToSender")])
def test_what_is_wrong_with_a_parcel_is_told(floor: Floor, outbox: Outbox, code: str, event: str) -> None:
    order = floor.bring(floor.placed(), "dispatched")
    push(floor.house, order.tracking_number, ("2026-11-25 10:00:00", code))
    tell_events(concerning_customers(floor.house))
    assert told(floor, order)[-1] == (event, "sms")


def test_a_dispatch_is_told_with_its_number_and_expected_arrival(floor: Floor, outbox: Outbox) -> None:
    order = floor.bring(floor.placed(), "dispatched")
    tell_events(concerning_customers(floor.house))
    text = notices(floor, order)[-1]["text"]
    for part in ("已发货", "WEB-1", "顺丰速运", order.tracking_number, "2026-11-26"):
        assert part in text


@pytest.mark.parametrize(("code", "trouble"), [("203", "ShipmentException"), ("401", "ShipmentReturnedToSender")])
@pytest.mark.parametrize("recorded_before", [False, True])
def test_trouble_that_is_told_after_the_signature_is_kept_and_not_sent(
    floor: Floor, outbox: Outbox, code: str, trouble: str, recorded_before: bool
) -> None:
    order = floor.bring(floor.placed(), "dispatched")
    push(floor.house, order.tracking_number, ("2026-11-25 10:00:00", code))
    if recorded_before:
        outbox.failures = 1
        assert tell_events([concerning_customers(floor.house)[-1]]) == ["message-0"]
    push(floor.house, order.tracking_number, ("2026-11-26 10:00:00", "301"))
    late = {event["type"]: event for event in concerning_customers(floor.house)}
    for event in ("ShipmentDelivered", trouble, trouble):
        assert tell_events([late[event]]) == []
    assert [message["event_type"] for message in outbox.sent] == ["ShipmentDelivered"] * 2
    kept = {(one["event_type"], one["overtaken"], bool(one["published_at"])) for one in notices(floor, order)}
    assert kept == {("ShipmentDelivered", False, True), (trouble, True, False)}


@pytest.mark.parametrize("number", ["http://evil.example/x?a=b", "evil.example", "me@evil.example", "a:b", "W-1_2"])
def test_no_number_that_a_message_names_can_be_taken_for_a_link(floor: Floor, outbox: Outbox, number: str) -> None:
    floor.bring(floor.placed(), "delivered")
    events = concerning_customers(floor.house)
    for event in events:  # an order can have been placed when such numbers were taken
        told = {name: number for name in ("carrier", "tracking_number", "external_id") if name in event["data"]}
        event["data"] |= told
    assert tell_events(events) == []
    assert len(outbox.sent) == 8
    for message in outbox.sent:
        assert not set(message["text"]) & set(":/.@?="), message
        assert ("W-1_2" in message["text"]) == (number == "W-1_2")


def test_who_gave_no_address_gets_no_mail(floor: Floor, outbox: Outbox) -> None:
    contact = {name: value for name, value in CONTACT.items() if name != "email"}
    order = floor.placed(contact=contact)
    tell_events(concerning_customers(floor.house))
    assert told(floor, order) == [("OrderPlaced", "sms")]


def test_an_event_delivered_again_leaves_no_second_notice(floor: Floor, outbox: Outbox) -> None:
    order = floor.placed()
    events = concerning_customers(floor.house)
    for _ in range(3):
        assert tell_events([*events, *events]) == []
    assert told(floor, order) == [("OrderPlaced", "email"), ("OrderPlaced", "sms")]
    assert len(outbox.sent) == 2


def test_the_order_of_events_does_not_matter(floor: Floor, outbox: Outbox) -> None:
    order = floor.bring(floor.placed(), "delivered")
    tell_events(reversed(concerning_customers(floor.house)))
    assert len(told(floor, order)) == 8


@pytest.mark.parametrize("failures", [1, 2, 3])
def test_when_sending_fails_it_is_tried_again_and_there_is_one_notice(
    floor: Floor, outbox: Outbox, failures: int
) -> None:
    order = floor.placed()
    events = concerning_customers(floor.house)
    outbox.failures = failures
    for _ in range(failures):
        assert tell_events(events) == ["message-0"]
    assert tell_events(events) == []
    assert len(told(floor, order)) == 2
    assert sorted(message["channel"] for message in outbox.sent) == ["email", "sms"]


def test_a_notice_that_could_not_be_sent_is_seen_as_such(floor: Floor, outbox: Outbox) -> None:
    order = floor.placed()
    outbox.failures = 1
    tell_events(concerning_customers(floor.house))
    assert [notice["published_at"] for notice in notices(floor, order)] == [None]


POISON = [
    "not json",
    "{}",
    "null",
    '{"detail": null}',
    '{"detail": {}}',
    '{"detail": {"type": "OrderPlaced"}}',
    '{"detail": {"type": "OrderPlaced", "id": "X", "entity": "ORDER#01M85MG3789RP28W3DW5371GGM", "data": {}}}',
    '{"detail": {"type": "OrderVanished", "id": "X", "entity": "ORDER#X", "data": {}}}',
]


@pytest.mark.parametrize("poison", POISON, ids=range(len(POISON)))
def test_a_poisoned_event_comes_back_alone(floor: Floor, outbox: Outbox, poison: str) -> None:
    orders = [floor.placed(), floor.placed()]
    first, second = [as_delivered(event) for event in concerning_customers(floor.house)]
    assert tell(first, poison, second) == ["message-1"]
    assert all(len(told(floor, order)) == 2 for order in orders)


def test_when_all_events_are_poisoned_all_come_back_and_nothing_is_raised(floor: Floor, outbox: Outbox) -> None:
    assert tell("{}", "{}") == ["message-0", "message-1"]


@pytest.mark.parametrize("fault", [THROTTLE, LOST_ANSWER])
def test_trouble_with_the_store_leaves_one_notice(floor: Floor, outbox: Outbox, fault: Any) -> None:
    order = floor.placed()
    with Faults(store.database.client, fault, fault):
        assert tell_events(concerning_customers(floor.house)) == []
    assert len(told(floor, order)) == len(outbox.sent) == 2


def test_a_message_holds_no_personal_data(floor: Floor, outbox: Outbox) -> None:
    order = floor.bring(floor.placed(), "delivered")
    tell_events(concerning_customers(floor.house))
    sent = json.dumps(outbox.sent, ensure_ascii=False)
    for part in ("欧阳春晓", "13900017781", "chunxiao", "听雨巷", "200040"):
        assert part not in sent
    for message in outbox.sent:
        assert set(message) == {"notice_id", "event_id", "event_type", "channel", "text", "at", "order_id"}
        assert message["order_id"] == order.order_id
    assert {message["channel"] for message in outbox.sent} == {"sms", "email"}


def test_an_event_that_names_no_channel_is_told_to_nobody(floor: Floor, outbox: Outbox) -> None:
    """Such as one from before events named channels, or of an order whose contact is gone."""
    order = floor.placed()
    events = concerning_customers(floor.house)
    for event in events:
        del event["data"]["channels"], event["data"]["external_id"]
    events[0]["data"]["external_id"] = "WEB-1"
    assert tell_events(events) == []
    assert (told(floor, order), outbox.sent) == ([], [])


def test_an_order_of_which_nothing_was_heard_has_no_notices(floor: Floor) -> None:
    assert notices(floor, InHand("01M85MG3789RP28W3DW5371GGM", 1)) == []


def test_notices_wait_in_the_queue_for_whoever_sends_them_on(floor: Floor) -> None:
    reactions._outbox.cache_clear()
    order = floor.placed()
    assert tell_events(concerning_customers(floor.house)) == []
    url = ENVIRONMENT["CUSTOMER_NOTICES_QUEUE_URL"]
    received = client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    messages = [json.loads(message["Body"]) for message in received]
    assert {(m["order_id"], m["channel"]) for m in messages} == {(order.order_id, "sms"), (order.order_id, "email")}
