"""The shop's schedules as the template has them, each once a day at its own time."""

import re
from collections.abc import Iterable
from datetime import date, time
from typing import NamedTuple

from infra import house

# What fires every minute or so is let fire once a day, when the shop has closed.
EVENING = time(23, 0)
_WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


class Tick(NamedTuple):
    """A schedule of a room: which job, at what time of the day in Shanghai, on which weekday if not on all."""

    room: str
    job: str
    at: time
    weekday: int | None = None

    def fires_on(self, day: date) -> bool:
        return self.weekday is None or self.weekday == day.weekday()


def ticks(rooms: Iterable[str]) -> list[Tick]:
    """The schedules of these rooms, in the order of the template."""
    functions = house.properties("AWS::Serverless::Function")
    found = []
    for room in rooms:
        for event in functions[house.Room(room).reactions_function]["Events"].values():
            if event["Type"] == "ScheduleV2":
                its = event["Properties"]
                job = re.search(r'"job": "(\w+)"', its["Input"])
                assert job
                found.append(Tick(room, job[1], *_first(its["ScheduleExpression"])))
    return found


def _first(expression: str) -> tuple[time, int | None]:
    """The first time of a day at which an expression fires."""
    cron = re.fullmatch(r"cron\((\d+)\S* (\d+)\S* (?:\?|\*) \* (\S+) \*\)", expression)
    if cron is None:
        return EVENING, None
    weekday = _WEEKDAYS.index(cron[3]) if cron[3] in _WEEKDAYS else None
    return time(int(cron[2]), int(cron[1])), weekday
