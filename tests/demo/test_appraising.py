"""The demo's month later, played by the rooms in process: what it claims is so, on each day of a shop that is kept."""

import io
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import boto3
import pytest
from rich.console import Console
from rich.progress import Progress

from appraisal_rounds import reactions
from appraisal_rounds.sheets import tables as sheet_tables
from infra.demo import appraising, script, tables
from infra.demo.appraising import Later
from infra.demo.cast import Case, Cast, Day
from infra.demo.schedule import Schedule
from infra.demo.stories import Way
from shop.business_days import business_date
from tests.appraisal_rounds.telling import Desk, cancelled, placed, traffic
from tests.demo.callers import client
from tests.gateway import Context
from tests.harness import House
from tests.people import CUSTOMER_SERVICE, DESIGNER, DIRECTOR, HR, MANAGER, REVIEWER, SPECIALIST
from tests.stores import ROOM_TABLES

SCRIPT = script.read()
ACCOUNTS = {
    "manager": MANAGER,
    "specialist-1": SPECIALIST,
    "specialist-2": REVIEWER,
    "designer": DESIGNER,
    "customer-service": CUSTOMER_SERVICE,
}
TOTAL = 16800
SALES = "the month's sales are the sum of {} events, those of today's orders among them to the fen"


class Said(Schedule):
    """The schedule, whose word the room hears in process."""

    def __init__(self) -> None:
        super().__init__(cast(Any, SimpleNamespace(tables=ROOM_TABLES, aws=boto3)))

    def tick(self) -> None:
        reactions.lambda_handler({"job": "tick"}, Context("appraisal-rounds-reactions"))


def a_day(house: House, number: int = 1) -> Day:
    """A day whose orders are placed, and of which the evidence is there."""
    people: Any = SimpleNamespace(
        hr=client(house, HR),
        director=client(house, DIRECTOR),
        manager=client(house, MANAGER),
        specialist=client(house, SPECIALIST),
        users={account: person.claims["sub"] for account, person in ACCOUNTS.items()},
    )
    day = Day(number, cast(Cast, people), SCRIPT, Progress(console=Console(quiet=True)), began=house.now)
    told = [traffic(house.now, str(business_date(house.now)), 900, 700, 29)]
    for order in SCRIPT.orders:
        case = Case(order, f"DAY-{number:04}-{order.number:02}")
        if order.story.way > Way.REFUSED:
            case.order_id, case.shown = f"{number}-{order.number}", {"total_minor": TOTAL}
            kinds = (placed, cancelled) if order.story.name == "cancelled" else (placed,)
            told += [{**kind(house.now, TOTAL), "entity": f"ORDER#{case.order_id}"} for kind in kinds]
        day.cases.append(case)
    Desk(house).hear(*told)
    return day


def played(house: House, day: Day) -> Later:
    return appraising.a_month_later(day, Said(), house.now)


def failed(day: Day) -> list[str]:
    return [sentence for sentence, holds in day.claims if not holds]


def on_screen(later: Later) -> list[str]:
    screen = io.StringIO()
    Console(file=screen, width=80).print(tables.appraisal(later))
    return screen.getvalue().splitlines()


@pytest.mark.parametrize(
    ("now", "month", "before"),
    [
        (datetime(2026, 11, 24, 2, 0, tzinfo=UTC), "2026-11", "2026-10"),
        (datetime(2027, 1, 15, 2, 0, tzinfo=UTC), "2027-01", "2026-12"),
        (datetime(2027, 2, 28, 17, 0, tzinfo=UTC), "2027-03", "2027-02"),
    ],
    ids=["in November", "in January", "in the night to a new month in Shanghai"],
)
def test_a_first_and_a_second_day_go_as_they_claim(house: House, now: datetime, month: str, before: str) -> None:
    house.now = now
    for number, claims in ((1, 4), (2, 3)):
        day = a_day(house, number)
        later = played(house, day)
        assert failed(day) == []
        assert len(day.claims) == claims, day.claims
        assert later.sheet is not None
        assert (later.figures.month, later.round["round_id"], later.round["sheets"]) == (month, before, 5)
        assert later.sheet["state"] == "reviewing"
        assert later.figures.sales == {"OrderPlaced": 29 * number, "OrderCancelled": number}
        shown = on_screen(later)
        assert len(shown) + claims <= 12
        assert not any("…" in line for line in shown)


def test_once_the_reviews_are_over_the_part_goes_on_with_what_there_is(house: House) -> None:
    played(house, a_day(house))
    house.later(days=3)
    day = a_day(house, 2)
    later = played(house, day)
    assert failed(day) == []
    assert (later.round["state"], later.sheet and later.sheet["state"]) == ("calibrating", "composite")


def test_a_round_from_before_hr_kept_records_has_no_sheet_to_show(house: House) -> None:
    Said().tick()
    Said().missed("2026-10")
    Said().tick()
    day = a_day(house)
    later = played(house, day)
    assert failed(day) == []
    assert later.sheet is None
    assert "HR kept no records" in on_screen(later)[-1]


def test_an_order_that_came_to_more_than_its_event_says_is_told(house: House) -> None:
    day = a_day(house)
    day.cases[0].shown["total_minor"] += 1
    played(house, day)
    assert failed(day) == [SALES.format(30)]


def test_a_sealed_review_that_hr_reads_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = dict.fromkeys(sheet_tables.Relation, frozenset(sheet_tables.PHASES))
    monkeypatch.setitem(cast(Any, sheet_tables.SIGHT), sheet_tables.PART_SELF, everybody)
    day = a_day(house)
    played(house, day)
    assert failed(day) == [
        "a self-review is sealed from the superior until theirs is in, too",
        "with both in, these two read each other's; until peers' are in, HR reads neither, and nobody signs",
    ]
