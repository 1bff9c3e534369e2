"""What the day's work comes to (R4.2.1): the month's figures until now, and every event that its sales are made of."""

import csv
import io
from collections import Counter
from datetime import datetime
from typing import NamedTuple

from infra.client.http import Json
from infra.demo.cast import Case, Day, DayFailedError, until
from infra.demo.script import CURRENCY
from infra.demo.stories import Way
from shop.business_days import business_date

ROOM = "/appraisal-rounds"


class Figures(NamedTuple):
    """The manager's indicators of a month, and how many events of which kind its sales are made of."""

    month: str
    indicators: list[Json]
    sales: Counter[str]


def employees(day: Day) -> dict[str, Json]:
    """HR brings in a file of all who are appraised and have no record yet; returns the records by user name.

    Raises DayFailedError, naming the line of the file that is refused.
    """
    hr, users = day.cast.hr, day.cast.users
    known = _by_account(day)
    if users.keys() <= known.keys():
        return known
    lines = hr.post(f"{ROOM}/employees/import", {"csv": _file(day, known)}).body["items"]
    if refused := next((line for line in lines if line["errors"]), None):
        raise DayFailedError(f"HR's line of {refused['number']} is refused: {refused['errors'][0]['reason']}.")
    return _by_account(day)


def _by_account(day: Day) -> dict[str, Json]:
    """The records of those who have a part, by user name."""
    of = {user: name for name, user in day.cast.users.items()}
    found = day.cast.hr.items(f"{ROOM}/employees", limit=100)
    return {of[one["user"]]: one for one in found if one["user"] in of}


def _file(day: Day, known: dict[str, Json]) -> str:
    """The lines of those who are not known; all are under the first of the department."""
    boss, *_ = day.script.department
    number = known[boss.account]["number"] if boss.account in known else boss.number
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(("number", "name", "user", "post", "superior", "joined"))
    for one in day.script.department:
        if one.account not in known:
            superior = "" if one is boss else number
            user = day.cast.users[one.account]
            lines.writerow((one.number, one.name, user, one.post, superior, one.joined))
    return text.getvalue()


def so_far(day: Day, manager: Json, at: datetime) -> Figures:
    """The month's figures of the shop as a whole, once the day's events are in them; of two where it ends meanwhile."""
    months = sorted({f"{business_date(moment):%Y-%m}" for moment in (day.began, at)})
    wanted = {key for case in day.cases for key in _told_of(case)}

    def told() -> tuple[list[Json], list[list[Json]]] | None:
        rows = [row for month in months for row in _evidence(day, month)]
        figures = [_figures(day, month, manager) for month in months]
        # Traffic was told last, and comes by another queue than orders.
        complete = wanted <= {_key(row) for row in rows} and _of(figures[-1], "conversion")
        return (rows, figures) if complete else None

    rows, figures = until(told, "The evidence of the day's sales")
    today = sum(_worth(row) for row in rows if _key(row) in wanted)
    kept = [case for case in day.cases if case.order_id and case.order.story.name != "cancelled"]
    made = sum(int(sales["value"]) for each in figures if (sales := _of(each, "sales")))
    day.claim(
        f"the month's sales are the sum of {len(rows)} events, those of today's orders among them to the fen",
        (today, made) == (sum(case.shown["total_minor"] for case in kept), sum(map(_worth, rows))),
    )
    return Figures(months[-1], figures[-1], Counter(row["type"] for row in rows))


def _told_of(case: Case) -> list[tuple[str, str]]:
    """The events of an order that count in sales."""
    kinds = ["OrderPlaced"] if case.order.story.way > Way.REFUSED else []
    kinds += ["OrderCancelled"] if case.order.story.name == "cancelled" else []
    return [(kind, f"ORDER#{case.order_id}") for kind in kinds]


def _key(row: Json) -> tuple[str, str]:
    return row["type"], row["entity"]


def _worth(row: Json) -> int:
    """What an event adds to sales."""
    counts = row["counts"] if row["currency"] == CURRENCY else {}
    worth: int = counts.get("placed", 0) - counts.get("due_back", 0)
    return worth


def _evidence(day: Day, month: str) -> list[Json]:
    where = f"{ROOM}/months/{month}/subjects/shop/indicators/sales/evidence"
    return list(day.cast.hr.items(where, limit=100))


def _figures(day: Day, month: str, manager: Json) -> list[Json]:
    """The manager's indicators of a month."""
    where = f"{ROOM}/months/{month}/indicators"
    (found,) = day.cast.hr.get(where, employee_id=manager["employee_id"])["items"]
    indicators: list[Json] = found["indicators"]
    return indicators


def figure_of(indicator: Json) -> Json | None:
    """An indicator's figure, that in the shop's currency where it is an amount."""
    return next((one for one in indicator["figures"] if one["currency"] in (None, CURRENCY)), None)


def _of(indicators: list[Json], name: str) -> Json | None:
    return next((figure_of(one) for one in indicators if one["name"] == name), None)
