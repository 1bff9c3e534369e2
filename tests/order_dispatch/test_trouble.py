"""Trouble between the shop and its store: it is waited out, or nothing is written (R3.2)."""

from collections.abc import Callable
from typing import Any

import pytest

from order_dispatch import store
from shop.storage.retry import RetryPolicy
from tests.faults import BROKEN, CONFLICT, LOST_ANSWER, THROTTLE, UNREACHED, Fault, Faults
from tests.harness import Answer
from tests.order_dispatch.books import the_books_are_right
from tests.order_dispatch.carrier import push
from tests.order_dispatch.shop_floor import EVERYTHING, SH, Floor, InHand, in_hand, line, parcel, wanted
from tests.people import CUSTOMER_SERVICE, SPECIALIST, WAREHOUSE_SH
from tests.watch import Watch

EVERY_FAULT = [CONFLICT, THROTTLE, BROKEN, UNREACHED, LOST_ANSWER]
WRITES_NOTHING = [CONFLICT, THROTTLE, BROKEN, UNREACHED]


@pytest.fixture(autouse=True)
def _by_a_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.database, "retry", Watch().patience())


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gives up after the first try."""
    monkeypatch.setattr(store.database, "retry", RetryPolicy(deadline=0))


@pytest.mark.parametrize("fault", EVERY_FAULT)
def test_an_order_goes_its_way_though_every_write_meets_with_trouble(floor: Floor, fault: Fault) -> None:
    with Faults(store.database.client, *[fault] * 2) as faults:
        order = in_hand(floor.place(wanted(line("MUG", 10), line("TEA", 1))), "SF00000001")
    assert len(set(faults.tokens)) == 1
    steps: list[Callable[[InHand], Answer]] = [
        floor.confirm, floor.request, floor.allocate, floor.verify, floor.dispatch, floor.deliver,
    ]  # fmt: skip
    for step in steps:
        with Faults(store.database.client, *[fault] * 2) as faults:
            step(order)
        assert len(set(faults.tokens)) == 1, step
    assert len(floor.told(order)) == floor.view(order)["version"] == 7
    assert floor.available("MUG") == 0
    the_books_are_right(floor.house)


@pytest.mark.parametrize("fault", EVERY_FAULT)
def test_a_cancellation_releases_once_whatever_happens_to_its_answer(floor: Floor, fault: Fault) -> None:
    order = floor.placed(line("MUG", 4))
    with Faults(store.database.client, fault, fault):
        floor.cancel(order)
    assert floor.available("MUG") == 10
    the_books_are_right(floor.house)


def test_our_own_write_whose_answer_was_lost_is_ours_though_nothing_is_left(floor: Floor) -> None:
    with Faults(store.database.client, LOST_ANSWER, CONFLICT, LOST_ANSWER):
        answer = floor.place(wanted(line("MUG", 10)))
    assert answer.status == 201
    assert "Idempotent-Replayed" not in answer.headers
    assert floor.view(in_hand(answer))["state"] == "placed"
    assert floor.available("MUG") == 0


def test_a_refusal_comes_through_trouble(floor: Floor) -> None:
    with Faults(store.database.client, CONFLICT, THROTTLE, UNREACHED):
        assert floor.place(wanted(line("MUG", 11))).refusal == (409, "out_of_stock")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("fault", WRITES_NOTHING)
def test_when_trouble_does_not_pass_the_shop_is_busy_and_nothing_is_written(floor: Floor, fault: Fault) -> None:
    order = floor.bring(floor.placed(), "verified")
    before = floor.house.items("order_dispatch"), floor.house.items("sku")
    with Faults(store.database.client, always=fault):
        answer = floor.place(wanted(external_id="WEB-9"), key="k")
        assert answer.refusal == (503, "busy")
        assert int(answer.headers["Retry-After"]) >= 1
        assert floor.act(order, "dispatch", WAREHOUSE_SH, **parcel()).refusal == (503, "busy")
        assert push(floor.house, "SF12345678", ("2026-11-25 10:00:00", "0")).refusal == (503, "busy")
    assert (floor.house.items("order_dispatch"), floor.house.items("sku")) == before
    assert floor.place(wanted(external_id="WEB-9"), key="k").status == 201


CONFIRMED: dict[str, Any] = {"channel": "chat", "confirmed": EVERYTHING}
STEPS: list[tuple[str, Callable[[Floor, InHand], Answer]]] = [
    (
        "placed",
        lambda floor, order: floor.act(order, "confirm", CUSTOMER_SERVICE, channel="chat", confirmed=EVERYTHING),
    ),
    ("placed", lambda floor, order: floor.act(order, "cancel", CUSTOMER_SERVICE, reason="other")),
    ("placed", lambda floor, order: floor.request(order)),
    ("confirmed", lambda floor, order: floor.act(order, "allocate", SPECIALIST, warehouse=SH)),
    ("allocated", lambda floor, order: floor.act(order, "verify", WAREHOUSE_SH)),
]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("fault", WRITES_NOTHING)
@pytest.mark.parametrize(("state", "step"), STEPS, ids=["confirm", "cancel", "request", "allocate", "verify"])
def test_no_step_is_half_taken_while_the_shop_is_busy(
    floor: Floor, state: str, step: Callable[[Floor, InHand], Answer], fault: Fault
) -> None:
    order = floor.bring(floor.placed(), state)
    before = floor.house.items("order_dispatch"), floor.house.items("sku")
    with Faults(store.database.client, always=fault):
        assert step(floor, order).refusal == (503, "busy")
    assert (floor.house.items("order_dispatch"), floor.house.items("sku")) == before
    assert step(floor, order).status in (200, 201)


@pytest.mark.usefixtures("impatient")
def test_whoever_never_hears_an_answer_learns_by_asking_again(floor: Floor) -> None:
    body = wanted(line("MUG", 3))
    with Faults(store.database.client, always=LOST_ANSWER):
        silence = floor.place(body, key="k")
    assert silence.refusal == (503, "busy")
    assert "nothing was written" not in silence.body["detail"]
    again = floor.place(body, key="k")
    assert (again.status, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert floor.available("MUG") == 7


READS: list[tuple[str, str, dict[str, Any]]] = [
    ("Query", "GET /orders/{order_id}", {}),
    ("GetItem", "GET /orders/{order_id}", {}),
    ("Query", "GET /orders", {"query": {"state": "placed"}}),
]


@pytest.mark.parametrize(("operation", "route", "more"), READS, ids=lambda part: str(part)[:30])
def test_reads_wait_trouble_out(floor: Floor, operation: str, route: str, more: dict[str, Any]) -> None:
    order_id = floor.placed().order_id
    with Faults(store.database.client, THROTTLE, UNREACHED, BROKEN, operation=operation):
        assert floor.house.call(route, as_=CUSTOMER_SERVICE, order_id=order_id, **more).status == 200


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("operation", "route", "more"), READS, ids=lambda part: str(part)[:30])
def test_reads_say_that_the_shop_is_busy(floor: Floor, operation: str, route: str, more: dict[str, Any]) -> None:
    order_id = floor.placed().order_id
    with Faults(store.database.client, always=THROTTLE, operation=operation):
        assert floor.house.call(route, as_=CUSTOMER_SERVICE, order_id=order_id, **more).refusal == (503, "busy")
