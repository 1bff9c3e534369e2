"""Business days: weekends, public holidays, and the weekends that are worked for them (调休)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shop import business_days
from shop.business_days import HOLIDAYS, SHANGHAI, WORKED_WEEKENDS, is_business_day, is_published, later


@pytest.mark.parametrize(
    ("entered", "days", "due"),
    [
        ("2026-11-24T10:00", 2, "2026-11-26T10:00"),  # Tuesday to Thursday
        ("2026-11-27T10:00", 2, "2026-12-01T10:00"),  # over a weekend
        ("2026-11-28T10:00", 2, "2026-12-01T10:00"),  # from a Saturday
        ("2026-09-30T18:30", 2, "2026-10-09T18:30"),  # over the National Day week
        ("2026-10-08T09:00", 2, "2026-10-10T09:00"),  # that Saturday is worked
        ("2026-02-13T09:00", 1, "2026-02-14T09:00"),  # the last Saturday before the Spring Festival is worked
        ("2026-12-31T09:00", 1, "2027-01-01T09:00"),  # of a year without a notice only weekends are known
        ("2026-11-24T10:00", 0, "2026-11-24T10:00"),
    ],
)
def test_business_days_later_it_is_the_same_time_of_day(entered: str, days: int, due: str) -> None:
    at = datetime.fromisoformat(entered).replace(tzinfo=SHANGHAI)
    assert later(at, days) == datetime.fromisoformat(due).replace(tzinfo=SHANGHAI)


def test_days_are_told_in_shanghai() -> None:
    # A Friday's evening in UTC is Saturday in Shanghai.
    assert later(datetime(2026, 11, 27, 20, tzinfo=UTC), 1) == datetime(2026, 11, 29, 20, tzinfo=UTC)


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_days_of_a_notice_hold_together(year: int) -> None:
    """Each worked weekend pays for a weekday off, and what is off is no single weekend for itself."""
    off = {day for day in HOLIDAYS if day.year == year}
    worked = {day for day in WORKED_WEEKENDS if day.year == year}
    assert is_published(year)
    assert not off & worked
    assert all(day.weekday() >= 5 for day in worked)
    # Statutory holidays are thirteen days a year since 2025; the others off on weekdays are worked for.
    assert 11 <= sum(day.weekday() < 5 for day in off) - len(worked) <= 13


def test_a_year_without_a_notice_has_weekends_and_is_said_to_be_unknown() -> None:
    assert not is_published(2031)
    new_year = date(2031, 1, 1)
    week = [is_business_day(new_year + timedelta(days=n)) for n in range(7)]
    assert week == [(new_year + timedelta(days=n)).weekday() < 5 for n in range(7)]


def test_the_years_follow_each_other_without_a_gap() -> None:
    years = sorted(business_days._OFF)
    assert years == sorted(business_days._WORKED) == list(range(years[0], years[-1] + 1))
