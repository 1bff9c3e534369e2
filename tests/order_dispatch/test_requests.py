"""A customer's special request is recorded once, whatever happens to the order meanwhile (R3.2.1)."""

import pytest

from order_dispatch import store
from tests.order_dispatch.large import CANCELLING, IN_PROGRESS, Bulk
from tests.order_dispatch.shop_floor import Floor
from tests.overtaking import overtake


def test_a_request_does_not_depend_on_the_version_that_it_meets(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    order = floor.placed()
    overtake(monkeypatch, store, "load_head", lambda: floor.confirm(order))
    assert floor.request(order).status == 201
    assert floor.told(order) == ["OrderPlaced", "OrderConfirmed", "SpecialRequestRecorded"]
    assert len(floor.view(order)["requests"]) == 1


def test_an_order_has_so_many_special_requests_and_no_more(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("order_dispatch.domain.MOST_REQUESTS", 2)
    order = floor.placed()
    answers = [floor.request(order, key=f"request-{n}") for n in range(3)]
    assert [answer.status for answer in answers] == [201, 201, 409]
    assert answers[2].refusal == (409, "too_many_special_requests")
    assert len(floor.view(order)["requests"]) == 2
    again = floor.request(order, key="request-1")
    assert (again.status, again.headers["Idempotent-Replayed"]) == (201, "true")


def test_no_step_on_an_orders_way_forgets_how_many_requests_it_has(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("order_dispatch.domain.MOST_REQUESTS", 1)
    order = floor.placed()
    floor.request(order)
    floor.bring(order, "dispatched")
    assert floor.request(order, key="request-2").refusal == (409, "too_many_special_requests")


def test_while_a_large_order_is_worked_on_a_repeat_is_answered_and_a_new_request_waits(bulk: Bulk) -> None:
    bulk.bring_before(CANCELLING)
    first = bulk.floor.request(bulk.order)
    bulk.find()
    bulk.cut(CANCELLING, 2)
    again = bulk.floor.request(bulk.order)
    assert (again.status, again.body, again.headers["Idempotent-Replayed"]) == (201, first.body, "true")
    assert bulk.floor.request(bulk.order, "another wish", key="request-2").refusal == IN_PROGRESS
