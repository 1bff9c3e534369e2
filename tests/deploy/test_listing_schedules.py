"""When listing looks, by Shanghai's clocks (R3.1.4)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from tests.deploy.template import properties
from tests.schedules import firings

SCHEDULES = {
    name: event["Properties"]
    for name, event in properties("AWS::Serverless::Function")["ListingReactionsFunction"]["Events"].items()
}


def next_firings(name: str, count: int, start: datetime) -> Iterator[str]:
    its: Any = SCHEDULES[name]
    found = firings(its["ScheduleExpression"], its["ScheduleExpressionTimezone"], start)
    return (f"{at:%a %m-%d %H:%M}" for at in islice(found, count))


def test_prices_are_looked_at_every_minute() -> None:
    assert SCHEDULES["ApplyPriceChanges"]["ScheduleExpression"] == "rate(1 minute)"


def test_what_sold_out_is_looked_for_every_morning_six_times() -> None:
    assert list(next_firings("ProposeSoldOut", 8, datetime(2026, 12, 31, tzinfo=UTC))) == [
        *(f"Fri 01-01 06:{minute:02}" for minute in range(0, 60, 10)),
        "Sat 01-02 06:00",
        "Sat 01-02 06:10",
    ]


def test_slow_movers_are_looked_for_on_mondays_six_times() -> None:
    # Sunday 23:30 UTC is Monday 07:30 in Shanghai.
    assert list(next_firings("ProposeSlowMovers", 9, datetime(2026, 11, 29, 23, 30, tzinfo=UTC))) == [
        *(f"Mon 11-30 07:{minute:02}" for minute in (40, 50)),
        *(f"Mon 12-07 07:{minute:02}" for minute in range(0, 60, 10)),
        "Mon 12-14 07:00",
    ]
