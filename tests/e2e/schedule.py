"""The sweeper's schedule, held for a while."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.e2e.shop import Shop

_KEPT = ("Name", "GroupName", "ScheduleExpression", "ScheduleExpressionTimezone", "FlexibleTimeWindow", "Target")


@contextmanager
def sweeper_stopped(shop: Shop) -> Iterator[None]:
    """The schedule does not fire inside the block; it is due at its end."""
    scheduler = shop.aws("scheduler")
    function = shop.output("OrderDispatchReactionsFunctionName")
    for listed in scheduler.list_schedules()["Schedules"]:
        schedule = scheduler.get_schedule(Name=listed["Name"], GroupName=listed["GroupName"])
        target = schedule["Target"]
        if target["Arn"].endswith(f":{function}") and json.loads(target["Input"]) == {"job": "sweep_stuck_orders"}:
            break
    else:
        raise AssertionError("The sweeper has no schedule.")
    _turn(scheduler, schedule, "DISABLED")
    try:
        yield
    finally:
        _turn(scheduler, schedule, "ENABLED")


def _turn(scheduler: Any, schedule: Any, state: str) -> None:
    scheduler.update_schedule(**{name: schedule[name] for name in _KEPT if name in schedule}, State=state)
