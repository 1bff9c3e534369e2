"""What customers wanted and did not get is told of, and who was refused neither waits nor fails for it (R3.1.3)."""

from typing import Any

import pytest

from order_dispatch import store
from tests.faults import Faults, refused
from tests.order_dispatch.large import PLACING, Bulk
from tests.order_dispatch.log import Log
from tests.order_dispatch.shop_floor import Floor, line, wanted


def told(floor: Floor) -> list[dict[str, Any]]:
    return [event for event in floor.house.events("order_dispatch", "REFUSED#") if event["type"] == "DemandRefused"]


def test_an_order_that_wanted_more_than_is_there_is_told_of_without_its_customer(floor: Floor) -> None:
    body = wanted(line("MUG", 8, discount_minor=100), line("MUG", 4))
    assert floor.place(body).refusal == (409, "out_of_stock")
    (event,) = told(floor)
    assert event["data"] == {
        "sku": "MUG",
        "units": 12,
        "available": 10,
        "currency": "CNY",
        "sales_refused_minor": 5900,
    }
    assert (event["role"], event["actor"]) == ("storefront", "storefront:shop-web")


def test_of_a_sku_one_refusal_a_minute_is_told_of(floor: Floor) -> None:
    floor.house.now = floor.house.now.replace(second=0)
    for _ in range(5):
        floor.place(wanted(line("MUG", 11)))
    assert len(told(floor)) == 1
    floor.house.later(minutes=1)
    floor.place(wanted(line("MUG", 11)))
    assert len({event["version"] for event in told(floor)}) == 2


def test_of_several_skus_another_one_is_told_of_each_time_and_it_stays_one_write(floor: Floor) -> None:
    for _ in range(12):
        with Faults(store.database.client, operation="PutItem") as puts:
            assert floor.place(wanted(line("MUG", 11), line("TEA", 11))).refusal == (409, "out_of_stock")
        assert len(puts.calls) == 1
        floor.house.later(minutes=1)
    assert {event["data"]["sku"] for event in told(floor)} == {"MUG", "TEA"}


@pytest.mark.parametrize("line_", [line("NONE"), line("MUG", 1, 499)])
def test_what_is_refused_for_another_reason_is_no_demand(floor: Floor, line_: dict[str, Any]) -> None:
    assert floor.place(wanted(line_)).status == 409
    assert told(floor) == []


@pytest.mark.parametrize("code", ["ProvisionedThroughputExceededException", "ValidationException"])
def test_what_cannot_be_told_is_tried_once_and_refuses_all_the_same(floor: Floor, log: Log, code: str) -> None:
    with Faults(store.database.client, operation="PutItem", always=refused(code)) as puts:
        answer = floor.place(wanted(line("MUG", 11)))
    assert answer.refusal == (409, "out_of_stock")
    assert len(puts.calls) == 1
    assert told(floor) == []
    assert [entry["message"] for entry in log.lines() if entry["level"] == "WARNING"] == ["refusal_untold"]


def test_a_large_order_that_is_refused_is_told_of_too(bulk: Bulk) -> None:
    bulk.bring_before(PLACING)
    bulk.floor.placed(line("S03", bulk.floor.available("S03")), external_id="ELSE")
    assert bulk.ask(PLACING).refusal == (409, "out_of_stock")
    assert [event["data"]["sku"] for event in told(bulk.floor)] == ["S03"]
