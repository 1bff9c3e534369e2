"""Dates of rounds: which they are by default, when they move, and what is no text of dates (R4.3)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal_rounds.dates import DEFAULT, Terms
from shop.business_days import SHANGHAI
from tests.deploy.template import template

TERMS = Terms.of(DEFAULT)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def test_the_template_and_the_code_say_the_same_dates() -> None:
    assert template()["Parameters"]["RoundDates"]["Default"] == DEFAULT


def test_a_months_round_is_held_in_the_first_ten_days_of_the_next_one() -> None:
    dates = TERMS.monthly("2026-12")
    assert [f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" for moment in dates] == [
        "2027-01-01 00:05",
        "2027-01-04 18:00",
        "2027-01-05 18:00",
        "2027-01-08 18:00",
        "2027-01-10 18:00",
    ]


def test_a_years_round_opens_on_the_20th_of_january_at_the_latest() -> None:
    assert TERMS.year_opens("2026") == at("2027-01-20 00:05")
    dates = TERMS.yearly(at("2027-01-14 09:05"))
    assert (dates.opens, dates.reviews_due) == (at("2027-01-14 09:05"), at("2027-01-18 18:00"))


@given(st.integers(0, 60 * 24 * 40))
def test_a_late_round_leaves_two_days_for_reviews_and_keeps_its_dates_while_it_can(minutes: int) -> None:
    plan = TERMS.monthly("2026-11")
    opened = plan.opens + timedelta(minutes=minutes)
    dates = plan.late(opened, timedelta(days=2))
    assert dates.reviews_due - opened >= timedelta(days=2)
    assert (dates.reviews_due - plan.reviews_due) % timedelta(days=1) == timedelta()
    assert (dates == plan._replace(opens=opened)) == (plan.reviews_due - opened >= timedelta(days=2))
    assert list(dates) == sorted(dates)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        DEFAULT.replace("answer=5", ""),
        DEFAULT.replace("open=1T00:05", "open=1"),
        DEFAULT.replace("open=1T00:05", "open=29T00:05"),
        DEFAULT.replace("open=1T00:05", "open=1T24:05"),
        DEFAULT.replace("feedback=10T18:00", "feedback=7T18:00"),
        DEFAULT.replace("chase=3", "chase=5"),
    ],
)
def test_a_text_that_says_no_dates_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Terms.of(wrong)


def test_moments_are_told_in_utc_all_the_same() -> None:
    assert TERMS.monthly("2026-11").opens.astimezone(UTC) == datetime(2026, 11, 30, 16, 5, tzinfo=UTC)
