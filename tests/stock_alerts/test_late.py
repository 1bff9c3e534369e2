"""What is late is chased, once a day; what is late for long the manager hears of (R3.1.3)."""

from typing import Any

import pytest

from shop.events.reactions import JobFailedError
from stock_alerts import chasing, replenishments
from tests.order_dispatch.shop_floor import line
from tests.overtaking import overtake
from tests.stock_alerts.supply import Supply


def chased(supply: Supply) -> list[tuple[str, int, bool]]:
    return [
        (one["data"]["day"], one["data"]["days_late"], one["data"]["escalated"])
        for one in supply.told("ReplenishmentChased")
    ]


def test_a_request_that_nobody_took_up_is_chased_from_the_second_business_day_on_once_a_day(supply: Supply) -> None:
    one = supply.ask(quantity=20).body  # on a Tuesday
    for _ in range(2):
        supply.house.later(days=1)
        for _ in range(3):
            supply.say("chase_replenishments")
    assert chased(supply) == [("2026-11-26", 1, False)]
    assert supply.read(one)["chased_on"] == "2026-11-26"
    supply.house.later(days=1)
    supply.take(supply.read(one), "acknowledge")
    supply.say("chase_replenishments")
    assert len(chased(supply)) == 1


def test_of_two_runs_at_once_one_chases(supply: Supply, monkeypatch: pytest.MonkeyPatch) -> None:
    supply.ask(quantity=20)
    for read in ("late", "find"):
        supply.house.later(days=2)
        overtake(monkeypatch, replenishments, read, lambda: supply.say("chase_replenishments"))
        supply.say("chase_replenishments")
    assert [days for _, days, _ in chased(supply)] == [1, 3]


def test_a_weekend_is_no_delay(supply: Supply) -> None:
    supply.house.later(days=3)  # Friday
    supply.ask(quantity=20)
    supply.house.later(days=3)
    supply.say("chase_replenishments")
    assert chased(supply) == []


def test_goods_that_did_not_come_are_chased_and_after_three_days_the_manager_hears(supply: Supply) -> None:
    supply.ordered(supply.ask(quantity=20).body, expected_on="2026-11-26")
    for day in range(27, 31):
        supply.house.now = supply.house.now.replace(day=day)
        supply.say("chase_replenishments")
    supply.say("tell")
    assert chased(supply) == [
        ("2026-11-27", 1, False), ("2026-11-28", 2, False), ("2026-11-29", 3, False), ("2026-11-30", 4, True),
    ]  # fmt: skip
    (escalated,) = supply.told("LateReplenishmentsEscalated")
    assert [row["days_late"] for row in escalated["data"]["rows"]] == [4]


def test_a_day_on_which_the_schedule_did_not_fire_is_made_up_for_once(supply: Supply) -> None:
    supply.ordered(supply.ask(quantity=20).body, expected_on="2026-11-26")
    supply.house.later(days=5)
    supply.say("chase_replenishments")
    assert [days for _, days, _ in chased(supply)] == [3]


def test_what_is_at_risk_is_what_will_be_sold_before_goods_come_and_is_not_there(supply: Supply) -> None:
    supply.set(threshold=1, lead_time_days=5)
    for _ in range(7):  # one a day; three are left
        supply.floor.placed(line("MUG", 1))
        supply.house.later(days=1)
    supply.ask(quantity=20)
    supply.house.later(days=2)
    supply.say("learn_demand")
    supply.say("chase_replenishments")
    (event,) = supply.told("ReplenishmentChased")
    # Nine days are known, of which seven sold one: 7/9 a day, and in five days 3.9 of which 3 are there.
    assert (event["data"]["units_at_risk"], event["data"]["sales_at_risk_minor"]) == (1, 500)
    assert event["data"]["cover_hours"] == 92  # 3 ÷ 7/9 × 24


def test_one_that_cannot_be_seen_to_holds_up_no_other_and_is_made_up_for_ten_minutes_later(
    supply: Supply, monkeypatch: pytest.MonkeyPatch
) -> None:
    supply.stock("TEA", "JAR")
    for sku in ("MUG", "TEA", "JAR"):
        supply.ask(sku, key=sku, quantity=5)
    supply.house.later(days=3)
    monkeypatch.setattr(chasing, "_AT_A_TIME", 1)
    chase, seen = chasing._chase, list[str]()

    def dies(one: Any, *more: Any) -> None:
        seen.append(one.sku)
        if len(seen) == 2:
            raise RuntimeError("one cannot be seen to")
        chase(one, *more)

    monkeypatch.setattr(chasing, "_chase", dies)
    with pytest.raises(JobFailedError):
        supply.say("chase_replenishments")
    assert len(chased(supply)) == 2
    for _ in range(2):
        supply.house.later(minutes=10)
        supply.say("chase_replenishments")
    assert len(chased(supply)) == 3
    supply.house.later(days=1)
    supply.say("chase_replenishments")
    assert len(chased(supply)) == 6
