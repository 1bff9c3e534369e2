"""Who the customer is stands in a table of its own, one item per order, and nowhere else (PIPL; R1.3)."""

import json
from typing import Any

import pytest

from order_dispatch import placing, store
from shop.storage.retry import RetryPolicy
from tests.faults import THROTTLE, Faults
from tests.harness import House
from tests.notices.queue import concerning_customers, take_place_of_outbox, tell_events
from tests.order_dispatch.carrier import param_of, push_param
from tests.order_dispatch.large import ALLOCATING, ORDERED, PLACING, Bulk, sweep
from tests.order_dispatch.log import Log, log_of
from tests.order_dispatch.queue import match_dispatched
from tests.order_dispatch.shop_floor import CONTACT, Floor, InHand, in_hand, wanted
from tests.people import MANAGER, SPECIALIST

WORDS = "我是欧阳春晓,请打13900017781"
# Whatever tells who the customer is, also in parts.
TELLING = ("欧阳", "春晓", "13900017781", "1390001", "chunxiao", "customer.example", "听雨巷", "200040")
# Items that may, beside the table of contacts: the customer's own words, and what carriers wrote.
MAY_TELL = ("ORDER#REQUEST#", "SCANS")


def leaks(text: str) -> list[str]:
    plain = text.encode().decode("unicode_escape", errors="ignore") if "\\u" in text else ""
    return [part for part in TELLING if part in text or part in plain]


def everything_kept(house: House) -> str:
    items = [
        item
        for room in ("order_dispatch", "sku", "stock_control", "listing", "notices")
        for item in house.items(room)
        if not item["sk"].startswith(MAY_TELL)
    ]
    return json.dumps(items, ensure_ascii=False)


def with_its_customer(number: str) -> str:
    """A push whose scan's text names the customer."""
    whole = json.loads(param_of(number, ("2026-11-26 15:00:00", "301")))
    whole["lastResult"]["data"][0]["context"] = f"已签收,签收人:{CONTACT['name']} {CONTACT['phone']}"
    return json.dumps(whole, ensure_ascii=False)


def a_whole_way(floor: Floor) -> InHand:
    order = floor.placed()
    assert floor.request(order, WORDS).status == 201
    floor.bring(order, "dispatched")
    assert push_param(floor.house, with_its_customer(order.tracking_number)).status == 200
    return order


def test_no_event_record_or_movement_tells_who_the_customer_is(floor: Floor) -> None:
    a_whole_way(floor)
    floor.bring(floor.placed(), "cancelled")
    assert leaks(everything_kept(floor.house)) == []
    kept = [item["sk"] for item in floor.house.items("order_dispatch")]
    assert {"IDEMPOTENCY", "EXTERNAL", "ORDER", "EVENT#00000001", "PARCEL"} <= set(kept)


def test_no_log_line_tells_it_either(floor: Floor, log: Log, capfd: pytest.CaptureFixture[str]) -> None:
    order = a_whole_way(floor)
    floor.view(order)
    floor.request(order, WORDS, key="another")
    assert "POST /storefront/orders" in log.text
    printed = capfd.readouterr()
    assert leaks(log.text + printed.out + printed.err) == []


BAD: list[dict[str, Any]] = [
    {"contact": CONTACT | {"name": "欧阳春晓" * 50}},
    {"contact": CONTACT | {"phone": "13900017781 (春晓)"}},
    {"contact": CONTACT | {"email": "chunxiao"}},
    {"contact": CONTACT | {"nickname": "春晓"}},
    {"contact": "欧阳春晓 13900017781"},
    {"contact": CONTACT | {"address": "听雨巷7弄乙"}},
    {"currency": "欧阳春晓"},
    {"lines": [CONTACT]},
    {"external_id": "chunxiao@customer.example"},
    {"shipping_minor": "13900017781"},
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: str(*bad))
def test_a_refusal_and_its_log_do_not_repeat_what_was_sent(
    floor: Floor, log: Log, capfd: pytest.CaptureFixture[str], bad: dict[str, Any]
) -> None:
    answer = floor.place(wanted(**bad))
    assert answer.status == 422
    printed = capfd.readouterr()
    told = json.dumps(answer.body, ensure_ascii=False) + log.text + printed.out + printed.err
    assert leaks(told) == []


@pytest.mark.parametrize("text", ['{"contact": "欧阳春晓', '"13900017781"', "欧阳春晓=13900017781"])
def test_what_cannot_be_read_is_not_quoted(floor: Floor, log: Log, text: str) -> None:
    answer = floor.place(text)
    assert answer.status == 400
    assert leaks(json.dumps(answer.body, ensure_ascii=False) + log.text) == []


def test_a_crash_is_told_by_where_and_not_by_what(floor: Floor, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: Any) -> None:
        raise RuntimeError(f"cannot place the order of {CONTACT}")

    monkeypatch.setattr(placing, "place", crash)
    answer = floor.place(wanted())
    assert answer.refusal == (500, "internal_error")
    (told, _) = log.lines()
    assert (told["error"], told["message"]) == ("RuntimeError", "crashed")
    assert told["frames"]
    assert leaks(json.dumps([told, answer.body], ensure_ascii=False)) == []


def test_the_shop_being_away_is_told_without_the_customer(
    floor: Floor, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store.database, "retry", RetryPolicy(deadline=0))
    with Faults(store.database.client, always=THROTTLE):
        answer = floor.place(wanted())
    assert leaks(json.dumps(answer.body, ensure_ascii=False) + log.text) == []


def test_reactions_tell_nobody(floor: Floor, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither those of the room nor those that tell customers."""
    outbox = take_place_of_outbox(monkeypatch)
    outbox.failures = 1
    order = a_whole_way(floor)
    events = concerning_customers(floor.house)
    with log_of("notices") as told_of:
        assert len(tell_events(events)) == 1
        assert tell_events(events) == match_dispatched(floor.house) == []
    answer = floor.house.call("GET /orders/{order_id}/notices", as_=MANAGER, order_id=order.order_id)
    told = json.dumps([outbox.sent, answer.body], ensure_ascii=False)
    assert "ConnectionError" in told_of.text
    assert leaks(told + told_of.text + log.text + everything_kept(floor.house)) == []


def test_large_orders_and_their_sweeping_tell_nobody(house: House, monkeypatch: pytest.MonkeyPatch, log: Log) -> None:
    bulk = Bulk(house, monkeypatch)
    bulk.cut(PLACING, 2)
    assert leaks(everything_kept(house)) == []
    bulk.lease_is_over()
    sweep()
    bulk.find()
    bulk.floor.confirm(bulk.order)
    bulk.cut(ALLOCATING, 2)
    assert leaks(everything_kept(house) + log.text) == []


def test_an_order_given_up_leaves_no_contact_behind(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    bulk = Bulk(house, monkeypatch)
    bulk.floor.publish("S07", price=600)
    assert bulk.floor.place(ORDERED).status == 409
    assert leaks(json.dumps(house.items("order_dispatch") + house.items("contacts"), ensure_ascii=False)) == []
    assert house.items("contacts") == []


def test_history_and_lists_tell_nobody(floor: Floor) -> None:
    order = in_hand(floor.place(wanted()))
    history = floor.house.call("GET /orders/{order_id}/history", as_=SPECIALIST, order_id=order.order_id)
    listed = floor.house.call("GET /orders", as_=SPECIALIST, query={"state": "placed"})
    assert leaks(json.dumps([history.body, listed.body], ensure_ascii=False)) == []
