"""Whose account it is, says whose sheet and whose work it is: also when accounts change, or somebody has two roles."""

import pytest

from tests.appraisal_rounds.department import HR_2, LIN, NOVEMBER, ROUND, SELF, ZHAO, Department, judged
from tests.appraisal_rounds.staff import EMPLOYEE, EMPLOYEES, Office, account
from tests.appraisal_rounds.telling import at, entered
from tests.appraisal_rounds.test_figures import Team, team
from tests.people import HR, staff

__all__ = ["team"]

LIN_2 = staff("lin-2", "operations-specialist")
NEXT = account(LIN_2)


def test_an_account_under_which_a_month_was_worked_is_nobody_elses_and_can_be_taken_up_again(office: Office) -> None:
    lin, other = office.entered("0012", user=account(LIN)), office.entered("0013")
    office.house.later(days=30)
    office.correct(lin, user=NEXT)
    assert office.correct(other, user=account(LIN)).refusal == (409, "user_taken")
    assert office.house.call("GET /appraisal-rounds/me", as_=LIN).refusal == (404, "not_found")
    office.correct(lin, user=account(LIN))
    office.correct(lin, user=None)
    assert office.correct(other, user=account(LIN)).refusal == (409, "user_taken")
    assert office.correct(other, user=NEXT).status == 200  # put right within the month


def test_a_sheet_goes_with_its_employee_to_another_account_and_is_nothing_to_the_former_one(
    department: Department,
) -> None:
    department.open()
    department.done(LIN, "lin", "self-review", **SELF)
    department.office.correct(department.ids["lin"], user=NEXT)
    assert department.get(LIN, "lin").refusal == (404, "not_found")
    assert department.post(LIN, "lin", "self-review", **SELF).refusal == (404, "not_found")
    assert department.get(LIN_2, "lin").body["relations"] == ["self"]
    department.done(ZHAO, "lin", "superior-review", scores=judged(80), opinion="GOOD")
    told = department.house.events("appraisal_rounds", f"SHEET#{department.sheet_id('lin')}")[-1]
    assert (told["type"], told["data"]["user"]) == ("SuperiorReviewGiven", NEXT)


def test_what_was_done_under_a_former_account_counts_beside_that_under_the_next_one(team: Team) -> None:
    due = at("2026-11-29 12:00")
    team.desk.hear(entered(team.house.now, due, account(LIN)))
    team.house.now = at("2026-12-01 09:00")
    team.office.correct(team.lin, user=NEXT)
    team.desk.hear(entered(team.house.now, due, NEXT))
    for _ in range(2):
        figure = team.of(team.lin, "listing_on_time")
        assert (figure["rows"], figure["figures"][0]["denominator"]) == (2, 2)
        assert len(team.rows(team.lin, "listing_on_time", limit=1)) == 2
        team.freeze()


def test_nobody_of_hr_changes_their_own_record(office: Office) -> None:
    me = office.entered("0012", "designer", user=account(HR))
    assert office.correct(me, superior=None, name="X").refusal == (403, "own_record")
    assert office.step(me, "post", post="customer-service", since="2026-11-20").refusal == (403, "own_record")
    lines = {"csv": "number,left\n0012,2026-12-31\n"}
    report = office.house.call(f"POST {EMPLOYEES}/import", as_=HR, body=lines).body
    assert (report["refused"], office.read(me)["version"]) == (1, 1)
    body = {"version": 1, "left": "2026-12-31"}
    assert office.house.call(f"PATCH {EMPLOYEE}", as_=HR_2, employee_id=me, body=body).status == 200


def test_hr_is_nothing_but_themselves_to_their_own_sheet_also_without_the_account(department: Department) -> None:
    department.ids["he"] = department.office.entered("0066", "designer", user=account(HR))
    department.open()
    assert department.get(HR, "he").body["relations"] == ["self"]
    assert department.post(HR, "he", "archive").refusal == (403, "not_yours_to_do")
    body = {"version": 1, "user": None}
    employee_id = department.ids["he"]
    assert department.house.call(f"PATCH {EMPLOYEE}", as_=HR_2, employee_id=employee_id, body=body).status == 200
    assert department.get(HR, "he").refusal == (404, "not_found")
    department.tick("2027-01-01 00:05")
    assert department.get(HR_2, "he", round_id="2026-12").body["on_paper"]
    assert department.post(HR, "he", "self-review", "2026-12", **SELF).refusal == (404, "not_found")


def test_hr_speaks_on_paper_for_nobody_who_has_an_account_by_now(department: Department) -> None:
    department.ids["paper"] = department.office.entered("0099", superior=department.ids["zhao"])
    department.open()
    department.done(HR, "paper", "self-review", **SELF)
    department.office.correct(department.ids["paper"], user=NEXT)
    assert department.post(HR, "paper", "self-review", **SELF).refusal == (403, "not_yours_to_do")
    department.done(LIN_2, "paper", "self-review", **SELF)


@pytest.mark.parametrize(
    ("roles", "relations"),
    [
        (("customer-service", "hr"), ["hr"]),
        (("director", "operations-manager"), ["director", "signer"]),
        (("designer", "director"), ["director"]),
    ],
)
def test_of_several_roles_each_counts(department: Department, roles: tuple[str, ...], relations: list[str]) -> None:
    department.open()
    somebody = staff("several", *roles)
    assert department.get(somebody, "lin").body["relations"] == relations


def test_whoever_was_manager_for_a_part_of_the_month_is_graded_by_the_director_and_sees_it_nowhere_before(
    department: Department,
) -> None:
    department.office.step(department.ids["lin"], "post", post="operations-manager", since="2026-11-25")
    promoted = staff("lin", "operations-manager")
    department.open()
    director = department.boss_of("zhao")
    department.done(promoted, "lin", "self-review", **SELF)
    department.done(director, "lin", "superior-review", scores=judged(80), opinion="GOOD")
    department.review("chen")
    department.tick("2026-12-05 18:05")
    assert department.post(ZHAO, "lin", "composite").refusal == (404, "not_found")
    for who, name in ((director, "lin"), (promoted, "chen")):
        department.done(who, name, "composite")
    for who, found in ((promoted, {"chen"}), (ZHAO, {"chen"}), (director, {"chen", "lin"})):
        query = {"post": "operations-specialist"}
        path = f"GET {ROUND}/calibration"
        rows = department.house.call(path, as_=who, round_id=NOVEMBER, query=query).body["rows"]
        assert {one["employee_id"] for one in rows} == {department.ids[name] for name in found}
