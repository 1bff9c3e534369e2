"""When evidence is folded and months are closed, by Shanghai's clocks over a year's end (R4.3)."""

from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from appraisal_rounds.evidence.domain import SETTLES, FreezesOn, closes
from shop.business_days import SHANGHAI
from tests.deploy.template import properties, template
from tests.schedules import firings

EVENTS = properties("AWS::Serverless::Function")["AppraisalRoundsReactionsFunction"]["Events"]


def next_firings(name: str, count: int) -> list[datetime]:
    its: Any = EVENTS[name]["Properties"]
    start = datetime(2026, 12, 30, 16, 0, tzinfo=UTC)  # midnight in Shanghai
    return list(islice(firings(its["ScheduleExpression"], its["ScheduleExpressionTimezone"], start), count))


def test_days_are_folded_at_three_in_the_morning_and_once_more_each_ten_minutes_until_four() -> None:
    told = [f"{moment:%m-%d %H:%M}" for moment in next_firings("Fold", 24)]
    assert told == [
        f"{day} 03:{minute:02}" for day in ("12-31", "01-01", "01-02", "01-03") for minute in range(0, 60, 10)
    ]


def test_the_day_before_is_settled_when_it_is_folded() -> None:
    moment = next_firings("Fold", 1)[0].astimezone(SHANGHAI)
    assert moment.date().isoformat() == "2026-12-31"
    assert closes(date(2026, 12, 30)) + SETTLES <= moment
    # Nothing of a day is begun when it is closed and still under way when it is settled.
    assert properties("AWS::Serverless::Function")["AppraisalRoundsReactionsFunction"]["Timeout"] < SETTLES.seconds


def test_months_are_looked_at_each_hour() -> None:
    told = next_firings("Tick", 24)
    assert [(moment.hour, moment.minute) for moment in told] == [(hour, 5) for hour in range(24)]


def test_figures_freeze_at_noon_of_the_second_unless_it_is_said_otherwise() -> None:
    default = template()["Parameters"]["FiguresFreeze"]["Default"]
    assert FreezesOn.said(default).of("2026-12").astimezone(SHANGHAI).isoformat() == "2027-01-02T12:00:00+08:00"
