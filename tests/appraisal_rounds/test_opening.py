"""Rounds open by ticks alone: once, whole, after gaps and crashes, and for whoever was there (R4.3)."""

import itertools
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal_rounds import months
from appraisal_rounds.rounds import opening, steps, store
from appraisal_rounds.rounds.calendar import next_due
from appraisal_rounds.rounds.store import Calendar
from appraisal_rounds.sheets.domain import Sheet, Spans
from shop.business_days import SHANGHAI
from shop.events.reactions import JobFailedError
from shop.storage.transaction import Transaction
from tests.appraisal_rounds.department import LIN, NOVEMBER, ROUND, SELF, STRANGER, ZHAO, Department
from tests.harness import House
from tests.overtaking import overtake
from tests.people import HR, staff


def lying(department: Department) -> set[tuple[str, str]]:
    """Where something lies of rounds and sheets."""
    kinds = ("ROUND#", "SHEET#", "PEERS#", "REVIEWER#", "CALENDAR")
    return {(one["pk"], one["sk"]) for one in department.house.items("appraisal_rounds") if one["pk"].startswith(kinds)}


def test_the_first_round_is_of_the_month_in_which_the_shop_began_to_appraise(department: Department) -> None:
    assert department.house.call("GET /appraisal-rounds/rounds", as_=HR).body["items"] == []
    department.tick("2026-11-30 23:05")
    assert not department.told("")
    department.tick("2026-12-01 00:05")
    (one,) = department.house.call("GET /appraisal-rounds/rounds", as_=HR).body["items"]
    assert (one["round_id"], one["state"], one["sheets"]) == (NOVEMBER, "collecting", 6)


def test_after_a_gap_every_month_has_its_round_with_time_for_its_reviews(department: Department) -> None:
    department.tick("2027-02-18 09:05")
    found = department.house.call("GET /appraisal-rounds/rounds", as_=HR).body["items"]
    assert [one["round_id"] for one in found] == ["2027-01", "2026-12", "2026-11", "2026"]
    assert {one["state"] for one in found} == {"collecting"}
    assert min(one["reviews_due"] for one in found) >= "2027-02-20"


def test_who_was_not_there_or_away_all_the_time_has_no_sheet(department: Department) -> None:
    department.office.entered("0071", joined="2026-12-01")
    department.office.entered("0072", left="2026-10-31")
    away = department.office.entered("0073")
    department.office.step(away, "absences", first_day="2026-11-01", last_day="2026-11-30", kind="sick")
    department.office.entered("0074", joined="2026-11-30")
    department.open()
    rows = department.house.call(f"GET {ROUND}/sheets", as_=HR, round_id=NOVEMBER).body["items"]
    names = {one["name"] for one in rows}
    assert names & {"Name of 0071", "Name of 0072", "Name of 0073", "Name of 0074"} == {"Name of 0074"}


def test_hr_opens_the_sheet_of_somebody_who_was_entered_late_once_and_in_time(department: Department) -> None:
    department.open()
    late = department.office.entered("0081", superior=department.ids["zhao"])
    department.ids["late"] = late

    def add(key: str) -> Any:
        body = {"employee_id": late}
        return department.house.call(f"POST {ROUND}/sheets", as_=HR, round_id=NOVEMBER, body=body, key=key)

    first = add("one")
    assert (first.status, add("one").body, add("two").refusal) == (201, first.body, (409, "sheet_there"))
    department.done(HR, "late", "self-review", **SELF)
    department.tick("2026-12-05 18:05")
    assert department.state("late") == "composite"
    assert add("three").refusal == (409, "reviews_over")


def test_who_left_on_the_last_day_of_the_month_answers_on_paper_and_is_asked_about_nobody(
    department: Department,
) -> None:
    left = department.hire(STRANGER, superior=department.ids["zhao"], left="2026-11-30")
    department.open()
    assert department.stored("stranger")["on_paper"]
    assert not any(left in one["asked"] for one in department.house.items("appraisal_rounds", "PEERS#"))
    assert department.get(HR, "stranger").body["relations"] == ["hr", "paper"]


def test_where_the_superior_has_left_or_has_no_account_theirs_reviews(department: Department) -> None:
    lin, zhao = department.ids["lin"], department.ids["zhao"]
    under_lin = department.office.entered("0091", superior=lin)
    paper = department.office.entered("0092", superior=zhao)
    under_paper = department.office.entered("0093", superior=paper)
    department.office.correct(lin, left="2026-11-30")
    department.open()
    sheets = {one["employee_id"]: one for one in department.house.items("appraisal_rounds", "ROUND#") if "post" in one}
    assert [sheets[one]["superior"] for one in (lin, paper, under_lin, under_paper)] == [zhao] * 4


def test_of_two_sheets_that_are_opened_at_once_both_are_counted(
    department: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    department.open()
    new = [department.office.entered(number, superior=department.ids["zhao"]) for number in ("0081", "0082")]

    def add(employee_id: str) -> Any:
        path = f"POST {ROUND}/sheets"
        body = {"employee_id": employee_id}
        return department.house.call(path, as_=HR, round_id=NOVEMBER, body=body, key=employee_id)

    overtake(monkeypatch, store, "load", lambda: add(new[1]))
    assert add(new[0]).refusal == (409, "version_conflict")
    assert add(new[0]).status == 201
    assert department.house.call(f"GET {ROUND}", as_=HR, round_id=NOVEMBER).body["sheets"] == 8


def test_those_are_told_who_are_asked_also_if_the_run_was_cut_off_and_somebody_came_meanwhile(
    department: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(steps, "move", killed)
    with pytest.raises(JobFailedError):
        department.tick("2026-12-01 00:05")
    monkeypatch.undo()
    for number in range(3):
        department.hire(staff(f"new-{number}", "designer"), superior=department.ids["zhao"], joined="2026-12-01")
    department.tick("2026-12-01 01:05")
    (told,) = (one for one in department.house.events("appraisal_rounds") if one["type"] == "ReviewsAsked")
    asked = " ".join(one["asked"] for one in department.house.items("appraisal_rounds", "PEERS#"))
    reviewers = {name for name, employee_id in department.ids.items() if employee_id in asked} | {"zhao"}
    assert set(told["data"]["people"]) == {department.persons[name].claims["sub"] for name in reviewers}


def test_two_firings_at_once_open_one_round_and_each_sheet_once(
    department: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = opening._department

    def overtake() -> Any:
        monkeypatch.setattr(opening, "_department", plain)
        found = plain()
        department.tick("2026-12-01 00:05")
        return found

    monkeypatch.setattr(opening, "_department", overtake)
    department.tick("2026-12-01 00:05")
    kinds = [event["type"] for event in department.house.events("appraisal_rounds")]
    assert (kinds.count("RoundOpened"), kinds.count("SheetOpened")) == (1, 6)


def test_opening_goes_on_wherever_it_was_cut_off(department: Department, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each run ends after one write more than the one before, in the middle of whatever it does."""
    monkeypatch.setattr(opening, "AT_A_TIME", 2)
    plain = Transaction.commit
    for most in itertools.count():
        left = iter(range(most % 3 + 1))

        def commit(self: Transaction, left: Any = left) -> None:
            if next(left, None) is None:
                raise RuntimeError("killed")
            plain(self)

        monkeypatch.setattr(Transaction, "commit", commit)
        try:
            department.tick("2026-12-01 00:05")
        except JobFailedError:
            continue
        if steps.place(NOVEMBER, steps.OPEN).done:
            break
    monkeypatch.setattr(Transaction, "commit", plain)
    department.tick("2026-12-01 01:05")
    kinds = [event["type"] for event in department.house.events("appraisal_rounds")]
    assert (kinds.count("RoundOpened"), kinds.count("SheetOpened")) == (1, 6)
    assert department.house.call(f"GET {ROUND}", as_=HR, round_id=NOVEMBER).body["sheets"] == 6


def test_a_run_without_time_leaves_the_rest_to_the_next_one(
    department: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "AT_A_TIME", 2)
    left = SimpleNamespace(time_left=lambda: 1.0 - ("SheetOpened" in department.told("")))
    monkeypatch.setattr(opening, "invocation", left)
    department.tick("2026-12-01 00:05")
    assert 0 < department.told("").count("SheetOpened") < 6
    monkeypatch.undo()
    department.tick("2026-12-01 01:05")
    assert department.told("").count("SheetOpened") == 6


def test_who_has_something_to_give_is_reminded_once_and_not_of_whom(department: Department) -> None:
    department.open()
    department.review("lin")
    for at in ("2026-12-04 18:05", "2026-12-04 19:05"):
        department.tick(at)
    (event,) = (one for one in department.house.events("appraisal_rounds") if one["type"] == "ReviewsReminded")
    assert LIN.claims["sub"] in event["data"]["people"]  # as a peer of others
    assert ZHAO.claims["sub"] in event["data"]["people"]
    assert not any(employee_id in str(event) for employee_id in department.ids.values())


def test_a_round_opens_with_as_many_calls_for_each_person_as_before(
    department: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes: list[int] = []
    plain = Transaction.commit

    def commit(self: Transaction) -> None:
        writes.append(len(self))
        plain(self)

    for number in range(12):
        department.office.entered(f"{number + 50:04}", superior=department.ids["zhao"])
    monkeypatch.setattr(Transaction, "commit", commit)
    department.tick("2026-12-01 00:05")
    # Calendar, one for each of 18 people, the place, the round, and where its reviews are.
    assert len(writes) == 1 + 18 + 1 + 1 + 1
    assert max(writes) <= 15


@pytest.mark.parametrize("hours", [(0, 0, 1), (30, 31, 400), (700,)])
def test_missed_doubled_and_late_ticks_come_to_the_same_round(house: House, hours: tuple[int, ...]) -> None:
    department = small(house)
    for hour in hours:
        department.tick(f"2026-12-{hour // 24 + 1:02} {hour % 24:02}:05")
    kinds = [event["type"] for event in department.house.events("appraisal_rounds")]
    assert (kinds.count("RoundOpened"), kinds.count("SheetOpened"), kinds.count("ReviewsAsked")) == (1, 2, 1)
    for _ in range(2):
        department.tick("2027-01-20 18:05")
    assert department.round_state() == "feedback"
    of_november = department.told(NOVEMBER)
    assert (of_november.count("SheetOpened"), of_november.count("ReviewsEnded")) == (2, 2)


MOMENTS = st.lists(st.integers(0, 24 * 500), max_size=12).map(sorted)
BEGAN = datetime(2026, 11, 24, 2, 5, tzinfo=UTC)


@given(MOMENTS, st.integers(0, 24 * 500))
def test_whenever_ticks_come_the_rounds_that_are_due_are_each_scheduled_once(hours: list[int], last: int) -> None:
    """The calendar alone: however many ticks there were, the last one leaves what a single one would have."""

    def rounds(moments: list[int]) -> list[str]:
        calendar, found = Calendar("2026-10", "2025"), list[str]()
        for hour in moments:
            while due := next_due(calendar, BEGAN + timedelta(hours=hour), lambda december: False):
                found.append(due)
                part = {"month": due} if "-" in due else {"year": due}
                calendar = calendar._replace(**part)  # type: ignore[arg-type]
        return found

    end = max([last, *hours])
    many, single = rounds([*hours, end]), rounds([end])
    assert sorted(many) == sorted(single)
    assert len(set(many)) == len(many)
    of_months = [one for one in many if "-" in one]
    assert of_months == sorted(of_months)
    begun = (BEGAN + timedelta(hours=end)).astimezone(SHANGHAI)
    assert months.of(begun.date()) not in many


SPANS = Spans(*(timedelta(days=days) for days in (5, 3, 2, 10)))


@given(st.lists(st.integers(0, 24 * 40), max_size=12).map(sorted))
def test_nobody_is_unanswered_before_their_days_and_two_after_they_were_reminded(hours: list[int]) -> None:
    signed = Sheet("2026-11", "E", None, "designer", (), None, False, "", state="composite", composites=1)
    sheet = signed.fed_back(BEGAN, SPANS)
    reminded: datetime | None = None
    for hour in hours:
        at = BEGAN + timedelta(hours=hour)
        after = sheet.ticked(at, SPANS)
        assert after.ticked(at, SPANS) == after
        if after.chased and not sheet.chased:
            reminded = at
            assert at >= BEGAN + SPANS.chase
        if after.state == "unanswered" and sheet.state != "unanswered":
            assert reminded is not None
            assert at >= max(BEGAN + SPANS.answer, reminded + SPANS.grace)
        sheet = after


def small(house: House) -> Department:
    """A manager and a specialist."""
    department = Department(house)
    department.hire(ZHAO)
    department.hire(LIN, superior=department.ids["zhao"])
    department.tick()
    return department
