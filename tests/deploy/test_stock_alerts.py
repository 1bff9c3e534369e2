"""What stock alerts hear of and when they look, by Shanghai's clocks (R3.1.3)."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import pytest

from shop.stock.levels import LEVEL, MOVEMENT
from stock_alerts.reactions import lambda_handler, reactions
from tests.deploy.template import ROOT, named, properties
from tests.gateway import Context
from tests.harness import House
from tests.schedules import firings

FUNCTIONS = properties("AWS::Serverless::Function")
EVENTS = FUNCTIONS["StockAlertsReactionsFunction"]["Events"]
STREAM: Any = EVENTS["LookAtLevels"]["Properties"]


def next_firings(name: str, count: int, start: datetime) -> Iterator[str]:
    its: Any = EVENTS[name]["Properties"]
    found = firings(its["ScheduleExpression"], its["ScheduleExpressionTimezone"], start)
    return (f"{at:%a %m-%d %H:%M}" for at in islice(found, count))


def test_what_is_to_be_told_is_told_every_minute_and_lost_records_are_made_up_for_each_hour() -> None:
    assert EVENTS["Tell"]["Properties"]["ScheduleExpression"] == "rate(1 minute)"
    assert EVENTS["LookAgain"]["Properties"]["ScheduleExpression"] == "rate(10 minutes)"


@pytest.mark.parametrize(("name", "hour"), [("LearnDemand", 3), ("ChaseReplenishments", 9)])
def test_demand_is_learned_by_night_and_what_is_late_is_chased_at_nine_each_six_times(name: str, hour: int) -> None:
    # The evening of the 30th in London is the morning of the 31st in Shanghai.
    assert list(next_firings(name, 8, datetime(2026, 12, 30, 16, 0, tzinfo=UTC))) == [
        *(f"Thu 12-31 {hour:02}:{minute:02}" for minute in range(0, 60, 10)),
        f"Fri 01-01 {hour:02}:00",
        f"Fri 01-01 {hour:02}:10",
    ]


def test_the_skus_stream_has_one_reader_who_hears_of_levels_and_not_of_movements() -> None:
    readers = [
        (function, name)
        for function, its in FUNCTIONS.items()
        for name, event in its.get("Events", {}).items()
        if event["Type"] == "DynamoDB" and named(event["Properties"]["Stream"]) == "SkuTable/stream"
    ]
    assert readers == [("StockAlertsReactionsFunction", "LookAtLevels")]
    (only,) = STREAM["FilterCriteria"]["Filters"]
    assert json.loads(only["Pattern"]) == {
        "eventName": ["INSERT", "MODIFY"],
        "dynamodb": {"Keys": {"sk": {"S": [{"prefix": LEVEL}]}}},
    }
    assert not MOVEMENT.startswith(LEVEL)


def test_the_stream_is_led_to_by_its_name_and_what_is_given_up_is_named() -> None:
    assert ["".join(part.title() for part in name.split("_")) for name in reactions.streams] == ["LookAtLevels"]
    assert STREAM["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert (STREAM["BisectBatchOnFunctionError"], STREAM["MaximumRetryAttempts"]) == (True, 10)
    assert STREAM["MaximumRecordAgeInSeconds"] <= 3600  # within the hour all is looked at again
    assert named(STREAM["DestinationConfig"]["OnFailure"]["Destination"]) == "StockAlertsLookAtLevelsFailures"


def test_the_example_of_the_stream_is_what_the_reaction_takes(house: House) -> None:
    example = json.loads((ROOT / "events" / "stream-levels.json").read_text("utf-8"))
    (pattern,) = [json.loads(one["Pattern"]) for one in STREAM["FilterCriteria"]["Filters"]]
    assert {record["eventName"] for record in example["Records"]} <= set(pattern["eventName"])
    assert all(record["dynamodb"]["Keys"]["sk"]["S"].startswith(LEVEL) for record in example["Records"])
    assert lambda_handler(example, Context("stock-alerts-reactions")) == {"batchItemFailures": []}
