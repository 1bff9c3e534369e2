"""When a SKU is short is said by a specialist, or proposed from what is sold, with the figures (R3.1.3)."""

from typing import Any

import pytest

from stock_alerts import demand, store
from tests.harness import Answer
from tests.order_dispatch.shop_floor import line
from tests.people import MANAGER, PURCHASING, SPECIALIST
from tests.stock_alerts.supply import SKU, Supply

# What is sold a day for a week from Tuesday on: mean 4, deviation 1.29 (see test_arithmetic).
WEEK = (2, 6, 4, 4, 3, 5, 4)


def a_week(supply: Supply, sku: str = "MUG", days: tuple[int, ...] = WEEK) -> None:
    """A week of sales; then it is Tuesday again."""
    supply.floor.receive(sku, 200)
    for units in days:
        supply.floor.placed(line(sku, units))
        supply.house.later(days=1)


def proposal(supply: Supply, sku: str = "MUG", **query: Any) -> Answer:
    return supply.house.call(f"GET {SKU}/proposal", as_=PURCHASING, sku=sku, query=query)


def test_what_is_set_is_shown_and_told(supply: Supply) -> None:
    said: dict[str, Any] = {
        "threshold": 4, "locations": [{"party": "WH-SH", "threshold": 2}], "target": 40, "replenish": "automatic",
        "supplier": "YIXING", "lead_time_days": 9, "minimum_order": 24, "pack": 12,
    }  # fmt: skip
    answer = supply.set(**said)
    assert answer.body == {"sku": "MUG", "version": 1, "threshold_by": "given", "why": None, **said}
    assert supply.see()["policy"] == answer.body
    (event,) = supply.told("ThresholdsSet")
    assert (event["entity"], event["actor"], event["data"]["threshold"]) == ("SKU#MUG", SPECIALIST.actor, 4)


def test_a_warehouse_that_nobody_opened_has_no_threshold_and_is_sent_no_goods(supply: Supply) -> None:
    before = supply.house.items("stock_alerts")
    locations = [{"party": party, "threshold": 2} for party in ("WH-SH", "WH-SG")]
    refused = supply.set(threshold=4, locations=locations)
    assert (refused.refusal, refused.fields) == ((409, "unknown_warehouse"), ["locations[1].party"])
    refused = supply.ask(party="WH-SG")
    assert (refused.refusal, refused.fields) == ((409, "unknown_warehouse"), ["party"])
    assert supply.house.items("stock_alerts") == before
    assert supply.set(threshold=4, locations=locations[:1]).status == 200
    assert supply.ask(party="WH-SH").status == 201


@pytest.mark.parametrize("version", [0, 2])
def test_what_is_set_was_decided_on_the_newest_version(supply: Supply, version: int) -> None:
    supply.set(threshold=1)
    assert supply.set(threshold=2, version=version).refusal == (409, "version_conflict")
    assert supply.see()["policy"]["threshold"] == 1


def test_a_sku_that_nobody_entered_has_no_policy(supply: Supply) -> None:
    for answer in (supply.set("NOBODY", threshold=1), proposal(supply, "NOBODY")):
        assert answer.refusal == (404, "not_found")
    assert supply.house.call(f"GET {SKU}", as_=MANAGER, sku="NOBODY").refusal == (404, "not_found")
    assert supply.house.items("stock_alerts") == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"threshold": -1}, "threshold"),
        ({"threshold": "4"}, "threshold"),
        ({"pack": 0}, "pack"),
        ({"lead_time_days": 366}, "lead_time_days"),
        ({"locations": [{"party": "WH-SH", "threshold": 1}] * 2}, "locations"),
        ({"locations": [{"party": f"WH-{n}", "threshold": 1} for n in range(21)]}, "locations"),
        ({"supplier": "宜兴"}, "supplier"),
        ({"replenish": "never"}, "replenish"),
    ],
)
def test_what_cannot_be_set_is_refused_by_name(supply: Supply, said: dict[str, Any], field: str) -> None:
    answer = supply.set(**said)
    assert answer.refusal == (422, "validation_failed")
    assert [name.partition("[")[0].partition(".")[0] for name in answer.fields] == [field]
    assert supply.house.items("stock_alerts") == []


@pytest.mark.parametrize("said", [{"threshold": 3, "threshold_by": "proposed"}, {"threshold": 9, "target": 9}])
def test_what_contradicts_itself_is_refused(supply: Supply, said: dict[str, Any]) -> None:
    assert supply.set(**said).refusal == (422, "validation_failed")


def test_sales_propose_a_threshold_with_its_figures_and_nothing_is_set(supply: Supply) -> None:
    a_week(supply)
    assert proposal(supply, lead_time_days=9).body == {
        "threshold": 43, "days": 7, "mean_daily_demand": 4.0, "deviation": 1.29, "lead_time_days": 9,
        "lead_time_by": "given", "z": 1.65, "lead_time_demand": 36.0, "safety_stock": 6.39,
    }  # fmt: skip
    assert supply.house.items("stock_alerts") == []


def test_what_is_sold_today_is_not_known_yet(supply: Supply) -> None:
    a_week(supply)
    supply.floor.placed(line("MUG", 90))
    assert proposal(supply).body["mean_daily_demand"] == 4.0


def test_of_less_than_a_week_nothing_is_proposed(supply: Supply) -> None:
    a_week(supply, days=WEEK[:6])
    assert proposal(supply).refusal == (409, "too_little_known")
    assert supply.set(threshold_by="proposed").refusal == (409, "too_little_known")


def test_a_proposed_threshold_is_made_anew_on_mondays_and_tells_why(supply: Supply) -> None:
    a_week(supply)
    first = supply.set(threshold_by="proposed", lead_time_days=9).body
    assert (first["threshold"], first["why"]["safety_stock"]) == (43, 6.39)
    for days, version in ((1, 1), (5, 2)):  # Wednesday; Monday, after days without a sale
        supply.house.later(days=days)
        supply.say("learn_demand")
        policy = supply.see()["policy"]
        assert (policy["version"], policy["threshold_by"]) == (version, "proposed")
    assert policy["threshold"] == policy["why"]["threshold"] < 43
    assert policy["why"]["days"] == 13
    assert supply.told("ThresholdsSet")[-1]["actor"] == "system:learn_demand"


def test_a_threshold_that_was_given_stays_as_it_is(supply: Supply) -> None:
    a_week(supply)
    supply.set(threshold=5)
    supply.house.later(days=6)
    supply.say("learn_demand")
    assert supply.see()["policy"]["threshold"] == 5


def test_what_was_learned_says_how_long_stock_will_do(supply: Supply) -> None:
    a_week(supply)
    supply.set(threshold=5)
    assert (supply.see()["days_known"], supply.see()["cover_hours"]) == (0, None)
    supply.say("learn_demand")
    seen = supply.see()
    assert (seen["days_known"], seen["mean_daily_demand"], seen["known_until"]) == (7, 4.0, "2026-11-30")
    assert seen["cover_hours"] == seen["available"] * 6


def test_a_ledger_is_read_back_to_what_is_known_and_no_further(supply: Supply, monkeypatch: pytest.MonkeyPatch) -> None:
    a_week(supply)
    supply.set(threshold=5)
    supply.say("learn_demand")
    asked: list[str] = []
    since = store.stock.reserved_since

    def noted(sku: str, time: str) -> Any:
        asked.append(time)
        return since(sku, time)

    monkeypatch.setattr(type(store.stock), "reserved_since", staticmethod(noted))
    supply.house.later(days=1)
    supply.say("learn_demand")
    supply.say("learn_demand")
    assert asked == ["2026-11-30T16:00:00.000Z"]  # the beginning of the day in Shanghai


def test_only_the_last_days_count(supply: Supply, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(demand.DEMAND_DAYS), "value", "7")
    a_week(supply, days=(50, *WEEK))
    supply.set(threshold=5)
    supply.say("learn_demand")
    assert (supply.see()["days_known"], supply.see()["mean_daily_demand"]) == (7, 4.0)
    supply.house.later(days=7)
    supply.say("learn_demand")
    assert (supply.see()["days_known"], supply.see()["mean_daily_demand"]) == (7, 0.0)
