"""The relay: what is new in a table reaches the bus, in order, and again when the bus fails."""

import json
from pathlib import Path
from typing import Any

import pytest

from event_relay import handler
from event_relay.publishing import LARGEST_REQUEST, BusFailedError, Entry
from shop.events.recording import as_read
from tests.event_relay.conftest import Bus
from tests.event_relay.queues import dead_letters, heard
from tests.event_relay.records import batch, confirmed, inserted, placed
from tests.gateway import Context

EXAMPLE = Path(__file__).parents[2] / "events" / "stream-order-events.json"
CONTEXT = Context("event-relay")


def test_an_event_reaches_the_bus_as_it_reads_in_the_history(bus: Bus) -> None:
    item = confirmed("A")
    handler.lambda_handler(batch(inserted(item)), CONTEXT)
    (message,) = heard()
    assert message["source"] == "zhanggui.order_dispatch"
    assert message["detail-type"] == "OrderConfirmed"
    assert message["detail"] == as_read(item)
    assert message["time"] == "2026-11-24T04:00:02Z"


@pytest.mark.parametrize("room", ["listing", "stock_control", "order_dispatch"])
def test_the_source_on_the_bus_is_the_one_that_the_event_carries(bus: Bus, room: str) -> None:
    handler.lambda_handler(batch(inserted(confirmed("A"), source=f"zhanggui.{room}")), CONTEXT)
    assert [message["source"] for message in heard()] == [f"zhanggui.{room}"]


def test_the_example_record_is_published(bus: Bus) -> None:
    handler.lambda_handler(json.loads(EXAMPLE.read_text("utf-8")), CONTEXT)
    assert [message["detail-type"] for message in heard()] == ["OrderPlaced", "ShipmentDispatched"]


def test_events_go_by_tens_and_keep_their_order(bus: Bus) -> None:
    items = [confirmed("A", version) for version in range(1, 26)]
    handler.lambda_handler(batch(*(inserted(item) for item in items)), CONTEXT)
    assert bus.sizes == [10, 10, 5]
    assert [json.loads(entry["Detail"])["version"] for request in bus.requests for entry in request] == [*range(1, 26)]


def test_large_events_go_in_smaller_batches(bus: Bus) -> None:
    handler.lambda_handler(batch(*(inserted(placed(1_000)) for _ in range(4))), CONTEXT)
    assert bus.sizes == [2, 2]
    assert all(sum(len(entry["Detail"]) for entry in request) < LARGEST_REQUEST for request in bus.requests)
    assert len(heard()) == 4


def test_the_largest_order_fits_on_the_bus_twice() -> None:
    assert Entry.of(placed(1_000)).size * 2 < LARGEST_REQUEST


def test_items_that_are_no_new_events_stay_off_the_bus(bus: Bus) -> None:
    head = inserted(confirmed("A") | {"sk": "ORDER"})
    changed = inserted(confirmed("A")) | {"eventName": "MODIFY"}
    removed = inserted(confirmed("A")) | {"eventName": "REMOVE"}
    handler.lambda_handler(batch(head, changed, removed), CONTEXT)
    assert bus.requests == []
    assert dead_letters() == []


def test_a_bus_that_is_away_fails_the_call_so_that_the_batch_comes_again(
    bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: Any) -> Any:
        raise ConnectionError

    monkeypatch.setattr(bus, "put_events", away)
    with pytest.raises(ConnectionError):
        handler.lambda_handler(batch(inserted(confirmed("A"))), CONTEXT)


@pytest.mark.parametrize("code", ["ThrottlingException", "InternalFailure", "SomethingNew"])
def test_an_entry_that_the_bus_did_not_take_fails_the_call(bus: Bus, code: str) -> None:
    bus.refusing = {"ORDER#B": code}
    with pytest.raises(BusFailedError, match=f"1 of 3 events: {code}"):
        handler.lambda_handler(batch(*(inserted(confirmed(order)) for order in "ABC")), CONTEXT)


def test_the_next_try_publishes_all_of_them_with_their_ids_unchanged(bus: Bus) -> None:
    records = batch(*(inserted(confirmed(order)) for order in "ABC"))
    bus.refusing = {"ORDER#B": "ThrottlingException"}
    with pytest.raises(BusFailedError):
        handler.lambda_handler(records, CONTEXT)
    bus.refusing = {}
    handler.lambda_handler(records, CONTEXT)
    ids = [message["detail"]["id"] for message in heard()]
    assert len(set(ids)) == 3
    assert len(ids) == 5  # at least once: consumers know an event by its id
