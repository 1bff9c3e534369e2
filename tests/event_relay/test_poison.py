"""Records that no try can publish: each goes to the dead letters by itself, and nothing waits behind it."""

import json
import logging
from typing import Any

import pytest

from event_relay import handler
from event_relay.publishing import LARGEST_REQUEST, BusFailedError
from shop.contract.order_dispatch import OrderedLine, OrderPlaced
from tests.event_relay.conftest import Bus
from tests.event_relay.queues import dead_letters, heard
from tests.event_relay.records import batch, confirmed, inserted, stored
from tests.gateway import Context
from tests.stores import ENVIRONMENT, client

CONTEXT = Context("event-relay")


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"data": "{not json"}, "unreadable: JSONDecodeError"),
        ({"data": None}, "unreadable: no data"),
        ({"actor": None, "role": None}, "unreadable: no actor, role"),
        ({"at": "yesterday"}, "unreadable: ValueError"),
        ({"at": 3}, "unreadable: TypeError"),
        ({"type": 3}, "unreadable: AttributeError"),
        ({"data": '{"sku": "\\ud800"}'}, "unreadable: UnicodeEncodeError"),
        ({"data": json.dumps("x" * LARGEST_REQUEST)}, "too large: 258"),
    ],
)
def test_a_poison_record_goes_to_the_dead_letters_alone(bus: Bus, broken: dict[str, Any], reason: str) -> None:
    handler.lambda_handler(
        batch(inserted(confirmed("A")), inserted(confirmed("B"), **broken), inserted(confirmed("C"))), CONTEXT
    )
    assert [message["detail"]["entity"] for message in heard()] == ["ORDER#A", "ORDER#C"]
    (letter,) = dead_letters()
    assert letter.pop("reason").startswith(reason)
    assert letter == {"table": "test-order-dispatch", "pk": "ORDER#B", "sk": "EVENT#00000002"}


@pytest.mark.parametrize("image", [None, {}, {"pk": "ORDER#B"}, {"pk": {"Z": "?"}}, [1], {"version": {"N": "many"}}])
def test_a_record_with_a_broken_image_is_poison_too(bus: Bus, image: Any) -> None:
    record = inserted(confirmed("B"))
    record["dynamodb"]["NewImage"] = image
    handler.lambda_handler(batch(record, inserted(confirmed("C"))), CONTEXT)
    assert [message["detail"]["entity"] for message in heard()] == ["ORDER#C"]
    assert [letter["pk"] for letter in dead_letters()] == ["ORDER#B"]


def test_a_record_without_any_key_does_not_stop_the_others(bus: Bus) -> None:
    record = inserted(confirmed("B")) | {"dynamodb": {}}
    handler.lambda_handler(batch(record, inserted(confirmed("C"))), CONTEXT)
    assert len(heard()) == 1
    assert len(dead_letters()) == 1


def test_an_entry_that_the_bus_will_never_take_is_poison(bus: Bus) -> None:
    bus.refusing = {"ORDER#B": "MalformedDetail"}
    handler.lambda_handler(batch(*(inserted(confirmed(order)) for order in "ABC")), CONTEXT)
    assert [message["detail"]["entity"] for message in heard()] == ["ORDER#A", "ORDER#C"]
    assert [(letter["pk"], letter["reason"]) for letter in dead_letters()] == [("ORDER#B", "refused: MalformedDetail")]


def test_the_dead_letter_names_the_right_one_of_many(bus: Bus) -> None:
    orders = [f"{number:02d}" for number in range(25)]  # three requests to the bus
    bus.refusing = {"ORDER#12": "MalformedDetail", "ORDER#24": "InvalidArgument"}
    handler.lambda_handler(batch(*(inserted(confirmed(order)) for order in orders)), CONTEXT)
    assert [letter["pk"] for letter in dead_letters()] == ["ORDER#12", "ORDER#24"]
    assert len(heard()) == 23


def test_a_dead_letter_is_written_once_however_often_the_bus_fails(bus: Bus) -> None:
    records = batch(inserted(confirmed("A")), inserted(confirmed("B"), data="{"))
    bus.refusing = {"ORDER#A": "InternalFailure"}
    for _ in range(3):
        with pytest.raises(BusFailedError):
            handler.lambda_handler(records, CONTEXT)
    bus.refusing = {}
    handler.lambda_handler(records, CONTEXT)
    assert len(dead_letters()) == 1


def test_a_dead_letter_that_cannot_be_written_fails_the_call(bus: Bus) -> None:
    client("sqs").delete_queue(QueueUrl=ENVIRONMENT["RELAY_DEAD_LETTER_URL"])
    with pytest.raises(Exception, match=r"NonExistentQueue|does not exist"):
        handler.lambda_handler(batch(inserted(confirmed("B"), data="{")), CONTEXT)


def test_logs_say_how_many_and_where_but_not_who_or_what(
    bus: Bus, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = OrderPlaced(
        external_id="secret-order", client="c", payment_reference="secret-payment", currency="CNY", goods_minor=1,
        shipping_minor=0, total_minor=1, lines=[OrderedLine(sku="A", quantity=1, unit_price=1, discount_minor=0)],
    )  # fmt: skip
    good = stored("A", 1, data, actor="sub-of-somebody")
    monkeypatch.setattr(logging.getLogger(handler.logger.service), "propagate", True)
    handler.lambda_handler(
        batch(inserted(good), inserted(good | {"pk": "ORDER#B"}, data='{"name": "Wang Fang"')), CONTEXT
    )
    logged = repr([vars(record) for record in caplog.records])
    assert "unpublishable" in logged
    assert "ORDER#B" in logged
    for word in ("secret", "somebody", "Wang"):
        assert word not in logged
