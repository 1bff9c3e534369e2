"""The posts held in a month, with their days."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal_rounds import months
from appraisal_rounds.people.domain import Absence, Employee, Held, Post
from appraisal_rounds.people.presence import posts_in
from shop.errors import Invalid
from tests.appraisal_rounds.staff import Office

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 16)


def employee(**facts: Any) -> Employee:
    begins = {"number": "1", "name": "n", "user": None, "post": "designer", "joined": date(2026, 3, 2)}
    return Employee.entered(AT, **{**begins, **facts})


def shares(one: Employee, month: str = "2026-11") -> list[tuple[str, int]]:
    return [(share.post, share.days) for share in posts_in(one, month).shares]


@pytest.mark.parametrize(
    ("facts", "days"),
    [
        ({}, 30),
        ({"joined": date(2026, 11, 30)}, 1),
        ({"joined": date(2026, 12, 1)}, 0),
        ({"left": date(2026, 11, 1)}, 1),
        ({"left": date(2026, 10, 31)}, 0),
        ({"joined": DAY, "left": DAY}, 1),
    ],
)
def test_days_count_from_joining_to_the_last_one(facts: Any, days: int) -> None:
    assert posts_in(employee(**facts), "2026-11").days == days


def test_a_month_of_two_posts_is_divided_at_the_change() -> None:
    moved = employee().moved(AT, "customer-service", DAY)
    assert shares(moved) == [("designer", 15), ("customer-service", 15)]
    assert posts_in(moved, "2026-11").governing == "customer-service"
    assert shares(moved, "2026-12") == [("customer-service", 31)]


def test_a_post_that_was_held_twice_in_a_month_is_one_share() -> None:
    back = employee().moved(AT, "customer-service", DAY).moved(AT, "designer", date(2026, 11, 21))
    assert shares(back) == [("designer", 25), ("customer-service", 5)]


def test_absences_take_no_day_away_and_are_told() -> None:
    away = employee(left=date(2026, 11, 20)).away(AT, Absence(date(2026, 10, 30), date(2026, 11, 3), "annual"))
    away = away.away(AT, Absence(date(2026, 11, 19), date(2026, 11, 25), "sick"))
    assert (posts_in(away, "2026-11").days, posts_in(away, "2026-11").absent) == (20, 5)


@given(
    st.lists(st.integers(1, 200), max_size=5, unique=True),
    st.integers(0, 200),
    st.sampled_from(["2026-02", "2026-09", "2026-11", "2027-01"]),
)
def test_days_in_posts_are_the_days_of_employment_however_often_the_post_changed(
    changes: list[int], stayed: int, month: str
) -> None:
    joined = date(2026, 9, 10)
    posts: list[Post] = ["designer", "customer-service"]
    held = [Held(posts[n % 2], joined + timedelta(days=after)) for n, after in enumerate([0, *sorted(changes)])]
    left = held[-1].since + timedelta(days=stayed)
    one = employee(joined=joined)._replace(held=tuple(held), left=left)
    employed = range(max(joined, months.first(month)).toordinal(), min(left, months.last(month)).toordinal() + 1)
    assert posts_in(one, month).days == len(employed)


@pytest.mark.parametrize(
    ("post", "since", "field"),
    [
        ("customer-service", date(2026, 9, 30), "since"),
        ("customer-service", date(2026, 3, 2), "since"),
        ("designer", DAY, "post"),
    ],
)
def test_a_post_changes_to_another_one_in_months_that_are_not_appraised_yet(
    post: Post, since: date, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        employee().moved(AT, post, since)
    assert [error["field"] for error in refused.value.errors] == [field]


def test_a_change_on_the_day_of_the_last_one_puts_it_right() -> None:
    moved = employee().moved(AT, "customer-service", DAY).moved(AT, "operations-specialist", DAY)
    assert [held.post for held in moved.held] == ["designer", "operations-specialist"]


def test_the_superior_of_who_becomes_manager_is_the_director_from_that_day_on() -> None:
    boss = employee(number="2")
    moved = employee(above=[boss]).moved(AT, "operations-manager", DAY)
    assert moved.superior_on(date(2026, 11, 15)) == boss.employee_id
    assert moved.superior_on(DAY) is None


def test_hr_moves_somebody_and_takes_an_absence_back(office: Office) -> None:
    employee_id = office.entered("0012", "designer")
    moved = office.step(employee_id, "post", post="customer-service", since="2026-11-16").body
    assert [held["post"] for held in moved["posts"]] == ["designer", "customer-service"]
    away = {"first_day": "2026-12-07", "last_day": "2026-12-09"}
    office.step(employee_id, "absences", **away, kind="annual")
    again = office.step(employee_id, "absences", first_day="2026-12-09", last_day="2026-12-10", kind="sick")
    assert (again.status, again.fields) == (422, ["first_day"])
    assert office.step(employee_id, "absences/remove", first_day="2026-12-07").body["absences"] == []
    assert office.step(employee_id, "absences/remove", first_day="2026-12-07").fields == ["first_day"]
    told = office.house.events("appraisal_rounds", f"EMPLOYEE#{employee_id}")[1]
    assert told["data"] == {
        "former_post": "designer",
        "post": "customer-service",
        "since": "2026-11-16",
        "fields": [],
    }
