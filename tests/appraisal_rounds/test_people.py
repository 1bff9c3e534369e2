"""People: HR keeps the records, and everybody sees of them what concerns them."""

import json
from typing import Any

import pytest

from appraisal_rounds import reactions
from appraisal_rounds.people import store
from appraisal_rounds.people.domain import MANAGER
from appraisal_rounds.people.schemas import EnterEmployee
from appraisal_rounds.people.tables import POSTS
from shop.roles import Role
from tests.appraisal_rounds.staff import EMPLOYEE, EMPLOYEES, LIN, MEI, ZHAO, Office, account
from tests.gateway import Context
from tests.overtaking import overtake
from tests.people import DIRECTOR, HR


def test_hr_enters_an_employee_and_the_director_reads_them(office: Office) -> None:
    boss = office.entered("0001", "operations-manager", user=account(ZHAO))
    employee_id = office.entered("0012", user=account(LIN), superior=boss)
    answer = office.house.call(f"GET {EMPLOYEE}", as_=DIRECTOR, employee_id=employee_id)
    assert answer.body == {
        "employee_id": employee_id,
        "number": "0012",
        "name": "Name of 0012",
        "user": account(LIN),
        "posts": [{"post": "operations-specialist", "since": "2026-03-02"}],
        "superior": boss,
        "joined": "2026-03-02",
        "left": None,
        "absences": [],
        "on_paper": False,
        "version": 1,
    }


def test_posts_are_the_roles_of_the_department() -> None:
    (posts,) = [field.annotation for name, field in EnterEmployee.model_fields.items() if name == "post"]
    assert set(posts.__args__) == set(POSTS)  # type: ignore[union-attr]
    assert str(MANAGER) == str(Role.MANAGER)


def test_a_repeat_enters_nobody_again_and_no_name_is_kept_with_the_answer(office: Office) -> None:
    first, again = (office.enter("0012", key="once") for _ in range(2))
    assert (first.status, again.status, again.body) == (201, 201, first.body)
    assert "Name of" not in json.dumps(first.body)
    assert len(office.seen_by(HR, "employees")["items"]) == 1


@pytest.mark.parametrize(
    ("taken", "code"), [({"number": "0012"}, "number_taken"), ({"user": account(LIN)}, "user_taken")]
)
def test_a_number_and_an_account_are_one_employees(office: Office, taken: dict[str, str], code: str) -> None:
    office.entered("0012", user=account(LIN))
    answer = office.enter(**{"number": "0013", **taken}, key="another")
    assert (answer.refusal, answer.fields) == ((409, code), list(taken))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": "11010519491231002X"}, "number"),
        ({"number": "13900000000"}, "number"),
        ({"number": "a1"}, "number"),
        ({"name": " "}, "name"),
        ({"post": "warehouse"}, "post"),
        ({"joined": "2026-13-01"}, "joined"),
        ({"joined": 1767225600}, "joined"),
        ({"left": "2026-03-01"}, "left"),
        ({"superior": "01K00000000000000000000000"}, "superior"),
        ({"user": "lin@example.com"}, "user"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(office: Office, wrong: dict[str, Any], field: str) -> None:
    answer = office.enter(**{"number": "0012", **wrong})
    assert (answer.status, answer.fields) == (422, [field])
    assert office.house.items("appraisal_rounds") == []


def test_the_managers_superior_is_the_director(office: Office) -> None:
    other = office.entered("0001")
    answer = office.enter("0002", "operations-manager", superior=other)
    assert (answer.status, answer.fields) == (422, ["superior"])


def test_events_say_which_facts_changed_and_never_a_name(office: Office) -> None:
    employee_id = office.entered("0012", user=account(LIN))
    office.correct(employee_id, name="Somebody Else", left="2026-12-31")
    office.step(employee_id, "absences", first_day="2026-12-07", last_day="2026-12-09", kind="sick")
    events = office.house.events("appraisal_rounds", f"EMPLOYEE#{employee_id}")
    assert [(one["type"], one["version"]) for one in events] == [
        ("EmployeeEntered", 1),
        ("EmployeeChanged", 2),
        ("EmployeeChanged", 3),
    ]
    assert [one["data"] for one in events[1:]] == [{"fields": ["name", "left"]}, {"fields": ["absences"]}]
    shown = office.house.call(f"GET {EMPLOYEE}/history", as_=HR, employee_id=employee_id).body
    assert [one["actor"] for one in shown["items"]] == [account(HR)] * 3


def test_a_correction_on_an_old_version_is_refused_and_one_that_changes_nothing_changes_nothing(office: Office) -> None:
    employee_id = office.entered("0012")
    office.correct(employee_id, name="Lin")
    stale = office.house.call(f"PATCH {EMPLOYEE}", as_=HR, employee_id=employee_id, body={"version": 1, "name": "X"})
    assert stale.refusal == (409, "version_conflict")
    assert office.correct(employee_id, name="Lin").body["version"] == 2


def test_an_account_that_was_given_up_can_be_anothers(office: Office) -> None:
    former = office.entered("0012", user=account(LIN))
    assert office.correct(former, user=None).body["on_paper"] is True
    office.entered("0013", user=account(LIN))
    assert office.seen_by(LIN, "me")["number"] == "0013"


def test_everybody_reads_their_own_record_and_who_is_nobody_none(office: Office) -> None:
    boss = office.entered("0001", "operations-manager", user=account(ZHAO))
    office.entered("0012", user=account(LIN), superior=boss)
    own = office.seen_by(LIN, "me")
    assert (own["number"], own["superior_name"]) == ("0012", "Name of 0001")
    assert office.seen_by(ZHAO, "me")["superior_name"] is None
    assert office.house.call("GET /appraisal-rounds/me", as_=MEI).refusal == (404, "not_found")


def test_a_superior_sees_those_under_them_and_not_why_they_are_away(office: Office) -> None:
    boss = office.entered("0001", "operations-manager", user=account(ZHAO))
    lin = office.entered("0012", user=account(LIN), superior=boss)
    office.entered("0014", "designer", user=account(MEI), superior=lin)
    office.step(lin, "absences", first_day="2026-12-07", last_day="2026-12-09", kind="sick")
    (report,) = office.seen_by(ZHAO, "reports")["items"]
    assert report["absences"] == [{"first_day": "2026-12-07", "last_day": "2026-12-09", "kind": None}]
    assert office.seen_by(LIN, "me")["absences"][0]["kind"] == "sick"
    assert [one["number"] for one in office.seen_by(LIN, "reports")["items"]] == ["0014"]
    office.correct(lin, superior=None)
    assert office.seen_by(ZHAO, "reports")["items"] == []


def test_reports_are_read_page_by_page(office: Office) -> None:
    boss = office.entered("0001", "operations-manager", user=account(ZHAO))
    for number in ("0012", "0013", "0014"):
        office.entered(number, superior=boss)
    page = office.seen_by(ZHAO, "reports", limit=2)
    rest = office.seen_by(ZHAO, "reports", limit=2, cursor=page["next"])
    assert [one["number"] for one in page["items"] + rest["items"]] == ["0012", "0013", "0014"]


def test_nobody_is_their_own_superior_by_way_of_others(office: Office) -> None:
    a = office.entered("0001")
    b = office.entered("0002", superior=a)
    c = office.entered("0003", superior=b)
    for below in (a, b, c):
        assert office.correct(a, superior=below).refusal == (409, "circle_of_superiors")


def test_of_two_who_become_each_others_superior_at_once_one_is_refused(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = office.entered("0001"), office.entered("0002")
    overtake(monkeypatch, store, "above", lambda: office.correct(a, superior=b))
    answer = office.house.call(f"PATCH {EMPLOYEE}", as_=HR, employee_id=b, body={"version": 1, "superior": a})
    assert answer.refusal == (409, "version_conflict")
    assert (office.read(a)["superior"], office.read(b)["superior"]) == (b, None)


def test_a_list_of_employees_is_by_number_and_a_sheet_for_who_wants_one(office: Office) -> None:
    for number in ("0020", "0003"):
        office.entered(number)
    assert [one["number"] for one in office.seen_by(HR, "employees")["items"]] == ["0003", "0020"]
    sheet = office.house.call(f"GET {EMPLOYEES}", as_=HR, headers={"Accept": "text/csv"})
    assert sheet.body.splitlines()[1].split(",")[1] == "0003"


def test_each_hour_the_room_looks_at_the_clock(office: Office) -> None:
    office.house.later(hours=1)
    reactions.lambda_handler({"job": "tick"}, Context("reactions"))
    with pytest.raises(LookupError):
        reactions.lambda_handler({"job": "tock"}, Context("reactions"))
