"""Reading orders: who sees which, how much of the customer, and in what order (R3.2.1, R1.3)."""

import base64
import json
from typing import Any

import pytest

from tests.gateway import gateway_event
from tests.harness import Answer
from tests.order_dispatch.shop_floor import CONTACT, GZ, Floor, InHand
from tests.people import CUSTOMER_SERVICE, MANAGER, SPECIALIST, STOREFRONT, WAREHOUSE_GZ, WAREHOUSE_SH, Person

NOT_THERE = (404, "not_found")
OTHER_STOREFRONT = Person(dict(STOREFRONT.claims) | {"sub": "app", "client_id": "app"})


def ask(floor: Floor, what: str, order: InHand, as_: Person, **query: Any) -> Any:
    return floor.house.call(f"GET /orders/{{order_id}}{what}", as_=as_, order_id=order.order_id, query=query)


def test_customer_service_and_the_parcels_warehouse_see_the_contact(floor: Floor) -> None:
    order = floor.bring(floor.placed(), "allocated")
    for person in (CUSTOMER_SERVICE, WAREHOUSE_SH):
        view = floor.view(order, person)
        assert (view["contact"], view["contact_masked"]) == (CONTACT, False)


@pytest.mark.parametrize("person", [SPECIALIST, MANAGER], ids=lambda person: person.actor)
def test_staff_who_do_not_need_the_contact_see_it_masked(floor: Floor, person: Person) -> None:
    view = floor.view(floor.placed(), person)
    assert view["contact_masked"]
    shown = json.dumps(view["contact"], ensure_ascii=False)
    for part in ("欧阳春晓", "春晓", "13900017781", "1390001", "chunxiao", "customer.example", "听雨巷", "200040"):
        assert part not in shown
    assert view["contact"]["address"]["city"] == "上海市"


def test_a_warehouse_reads_what_is_asked_of_it_until_its_parcel_has_left(floor: Floor) -> None:
    order = floor.placed()
    floor.request(order, "送前请打13800138000")

    def texts(person: Person) -> list[str | None]:
        return [request["text"] for request in floor.view(order, person)["requests"]]

    floor.bring(order, "verified")
    assert texts(WAREHOUSE_SH) == ["送前请打13800138000"]
    floor.dispatch(order)
    assert (texts(WAREHOUSE_SH), texts(CUSTOMER_SERVICE)) == ([None], ["送前请打13800138000"])


def test_a_short_phone_number_is_masked_whole(floor: Floor) -> None:
    order = floor.placed(contact=CONTACT | {"phone": "95533"})
    assert "5533" not in json.dumps(floor.view(order, SPECIALIST)["contact"])


@pytest.mark.parametrize("state", ["allocated", "verified", "dispatched", "delivered"])
def test_another_warehouses_parcel_is_not_there(floor: Floor, state: str) -> None:
    order = floor.bring(floor.placed(), state)
    for what in ("", "/history"):
        assert ask(floor, what, order, WAREHOUSE_SH).status == 200
        assert ask(floor, what, order, WAREHOUSE_GZ).refusal == NOT_THERE


@pytest.mark.parametrize("state", ["placed", "confirmed", "cancelled"])
def test_an_order_given_to_nobody_is_no_warehouses(floor: Floor, state: str) -> None:
    order = floor.bring(floor.placed(), state)
    for what in ("", "/history"):
        assert ask(floor, what, order, WAREHOUSE_SH).refusal == NOT_THERE


def test_another_warehouse_can_do_nothing_to_a_parcel(floor: Floor) -> None:
    order = floor.bring(floor.placed(), "allocated")
    assert floor.act(order, "verify", WAREHOUSE_GZ).refusal == NOT_THERE
    floor.verify(order)
    asked = {"carrier": "shunfeng", "tracking_number": "SF1234567", "expected_arrival": "2026-11-26"}
    assert floor.act(order, "dispatch", WAREHOUSE_GZ, **asked).refusal == NOT_THERE
    assert floor.view(order)["version"] == order.version


def test_another_storefronts_order_is_not_there(floor: Floor) -> None:
    order_id = floor.placed().order_id
    line = "GET /storefront/orders/{order_id}"
    assert floor.house.call(line, as_=STOREFRONT, order_id=order_id).status == 200
    assert floor.house.call(line, as_=OTHER_STOREFRONT, order_id=order_id).refusal == NOT_THERE


@pytest.mark.parametrize("what", ["", "/history"])
def test_an_order_nobody_placed_is_not_there(floor: Floor, what: str) -> None:
    assert ask(floor, what, InHand("01M85MG3789RP28W3DW5371GGM", 1), CUSTOMER_SERVICE).refusal == NOT_THERE


ODD = ["x", 'a"b', "订单", "a/b", "a%b", "..", "\x00", "#", "?", "👍", "\\", "", "01M85MG3789RP28W3DW5371GG", "O" * 999]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:20])
def test_an_odd_id_is_refused_whether_or_not_the_gateway_decodes_it(floor: Floor, odd: str) -> None:
    for line in ("GET /orders/{order_id}", "GET /orders/{order_id}/history", "GET /orders/{order_id}/notices"):
        event = gateway_event(line, as_=CUSTOMER_SERVICE, path={"order_id": odd})
        decoded = event | {"path": line.split()[1].replace("{order_id}", odd)}
        for sent in (event, decoded):
            answer = floor.house.send(sent)
            assert answer.status in (404, 422), answer
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.code


def test_work_lists_are_by_age_and_hold_what_waits(floor: Floor) -> None:
    orders = [floor.placed() for _ in range(5)]
    assert floor.work_list("placed") == [order.order_id for order in orders]
    floor.bring(orders[3], "confirmed")
    floor.bring(orders[0], "confirmed")
    floor.bring(orders[1], "dispatched")
    floor.bring(orders[4], "cancelled")
    assert floor.work_list("placed") == [orders[2].order_id]
    assert floor.work_list("confirmed") == [orders[3].order_id, orders[0].order_id]
    assert floor.work_list("dispatched") == [orders[1].order_id]
    assert floor.work_list("allocated") == floor.work_list("exception") == []
    floor.deliver(orders[1])
    assert floor.work_list("dispatched") == []


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_a_work_list_goes_on_where_it_stopped(floor: Floor, limit: int) -> None:
    orders = [floor.placed().order_id for _ in range(7)]
    seen: list[str] = []
    asked: dict[str, Any] = {"state": "placed", "limit": limit}
    while True:
        answer = floor.house.call("GET /orders", as_=MANAGER, query=asked)
        seen += [item["order_id"] for item in answer.body["items"]]
        assert len(answer.body["items"]) <= limit
        if answer.body["next"] is None:
            break
        asked["cursor"] = answer.body["next"]
    assert seen == orders


def test_a_history_goes_on_where_it_stopped(floor: Floor) -> None:
    order = floor.bring(floor.placed(), "delivered")
    first = ask(floor, "/history", order, SPECIALIST, limit=4).body
    rest = ask(floor, "/history", order, SPECIALIST, limit=4, cursor=first["next"]).body
    assert [event["version"] for event in first["items"] + rest["items"]] == [1, 2, 3, 4, 5, 6]
    assert rest["next"] is None


def test_a_cursor_of_a_warehouses_parcels_is_good_for_that_list_alone(floor: Floor) -> None:
    for _ in range(2):
        floor.bring(floor.placed(), "allocated")

    def page(person: Person, **asked: Any) -> Answer:
        return floor.house.call("GET /orders/parcels", as_=person, query=asked)

    cursor = page(WAREHOUSE_SH, limit=1).body["next"]
    assert len(page(WAREHOUSE_SH, cursor=cursor).body["items"]) == 1
    for answer in (page(WAREHOUSE_GZ, cursor=cursor), page(WAREHOUSE_SH, state="verified", cursor=cursor)):
        assert (answer.refusal, answer.fields) == ((422, "validation_failed"), ["cursor"])


def test_parcels_are_their_warehouses_alone(floor: Floor) -> None:
    floor.receive("MUG", 5, GZ)
    here, there = floor.placed(), floor.placed()
    for order, party in ((here, "WH-SH"), (there, GZ)):
        floor.confirm(order)
        floor.allocate(order, party)

    def waiting(person: Person, state: str) -> list[str]:
        answer = floor.house.call("GET /orders/parcels", as_=person, query={"state": state})
        return [item["order_id"] for item in answer.body["items"]]

    assert waiting(WAREHOUSE_SH, "assigned") == [here.order_id]
    assert waiting(WAREHOUSE_GZ, "assigned") == [there.order_id]
    floor.verify(there)
    assert (waiting(WAREHOUSE_GZ, "assigned"), waiting(WAREHOUSE_GZ, "verified")) == ([], [there.order_id])
    floor.dispatch(there)
    assert waiting(WAREHOUSE_GZ, "verified") == []


def forged(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def test_a_cursor_of_nothing_or_of_another_list_is_refused(floor: Floor) -> None:
    order = floor.placed()
    mine = f"history#ORDER#{order.order_id}"
    assert ask(floor, "/history", order, SPECIALIST, cursor=forged(mine, "EVENT#00000001")).status == 200
    odd = [forged(mine, "ORDER"), forged(mine, 1), forged(mine, "EVENT#\ud800"), forged(mine), forged(mine, None)]
    bad = ["x", "!!", "", forged("orders#placed", "a"), forged("history#ORDER#", "EVENT#1"), *odd]
    for cursor in bad:
        assert ask(floor, "/history", order, SPECIALIST, cursor=cursor).refusal == (422, "validation_failed"), cursor
    of_another = {"state": "placed", "cursor": forged("orders#confirmed", "2026")}
    assert floor.house.call("GET /orders", as_=SPECIALIST, query=of_another).fields == ["cursor"]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"state": "cancelled"},
        {"state": "placed", "limit": 0},
        {"state": "placed", "limit": 101},
        {"state": "placed", "limit": "many"},
    ],
)
def test_a_list_nobody_keeps_is_refused(floor: Floor, query: dict[str, Any]) -> None:
    assert floor.house.call("GET /orders", as_=SPECIALIST, query=query).refusal == (422, "validation_failed")
