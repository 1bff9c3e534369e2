"""Each reading of an unmasked contact is an event of its own; without it none is shown (PIPL; R1.3)."""

import json
from collections.abc import Iterable
from typing import Any

import pytest

from infra import house as rooms
from order_dispatch import store
from shop.storage.retry import RetryPolicy
from tests.faults import LOST_ANSWER, THROTTLE, UNREACHED, Fault, Faults
from tests.order_dispatch.shop_floor import CONTACT, Floor, InHand
from tests.people import (
    CUSTOMER_SERVICE,
    DIRECTOR,
    MANAGER,
    SPECIALIST,
    STOREFRONT,
    WAREHOUSE_GZ,
    WAREHOUSE_SH,
    Person,
)
from tests.watch import Watch


def read(floor: Floor, order: InHand, as_: Person = CUSTOMER_SERVICE) -> Any:
    return floor.house.call("GET /orders/{order_id}", as_=as_, order_id=order.order_id)


def readings(floor: Floor) -> list[dict[str, Any]]:
    return floor.house.events("order_dispatch", "CONTACT-READS#")


@pytest.mark.parametrize(
    ("person", "role", "purpose"),
    [(CUSTOMER_SERVICE, "customer-service", "serve_customer"), (WAREHOUSE_SH, "warehouse", "ship_parcel")],
    ids=["customer service", "warehouse"],
)
def test_a_reading_tells_who_read_which_orders_contact_by_which_route_and_what_for(
    floor: Floor, person: Person, role: str, purpose: str
) -> None:
    order = floor.bring(floor.placed(), "allocated")
    assert read(floor, order, person).body["contact"] == CONTACT
    (event,) = readings(floor)
    assert (event["type"], event["actor"], event["role"]) == ("ContactRead", person.actor, role)
    assert event["data"] == {"order_id": order.order_id, "route": "GET /orders/{order_id}", "purpose": purpose}
    assert event["data"]["route"] in rooms.routes()
    assert event["at"] == "2026-11-24T02:00:04.000Z"


def test_whoever_reads_a_contact_again_is_counted_again(floor: Floor) -> None:
    order, other = floor.placed(), floor.placed()
    for _ in range(3):
        read(floor, order)
    read(floor, other)
    entities = [event["entity"].split("#")[1] for event in readings(floor)]
    assert sorted(entities) == sorted([order.order_id] * 3 + [other.order_id])


def test_two_who_read_a_contact_at_the_same_moment_are_counted_both(floor: Floor) -> None:
    order = floor.bring(floor.placed(), "allocated")
    for person in (CUSTOMER_SERVICE, WAREHOUSE_SH, CUSTOMER_SERVICE):
        read(floor, order, person)
        floor.house.later(seconds=-1)
    events = readings(floor)
    assert len({event["at"] for event in events}) == 1
    assert [event["role"] for event in events] == ["customer-service", "warehouse", "customer-service"]


def test_a_reading_is_no_change_of_the_order(floor: Floor) -> None:
    order = floor.placed()
    before = floor.house.items("order_dispatch", "ORDER#")
    read(floor, order)
    assert floor.house.items("order_dispatch", "ORDER#") == before
    floor.confirm(order)
    assert floor.told(order) == ["OrderPlaced", "OrderConfirmed"]


def test_the_event_of_a_reading_holds_nothing_of_the_customer(floor: Floor) -> None:
    read(floor, floor.placed())
    (kept,) = floor.house.items("order_dispatch", "CONTACT-READS#")
    text = json.dumps(kept, ensure_ascii=False)
    assert [word for word in words(CONTACT) if word in text] == []


def words(contact: dict[str, Any]) -> Iterable[str]:
    for part in contact.values():
        yield from words(part) if isinstance(part, dict) else [part]


def test_who_answers_for_customers_data_is_told_who_read_a_contact_page_by_page(floor: Floor) -> None:
    order, other = floor.bring(floor.placed(), "allocated"), floor.placed()
    for person in (CUSTOMER_SERVICE, WAREHOUSE_SH):
        read(floor, order, person)
    read(floor, other)
    first = listed(floor, order, limit=1).body
    rest = listed(floor, order, limit=1, cursor=first["next"]).body
    assert [event["actor"] for event in first["items"] + rest["items"]] == [CUSTOMER_SERVICE.actor, WAREHOUSE_SH.actor]
    assert [event["id"] for event in listed(floor, order).body["items"]] == [
        event["id"] for event in readings(floor) if event["data"]["order_id"] == order.order_id
    ]
    assert listed(floor, other, cursor=first["next"]).fields == ["cursor"]


def test_a_contact_that_nobody_read_is_told_from_an_order_that_is_not_there(floor: Floor) -> None:
    assert listed(floor, floor.placed()).body == {"items": [], "next": None}
    assert listed(floor, InHand("01M85MG3789RP28W3DW5371GGM", 1)).refusal == (404, "not_found")


def listed(floor: Floor, order: InHand, **query: Any) -> Any:
    line = "GET /orders/{order_id}/contact-reads"
    return floor.house.call(line, as_=DIRECTOR, order_id=order.order_id, query=query)


@pytest.mark.parametrize("person", [MANAGER, SPECIALIST, WAREHOUSE_GZ, STOREFRONT], ids=lambda person: person.actor)
def test_whoever_is_shown_no_contact_has_read_none(floor: Floor, person: Person) -> None:
    order = floor.bring(floor.placed(), "allocated")
    read(floor, order, person)
    floor.house.call("GET /storefront/orders/{order_id}", as_=STOREFRONT, order_id=order.order_id)
    floor.work_list("allocated")
    assert readings(floor) == []


@pytest.mark.parametrize("state", ["dispatched", "delivered"])
def test_a_warehouse_that_has_sent_the_parcel_is_shown_no_contact(floor: Floor, state: str) -> None:
    order = floor.bring(floor.placed(), "verified")
    assert floor.view(order, WAREHOUSE_SH)["contact"] == CONTACT
    floor.dispatch(order)
    if state == "delivered":
        floor.deliver(order)
    view = floor.view(order, WAREHOUSE_SH)
    assert (view["contact"], view["contact_masked"]) == ({}, True)
    assert view["shipments"][0]["state"] == state
    assert len(readings(floor)) == 1


@pytest.mark.parametrize("fault", [THROTTLE, UNREACHED], ids=lambda fault: fault.name)
def test_a_contact_whose_reading_cannot_be_recorded_is_not_shown(
    floor: Floor, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    order = floor.placed()
    monkeypatch.setattr(store.database, "retry", RetryPolicy(deadline=0))
    with Faults(store.database.client, operation="PutItem", always=fault):
        answer = read(floor, order)
        assert read(floor, order, SPECIALIST).status == 200
    assert answer.refusal == (503, "busy")
    assert [word for word in words(CONTACT) if word in json.dumps(answer.body, ensure_ascii=False)] == []
    assert readings(floor) == []


def test_a_reading_whose_record_had_its_answer_lost_is_counted_once(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = floor.placed()
    monkeypatch.setattr(store.database, "retry", Watch().patience())
    with Faults(store.database.client, LOST_ANSWER, operation="PutItem"):
        assert read(floor, order).body["contact"] == CONTACT
    assert len(readings(floor)) == 1


def test_reading_an_order_asks_for_its_contact_apart_and_only_where_it_is_shown(floor: Floor) -> None:
    order = floor.bring(floor.placed(), "dispatched")
    asked: list[str] = []

    def note(model: Any, **more: Any) -> None:
        asked.append(model.name)

    events = store.database.client.meta.events
    events.register("before-call.dynamodb", note)
    for person in (CUSTOMER_SERVICE, MANAGER, WAREHOUSE_SH):
        read(floor, order, person)
    events.unregister("before-call.dynamodb", note)
    assert asked == ["Query", "GetItem", "PutItem", "Query", "GetItem", "Query"]
