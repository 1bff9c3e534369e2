"""When stock control looks, by Shanghai's clocks (R3.1.3)."""

from datetime import UTC, datetime
from itertools import islice

from tests.deploy.template import properties
from tests.schedules import firings

SCHEDULES = {
    name: event["Properties"]
    for name, event in properties("AWS::Serverless::Function")["StockControlReactionsFunction"]["Events"].items()
}


def test_stocktakes_are_tended_every_minute() -> None:
    assert SCHEDULES["TendStocktakes"]["ScheduleExpression"] == "rate(1 minute)"


def test_the_ledger_is_gone_through_at_night_every_five_minutes_for_three_hours() -> None:
    its = SCHEDULES["ReconcileLedger"]
    start = datetime(2026, 11, 28, 16, 55, tzinfo=UTC)  # 00:55 in Shanghai
    found = [
        f"{at:%a %H:%M}"
        for at in islice(firings(its["ScheduleExpression"], its["ScheduleExpressionTimezone"], start), 37)
    ]
    assert (found[0], found[1], found[35], found[36]) == ("Sun 01:00", "Sun 01:05", "Sun 03:55", "Mon 01:00")


def test_cycle_counts_are_planned_every_morning_before_people_come_six_times() -> None:
    its = SCHEDULES["PlanCycleCounts"]
    # 20:45 UTC is 04:45 of the next day in Shanghai.
    start = datetime(2026, 11, 28, 20, 45, tzinfo=UTC)
    found = islice(firings(its["ScheduleExpression"], its["ScheduleExpressionTimezone"], start), 8)
    assert [f"{at:%a %m-%d %H:%M}" for at in found] == [
        *(f"Sun 11-29 05:{minute:02}" for minute in range(0, 60, 10)),
        "Mon 11-30 05:00",
        "Mon 11-30 05:10",
    ]
