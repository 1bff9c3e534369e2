"""A SKU that runs low is found by itself, once, and is over by itself (R3.1.3)."""

from typing import Any

import pytest

from order_dispatch import store as orders
from shop.ids import new_id
from shop.stock.buckets import Pool
from shop.stock.units import Cause, Units
from stock_alerts import replenishments, store
from tests.faults import CONFLICT, THROTTLE, Fault, Faults, refused
from tests.order_dispatch.shop_floor import line
from tests.overtaking import overtake
from tests.people import PURCHASING, SPECIALIST
from tests.stock_alerts.supply import SKU, Supply
from tests.watch import Watch


def acknowledge(supply: Supply, version: int, **more: Any) -> Any:
    path = f"POST {SKU}/acknowledge"
    return supply.house.call(path, as_=PURCHASING, sku="MUG", body={"version": version, **more})


def withdraw(sku: str) -> None:
    """Off the page and off sale."""
    with orders.database.transaction() as write:
        orders.stock.withdraw(write, sku)


def tie(units: int, party: str) -> None:
    with orders.database.transaction() as write:
        orders.stock.tie(write, Units("MUG", units), party, "ORDER#1")


def test_units_that_fall_to_the_threshold_open_one_alert_however_often_it_is_looked_at(supply: Supply) -> None:
    supply.set(threshold=4)
    supply.sell(5)
    assert supply.short() == []
    supply.sell(1)
    for _ in range(2):
        supply.changed("MUG", "MUG")
    (alert,) = supply.alerts()
    assert (alert["sku"], alert["party"], alert["kind"], alert["state"]) == ("MUG", None, "low", "open")
    assert (alert["threshold"], alert["available"], alert["incoming"], alert["version"]) == (4, 4, 0, 1)
    (event,) = supply.told("StockRanLow")
    assert (event["actor"], event["entity"], event["data"]["available"]) == ("system:look", "ALERT#MUG", 4)


def test_what_is_promised_to_orders_does_not_count_though_it_still_lies_there(supply: Supply) -> None:
    supply.set(threshold=3)
    supply.sell(7)
    assert supply.house.call("GET /stock/skus/{sku}", as_=SPECIALIST, sku="MUG").body["on_hand"] == 10
    assert supply.short() == [("MUG", None, "low", "open")]


def test_stock_that_is_back_resolves_the_alert_and_the_next_fall_opens_it_again(supply: Supply) -> None:
    supply.set(threshold=4)
    supply.sell(8)
    supply.receive(2)
    assert supply.short() == [("MUG", None, "low", "open")]  # four are not above four
    supply.receive(1)
    assert supply.short() == []
    (event,) = supply.told("StockAlertResolved")
    assert (event["data"]["available"], event["data"]["threshold"]) == (5, 4)
    supply.sell(1)
    (again,) = supply.alerts()
    assert (again["state"], again["version"]) == ("open", 3)


def test_an_alert_is_acknowledged_once_on_the_version_that_was_seen(supply: Supply) -> None:
    assert acknowledge(supply, 1).refusal == (404, "not_found")
    supply.set(threshold=4)
    supply.sell(6)
    assert acknowledge(supply, 2).refusal == (409, "version_conflict")
    assert acknowledge(supply, 1).body["state"] == "acknowledged"
    assert acknowledge(supply, 2).refusal == (409, "transition_not_allowed")
    (event,) = supply.told("StockAlertAcknowledged")
    assert event["actor"] == PURCHASING.actor
    supply.receive(9)
    assert supply.short() == []


def test_of_two_who_acknowledge_an_alert_at_once_one_hears_that_it_changed(
    supply: Supply, monkeypatch: pytest.MonkeyPatch
) -> None:
    supply.set(threshold=4)
    supply.sell(6)
    overtake(monkeypatch, store, "found", lambda: acknowledge(supply, 1))
    answer = acknowledge(supply, 1)
    assert (answer.refusal, answer.body["version"]) == ((409, "version_conflict"), 2)
    assert len(supply.told("StockAlertAcknowledged")) == 1


def test_what_sells_out_with_nothing_on_its_way_is_said_louder_and_again(supply: Supply) -> None:
    supply.set(threshold=4)
    supply.sell(6)
    acknowledge(supply, 1)
    supply.sell(4)
    assert supply.short() == [("MUG", None, "sold_out", "open")]
    assert [event["data"]["kind"] for event in supply.told("StockRanLow")] == ["low", "sold_out"]


def test_what_is_there_again_in_part_is_low_and_no_longer_sold_out(supply: Supply) -> None:
    supply.set(threshold=4)
    supply.sell(10)
    acknowledge(supply, 1)
    supply.receive(3)
    assert supply.short() == [("MUG", None, "low", "acknowledged")]
    assert len(supply.told("StockEased")) == 1


def test_a_sku_of_which_nothing_is_set_is_short_when_its_last_unit_goes(supply: Supply) -> None:
    supply.stock("NEW", units=0)
    supply.changed("NEW")
    supply.sell(9)
    assert supply.short() == []
    supply.sell(1)
    assert supply.short() == [("MUG", None, "sold_out", "open")]


def test_what_was_never_there_is_short_when_somebody_set_that_it_is_to_be(supply: Supply) -> None:
    supply.stock("NEW", units=0)
    supply.set("NEW", threshold=0)
    assert supply.short() == [("NEW", None, "sold_out", "open")]


def test_what_leaves_the_page_needs_no_goods(supply: Supply) -> None:
    supply.set(threshold=4)
    supply.sell(8)
    withdraw("MUG")
    supply.changed("MUG")
    assert supply.short() == []


def test_a_party_is_compared_by_what_is_untied_there(supply: Supply) -> None:
    supply.open_warehouse("WH-GZ")
    supply.set(threshold=2, locations=[{"party": "WH-SH", "threshold": 5}, {"party": "WH-GZ", "threshold": 1}])
    assert supply.short() == [("MUG", "WH-GZ", "sold_out", "open")]
    supply.sell(6)
    tie(4, "WH-SH")
    supply.changed("MUG", key="LEVEL#WH-SH")
    assert ("MUG", "WH-SH", "low", "open") not in supply.short()
    tie(1, "WH-SH")
    supply.changed("MUG", key="LEVEL#WH-SH")
    assert ("MUG", "WH-SH", "low", "open") in supply.short()
    assert ("MUG", None, "low", "open") not in supply.short()
    supply.receive(2, party="WH-GZ")
    assert [party for _, party, _, _ in supply.short()] == ["WH-SH"]


def test_a_party_whose_threshold_is_taken_back_is_not_short_any_more(supply: Supply) -> None:
    supply.open_warehouse("WH-GZ")
    supply.set(locations=[{"party": "WH-GZ", "threshold": 1}])
    assert len(supply.short()) == 1
    supply.set(version=1, locations=[])
    assert supply.short() == []


def test_of_two_who_look_at_once_one_opens_the_alert(supply: Supply, monkeypatch: pytest.MonkeyPatch) -> None:
    supply.set(threshold=4)
    supply.floor.placed(line("MUG", 6))
    overtake(monkeypatch, replenishments, "underway_in", lambda: supply.changed("MUG"))
    assert supply.changed("MUG") == []
    assert len(supply.told("StockRanLow")) == 1


def test_one_sku_that_cannot_be_looked_at_comes_again_and_holds_up_no_other(supply: Supply) -> None:
    supply.stock("TEA", "JAR")
    for sku in ("MUG", "TEA", "JAR"):
        supply.set(sku, threshold=4)
        supply.floor.placed(line(sku, 6))
    with Faults(store.database.client, Fault.NONE, refused("ValidationException")):
        assert supply.changed("MUG", "TEA", "JAR") == ["101"]
    assert {sku for sku, *_ in supply.short()} == {"MUG", "JAR"}
    assert supply.changed("TEA") == []
    assert len(supply.short()) == 3


def test_when_nothing_can_be_read_all_comes_again(supply: Supply) -> None:
    with Faults(store.database.client, always=refused("ValidationException"), operation="BatchGetItem"):
        assert supply.changed("MUG", "TEA") == ["100", "101"]


@pytest.mark.parametrize("fault", [CONFLICT, THROTTLE])
def test_a_look_that_meets_with_trouble_opens_nothing_twice(
    supply: Supply, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr(store.database, "retry", Watch().patience())
    supply.set(threshold=4)
    supply.floor.placed(line("MUG", 6))
    with Faults(store.database.client, fault):
        supply.changed("MUG")
    assert len(supply.told("StockRanLow")) == 1


def test_a_hot_sku_is_judged_by_all_of_its_buckets(supply: Supply) -> None:
    supply.set(threshold=4)
    stock = orders.stock
    stock.spreads.clear()

    def spread(seen: Pool) -> None:
        with orders.database.transaction() as write:
            stock.spread(write, "MUG", seen, 4, Cause(new_id(supply.house.now), "SPREAD#MUG", supply.house.now))

    stock.on_pool("MUG", spread)
    supply.changed("MUG", key="LEVEL~3")
    assert supply.short() == []
    assert supply.see()["available"] == 10
    supply.sell(6)
    supply.changed("MUG", key="LEVEL~3")
    (alert,) = supply.alerts()
    assert (alert["available"], alert["party"]) == (4, None)
    stock.spreads.clear()
