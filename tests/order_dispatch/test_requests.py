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


def test_while_a_large_order_is_worked_on_a_repeat_is_answered_and_a_new_request_waits(bulk: Bulk) -> None:
    bulk.bring_before(CANCELLING)
    first = bulk.floor.request(bulk.order)
    bulk.find()
    bulk.cut(CANCELLING, 2)
    again = bulk.floor.request(bulk.order)
    assert (again.status, again.body, again.headers["Idempotent-Replayed"]) == (201, first.body, "true")
    assert bulk.floor.request(bulk.order, "another wish", key="request-2").refusal == IN_PROGRESS
