"""Staff are told together: however many SKUs fall at once, one message lists them (R3.1.3)."""

from typing import Any

import pytest

from event_relay.publishing import LARGEST_REQUEST, Entry
from notices import reactions as notices
from shop.contract.stock_alerts import ShortOf
from shop.events.reactions import JobFailedError
from shop.events.recording import as_read
from stock_alerts import store, telling
from tests.faults import CONFLICT, Faults
from tests.notices.queue import tell_staff_of
from tests.order_dispatch.shop_floor import line
from tests.people import MANAGER, PURCHASING, SPECIALIST, Person
from tests.stock_alerts.supply import Supply
from tests.watch import Watch

MANY = [f"S-{number:03}" for number in range(24)]


class Topic:
    """Stands for the topic, on which nobody listens."""

    def publish(self, message: str, attributes: Any) -> None: ...


@pytest.fixture(autouse=True)
def _topic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "_topic", Topic)


def mine(supply: Supply, person: Person) -> list[str]:
    items = supply.house.call("GET /notices/mine", as_=person, query={"language": "en"}).body["items"]
    return [item["text"] for item in items]


def fall(supply: Supply, *skus: str) -> None:
    """All of these are short, and were there once."""
    supply.stock(*skus, units=1)
    for sku in skus:
        supply.floor.placed(line(sku, 1))
    for start in range(0, len(skus), 9):
        supply.changed(*skus[start : start + 9])


def test_many_skus_that_fall_in_three_batches_are_one_message_with_a_list(supply: Supply) -> None:
    supply.set(threshold=9, replenish="automatic", target=30, supplier="YIXING")
    supply.floor.placed(line("MUG", 1))
    supply.changed("MUG")
    fall(supply, *MANY)
    supply.house.later(minutes=1)
    for _ in range(2):
        supply.say("tell")
    (listed,) = supply.told("LowStockListed")
    rows = listed["data"]["rows"]
    assert {row["sku"] for row in rows} == {"MUG", *MANY}
    assert [row["kind"] for row in rows] == ["sold_out"] * 24 + ["low"]
    assert (rows[-1]["available"], rows[-1]["quantity"], rows[-1]["supplier"]) == (9, 21, "YIXING")
    tell_staff_of(listed)
    for person in (PURCHASING, SPECIALIST):
        (text,) = mine(supply, person)
        assert "S-000" in text
        assert "10 more" in text
    assert mine(supply, MANAGER) == []


def test_what_the_shop_asks_for_by_itself_is_told_in_the_list_alone(supply: Supply) -> None:
    supply.set(threshold=9, replenish="automatic")
    supply.sell(1)
    supply.stock("TEA")
    supply.ask("TEA", quantity=3)
    supply.say("tell")
    tell_staff_of(*supply.told("ReplenishmentRequested", "LowStockListed"))
    texts = mine(supply, PURCHASING)
    assert len(texts) == 2
    assert any("3 of TEA are asked for" in text for text in texts)


def test_a_list_that_is_longer_than_an_event_is_one_message_that_counts_the_rest(
    supply: Supply, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "LARGEST_ROWS", 800)
    fall(supply, *MANY[:18])
    supply.say("tell")
    (listed,) = supply.told("LowStockListed")
    rows, more = listed["data"]["rows"], listed["data"]["more"]
    assert 0 < len(rows) < 6
    assert len(rows) + more == 18
    assert supply.house.items("stock_alerts", "UNTOLD#") == []
    tell_staff_of(listed)
    (text,) = mine(supply, PURCHASING)
    assert f"and {more} more" in text


def test_a_thousand_skus_that_fall_at_once_are_one_message_that_the_bus_takes(supply: Supply) -> None:
    rows = {f"W-{number:04}": number for number in range(1000)}
    for start in range(0, 1000, 100):
        with store.database.transaction() as write:
            for sku, number in list(rows.items())[start : start + 100]:
                row = ShortOf(
                    sku=sku, kind="low", available=number, incoming=0, threshold=1000, cover_hours=number,
                    quantity=120, replenishment_id="01M85MG3G0R8V5X7TN4Y6J1HCE", supplier="YIXING",
                )  # fmt: skip
                telling.leave(write, telling.LOW, f"{sku}#00000001", row, supply.house.now)
    supply.house.later(minutes=1)
    for _ in range(2):
        supply.say("tell")
    (kept,) = supply.house.items("stock_alerts", "LOW-STOCK#")
    assert [row["sku"] for row in as_read(kept)["data"]["rows"]] == list(rows)
    assert Entry.of(kept).size <= LARGEST_REQUEST
    assert supply.house.items("stock_alerts", "UNTOLD#") == []


def test_while_many_still_fall_the_list_waits_for_the_rest_but_not_for_long(supply: Supply) -> None:
    fall(supply, *MANY)
    supply.say("tell")
    assert supply.told("LowStockListed") == []
    supply.house.later(seconds=20)
    fall(supply, "LAST")
    supply.say("tell")
    assert supply.told("LowStockListed") == []
    supply.house.later(minutes=2)
    fall(supply, "NEW")  # goes on falling, and nobody waits longer for it
    supply.say("tell")
    (listed,) = supply.told("LowStockListed")
    assert {row["sku"] for row in listed["data"]["rows"]} == {*MANY, "LAST", "NEW"}


def test_a_crash_after_the_event_tells_nothing_twice(supply: Supply) -> None:
    fall(supply, *MANY[:3])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(telling, "_remove", lambda kind, names: 1 / 0 if names else None)
        with pytest.raises(JobFailedError):
            supply.say("tell")
    assert len(supply.house.items("stock_alerts", "UNTOLD#")) == 3
    fall(supply, MANY[3])
    supply.say("tell")
    told = [row["sku"] for event in supply.told("LowStockListed") for row in event["data"]["rows"]]
    assert sorted(told) == MANY[:4]
    assert supply.house.items("stock_alerts", "UNTOLD#") == []


def test_of_two_who_tell_at_once_one_does(supply: Supply, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.database, "retry", Watch().patience())
    fall(supply, *MANY[:3])
    query = type(store.table).query
    other: list[int] = []

    def overtaken(*asked: Any, **more: Any) -> Any:
        found = query(*asked, **more)
        if not other:
            other.append(1)
            supply.say("tell")
        return found

    monkeypatch.setattr(type(store.table), "query", overtaken)
    with Faults(store.database.client, CONFLICT):
        supply.say("tell")
    assert len(supply.told("LowStockListed")) == 1
