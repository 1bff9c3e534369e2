"""Every state of an order and its parcel, and where it leads (R3.2)."""

from typing import Any

import pytest

from tests.harness import Answer
from tests.order_dispatch.shop_floor import EVERYTHING, SH, WAY, Floor, InHand, line, parcel
from tests.people import CUSTOMER_SERVICE, SPECIALIST, WAREHOUSE_SH, Person

NOT_ALLOWED = (409, "transition_not_allowed")
NOT_THEIRS = (404, "not_found")
STEPS: dict[str, tuple[Person, dict[str, Any]]] = {
    "confirm": (CUSTOMER_SERVICE, {"channel": "phone", "confirmed": EVERYTHING}),
    "cancel": (CUSTOMER_SERVICE, {"reason": "customer_request"}),
    "allocate": (SPECIALIST, {"warehouse": SH}),
    "verify": (WAREHOUSE_SH, {}),
    "dispatch": (WAREHOUSE_SH, parcel("SF99999999")),
}
STATES = (*WAY, "cancelled")
LEADS_TO = {
    ("placed", "confirm"): "confirmed",
    ("placed", "cancel"): "cancelled",
    ("confirmed", "cancel"): "cancelled",
    ("confirmed", "allocate"): "allocated",
    ("allocated", "verify"): "allocated",
    ("verified", "dispatch"): "dispatched",
}
# No warehouse has a part in an order that was not given to it.
NO_PARCEL_YET = {(state, step) for state in ("placed", "confirmed", "cancelled") for step in ("verify", "dispatch")}


def take(floor: Floor, order: InHand, step: str) -> Answer:
    as_, asked = STEPS[step]
    return floor.act(order, step, as_, **asked)


@pytest.mark.parametrize(("state", "step"), LEADS_TO, ids="-".join)
def test_a_step_leads_where_it_should(floor: Floor, state: str, step: str) -> None:
    order = floor.bring(floor.placed(line("MUG", 2)), state)
    history = floor.told(order)
    answer = take(floor, order, step)
    assert (answer.status, answer.body["state"]) == (200, LEADS_TO[state, step])
    assert answer.body["version"] == order.version + 1
    assert len(floor.told(order)) == len(history) + 1
    view = floor.view(order)
    assert {name: view[name] for name in answer.body} == answer.body


@pytest.mark.parametrize("state", STATES)
def test_no_other_step_is_taken_and_nothing_changes(floor: Floor, state: str) -> None:
    order = floor.bring(floor.placed(line("MUG", 2)), state)
    before = floor.house.items("order_dispatch"), floor.house.items("sku")
    for step in STEPS:
        if (state, step) not in LEADS_TO:
            wanted = NOT_THEIRS if (state, step) in NO_PARCEL_YET else NOT_ALLOWED
            assert take(floor, order, step).refusal == wanted, step
    assert (floor.house.items("order_dispatch"), floor.house.items("sku")) == before


@pytest.mark.parametrize(("state", "step"), LEADS_TO, ids="-".join)
@pytest.mark.parametrize("off_by", [-1, 1, 10**8])
def test_who_decided_on_another_version_has_to_look_again(floor: Floor, state: str, step: str, off_by: int) -> None:
    order = floor.bring(floor.placed(), state)
    true = order.version
    if true + off_by < 1:
        return
    before = floor.house.items("order_dispatch"), floor.house.items("sku")
    order.version = true + off_by
    answer = take(floor, order, step)
    assert answer.refusal == (409, "version_conflict")
    assert answer.body["version"] == true
    assert (floor.house.items("order_dispatch"), floor.house.items("sku")) == before


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("version", [0, -1, "1", 1.0, True, None, ..., [1]], ids=repr)
def test_a_version_is_a_whole_number(floor: Floor, step: str, version: Any) -> None:
    as_, asked = STEPS[step]
    body = asked if version is ... else asked | {"version": version}
    path = f"POST /orders/{{order_id}}/{step}"
    answer = floor.house.call(path, as_=as_, order_id="01M85MG3789RP28W3DW5371GGM", body=body)
    assert answer.refusal == (422, "validation_failed")
    assert answer.fields == ["version"]


@pytest.mark.parametrize("step", STEPS)
def test_nothing_can_be_done_to_an_order_that_is_not_there(floor: Floor, step: str) -> None:
    assert take(floor, InHand("01M85MG3789RP28W3DW5371GGM", 1), step).refusal == NOT_THEIRS


@pytest.mark.parametrize("step", STEPS)
def test_a_field_nobody_knows_is_refused(floor: Floor, step: str) -> None:
    as_, asked = STEPS[step]
    answer = floor.act(floor.placed(), step, as_, **asked, force=True)
    assert answer.refusal == (422, "validation_failed")
    assert answer.fields == ["force"]


def test_a_history_tells_every_step_in_order_with_who_took_it(floor: Floor) -> None:
    order = floor.bring(floor.placed(), "delivered")
    events = floor.house.events("order_dispatch", f"ORDER#{order.order_id}")
    assert [(event["version"], event["type"], event["role"]) for event in events] == [
        (1, "OrderPlaced", "storefront"),
        (2, "OrderConfirmed", "customer-service"),
        (3, "OrderAllocated", "operations-specialist"),
        (4, "ShipmentVerified", "warehouse"),
        (5, "ShipmentDispatched", "warehouse"),
        (6, "ShipmentDelivered", "carrier"),
    ]
    assert [event["at"] for event in events] == sorted(event["at"] for event in events)
    assert [event["actor"] for event in events[1:4]] == [CUSTOMER_SERVICE.actor, SPECIALIST.actor, WAREHOUSE_SH.actor]


def test_of_two_who_decide_on_the_same_version_one_is_refused(floor: Floor) -> None:
    order = floor.placed()
    assert take(floor, order, "confirm").status == 200
    assert take(floor, order, "cancel").refusal == (409, "version_conflict")
    assert floor.view(order)["state"] == "confirmed"
