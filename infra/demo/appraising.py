"""A month later (R4.3, R4.4): the round of the month before, opened by a schedule that comes late, and one sheet in it.

The clock is the real one: the round of the day's own month begins on the 1st of the next, and no seal opens before its
time. So a sheet is reviewed here, and its grade is not signed.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from infra.client import Client, new_key
from infra.client.http import Json
from infra.demo.cast import Day, found, refusal, until
from infra.demo.measuring import ROOM, Figures, employees, so_far
from infra.demo.schedule import Schedule
from shop.business_days import business_date

WHOSE = "specialist-1"
ITEMS = (
    *("knowledge_and_skill", "communication", "problem_solving", "learning"),
    *("responsibility", "team_spirit", "initiative", "loyalty"),
)
SELF_REVIEW = {
    "achievements": "新品按时上架，没有一件缺图。",
    "shortcomings": "盘点差异查得太慢。",
    "measures": "差异当天查清。",
}
SUPERIORS_REVIEW = {"scores": dict.fromkeys(ITEMS, 85), "opinion": "工作认真，协作主动。"}


class Later(NamedTuple):
    """What is seen a month later; there is no sheet where the round was over before HR kept any records."""

    figures: Figures
    round: Json
    sheet: Json | None


def a_month_later(day: Day, schedule: Schedule, at: datetime) -> Later:
    """The figures that the day left by now, and a sheet on its way; what former days did is not done again."""
    staff = employees(day)
    figures = so_far(day, staff["manager"], at)
    this = business_date(at).replace(day=1)
    opened = _opened(day, schedule, f"{this - timedelta(days=1):%Y-%m}")
    return Later(figures, opened, _reviewed(day, opened, staff))


def _opened(day: Day, schedule: Schedule, month: str) -> Json:
    """The round of a month, which a tick opens that comes late."""
    hr, where = day.cast.hr, f"{ROOM}/rounds/{month}"
    schedule.tick()
    if found(hr, where) is None:
        schedule.missed(month)
        schedule.tick()

    def opened() -> Json | None:
        seen = found(hr, where)
        return seen if seen and seen["state"] != "scheduled" else None

    first = until(opened, f"The round of {month}")
    schedule.tick()
    again = hr.get(where)
    day.claim(
        f"the schedule, come late, opens the round of {month}; come twice, it opens it once",
        again["sheets"] == first["sheets"],
    )
    return again


def _reviewed(day: Day, opened: Json, staff: dict[str, Json]) -> Json | None:
    """The specialist's sheet, which they read, with their own review and the superior's."""
    cast, month, me = day.cast, opened["round_id"], staff[WHOSE]
    path = f"{ROOM}/sheets/{month}.{me['employee_id']}"
    mine = found(cast.specialist, path)
    if mine is None and opened["state"] == "collecting":
        cast.hr.post(f"{ROOM}/rounds/{month}/sheets", {"employee_id": me["employee_id"]}, key=new_key())
        mine = cast.specialist.get(path)
    if mine is None or mine["state"] != "reviewing":
        return mine
    superiors = {None: cast.director, staff["manager"]["employee_id"]: cast.manager}
    superior = superiors.get(mine["superior"])
    if superior is None:  # somebody else, as HR said in a shop that is kept
        return mine
    return _sealed(day, path, superior, mine["status"])


def _sealed(day: Day, path: str, superior: Client, status: Json) -> Json:
    """Both give what they have not given yet; what each sees of the other's is claimed on the way."""
    employee = day.cast.specialist
    if not status["self_review_given"]:
        employee.post(f"{path}/self-review", SELF_REVIEW)
    if not status["superior_review_given"]:
        sealed = superior.get(path)
        superior.post(f"{path}/superior-review", SUPERIORS_REVIEW)
        day.claim(
            "a self-review is sealed from the superior until theirs is in, too",
            (sealed["status"]["self_review_given"], sealed["self_review"]) == (True, None),
        )
    mine, theirs, of_hr = employee.get(path), superior.get(path), day.cast.hr.get(path)
    unsigned = refusal(lambda: day.cast.manager.get(f"{path}/composite")) == "transition_not_allowed"
    sealed_still = (of_hr["self_review"], of_hr["superior_review"], unsigned) == (None, None, True)
    day.claim(
        "with both in, these two read each other's; until peers' are in, HR reads neither, and nobody signs",
        None not in (mine["superior_review"], theirs["self_review"]) and (sealed_still or mine["state"] != "reviewing"),
    )
    return mine
