"""Sold out while wanted: an order that was refused opens an alert, and the louder kind of it (R3.1.3)."""

from collections.abc import Mapping
from typing import Any

import pytest

from stock_alerts import reactions, store
from tests.faults import CONFLICT, Faults
from tests.order_dispatch.queue import as_delivered, batch
from tests.order_dispatch.shop_floor import line, wanted
from tests.stock_alerts.supply import CONTEXT, Supply


def refuse(supply: Supply, units: int, sku: str = "MUG") -> dict[str, Any]:
    """An order wants more than there is; the event that tells of it."""
    supply.house.later(minutes=1)
    assert supply.floor.place(wanted(line(sku, units))).refusal == (409, "out_of_stock")
    return supply.house.events("order_dispatch", f"REFUSED#{sku}")[-1]


def hear(*events: Mapping[str, Any]) -> list[str]:
    bodies = [as_delivered(event) for event in events]
    answer = reactions.lambda_handler(batch("hear_of_refusal", *bodies, room="stock_alerts"), CONTEXT)
    assert answer is not None
    return [str(failure["itemIdentifier"]) for failure in answer["batchItemFailures"]]


def test_an_order_that_was_refused_opens_the_louder_alert_though_some_are_there(supply: Supply) -> None:
    hear(refuse(supply, 12))
    (alert,) = supply.alerts()
    assert (alert["kind"], alert["state"], alert["available"], alert["wanted_units"]) == ("sold_out", "open", 10, 12)
    (event,) = supply.told("StockRanLow")
    assert (event["data"]["kind"], event["data"]["wanted_units"]) == ("sold_out", 12)
    supply.say("tell")
    (listed,) = supply.told("LowStockListed")
    assert [(row["sku"], row["kind"]) for row in listed["data"]["rows"]] == [("MUG", "sold_out")]


def test_an_alert_that_stands_is_raised_once_and_a_look_does_not_quieten_it(supply: Supply) -> None:
    supply.set(threshold=10)
    assert supply.short() == [("MUG", None, "low", "open")]
    hear(refuse(supply, 12))
    supply.changed("MUG")
    supply.say("look_again")
    hear(refuse(supply, 15))
    (alert,) = supply.alerts()
    assert (alert["kind"], alert["wanted_units"], alert["version"]) == ("sold_out", 15, 2)


def test_with_goods_on_their_way_it_is_low(supply: Supply) -> None:
    supply.ordered(supply.ask(quantity=20).body)
    hear(refuse(supply, 12))
    assert supply.short() == [("MUG", None, "low", "open")]


def test_it_is_over_when_as_much_is_there_as_was_wanted_or_after_a_day(supply: Supply) -> None:
    hear(refuse(supply, 12))
    supply.receive(1)
    assert len(supply.short()) == 1
    supply.receive(1)
    assert supply.short() == []
    supply.sell(1)
    assert supply.short() == []  # nobody was refused since
    hear(refuse(supply, 12))
    supply.house.later(hours=23)
    supply.say("look_again")
    assert len(supply.short()) == 1
    supply.house.later(hours=2)
    supply.say("look_again")
    assert supply.short() == []


def test_events_that_come_late_twice_or_the_other_way_round_open_nothing_wrong(supply: Supply) -> None:
    first, second = refuse(supply, 15), refuse(supply, 12)
    hear(second, first, second, first)
    (alert,) = supply.alerts()
    assert (alert["wanted_units"], alert["version"]) == (12, 1)
    assert supply.see()["refused_units"] == 27
    supply.receive(5)
    assert supply.short() == []
    hear(first)
    assert supply.short() == []
    supply.house.later(days=1)
    assert supply.see()["refused_units"] == 0


def test_a_sku_that_was_never_there_is_wanted_all_the_same(supply: Supply) -> None:
    supply.stock("NEW", units=0)
    hear(refuse(supply, 1, "NEW"))
    assert supply.short() == [("NEW", None, "sold_out", "open")]


@pytest.mark.parametrize("times", [1, 2])
def test_whoever_meets_another_look_looks_again(supply: Supply, times: int) -> None:
    event = refuse(supply, 12)
    with Faults(store.database.client, *[CONFLICT] * times):
        assert hear(event) == []
    assert len(supply.short()) == 1
