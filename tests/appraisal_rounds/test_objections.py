"""An objection is decided by two who did not sign, in two capacities, who say the same (R4.4.6)."""

from datetime import UTC, datetime

import pytest

from appraisal_rounds.sheets.domain import Sheet
from tests.appraisal_rounds.department import CHEN, FEEDBACK, HR_2, LIN, MEI, ZHAO, Department
from tests.people import DIRECTOR, HR

UPHELD = {"outcome": "upheld", "score": "91", "grade": "A", "reason": "SEEN FROM THE RECORD"}
DISMISSED = {"outcome": "dismissed", "reason": "AS SIGNED"}


def test_two_who_agree_give_another_grade_which_is_fed_back_again(department: Department) -> None:
    department.open()
    department.bring("lin", "objected")
    assert not department.done(HR, "lin", "decide", **UPHELD)["decided"]
    assert department.done(DIRECTOR, "lin", "decide", **UPHELD)["decided"]
    # Until it is fed back Lin knows the former result.
    before = department.get(LIN, "lin").body
    assert (before["composite"]["signed_grade"], before["decision"]) == ("B", None)
    assert department.get(ZHAO, "lin").body["composite"]["signed_grade"] == "A"
    department.done(ZHAO, "lin", "feedback", **FEEDBACK)
    after = department.get(LIN, "lin").body
    assert (after["composite"]["score"], after["composite"]["signed_grade"]) == ("91.00", "A")
    assert after["composite"]["signed_by"] == sorted(one.claims["sub"] for one in (HR, DIRECTOR))
    assert after["decision"]["decided"]
    assert department.post(LIN, "lin", "object", reason="AGAIN").refusal == (409, "decided_already")
    department.done(LIN, "lin", "confirm")


def test_a_decided_result_that_nobody_answers_is_archived_as_decided_and_not_provisional(
    department: Department,
) -> None:
    department.open()
    department.bring("lin", "decided")
    department.done(ZHAO, "lin", "feedback", **FEEDBACK)
    department.tick("2026-12-09 11:05")
    department.tick("2026-12-12 11:05")
    archived = department.done(HR, "lin", "archive")
    assert (archived["standing"], archived["provisional"]) == ("decided", False)


def test_two_who_differ_decide_nothing_until_one_says_something_else(department: Department) -> None:
    department.open()
    department.bring("lin", "objected")
    department.done(HR, "lin", "decide", **UPHELD)
    assert not department.done(DIRECTOR, "lin", "decide", **DISMISSED)["decided"]
    department.tick("2026-12-20 11:05")
    assert (department.state("lin"), department.told(department.sheet_id("lin")).count("ObjectionEscalated")) == (
        "objected",
        1,
    )
    assert department.done(HR, "lin", "decide", **DISMISSED)["decided"]


def test_two_of_hr_are_one_voice(department: Department) -> None:
    department.open()
    department.bring("lin", "objected")
    department.done(HR, "lin", "decide", **DISMISSED)
    assert department.post(HR_2, "lin", "decide", **DISMISSED).refusal == (409, "one_voice_each")


def test_the_managers_sheet_is_decided_by_hr_and_whom_hr_appoints(department: Department) -> None:
    department.open()
    department.bring("zhao", "objected")
    assert department.post(DIRECTOR, "zhao", "decide", **DISMISSED).refusal == (403, "signed_it")
    department.done(HR, "zhao", "decide", **DISMISSED)
    for wrong in (ZHAO, DIRECTOR, HR):
        answer = department.post(HR, "zhao", "appoint", user=wrong.claims["sub"])
        assert answer.refusal == (403, "signed_it"), wrong.claims["sub"]
    assert department.get(MEI, "zhao").refusal == (404, "not_found")
    department.done(HR, "zhao", "appoint", user=MEI.claims["sub"])
    assert department.get(MEI, "zhao").body["composite"]["signed_grade"] == "B"
    assert department.done(MEI, "zhao", "decide", **DISMISSED)["decided"]
    department.done(DIRECTOR, "zhao", "feedback", **FEEDBACK)
    assert department.get(MEI, "zhao").body["composite"] is None


def test_nobody_decides_in_the_directors_place_while_there_is_time(department: Department) -> None:
    department.open()
    department.bring("lin", "objected")
    assert department.post(HR, "lin", "appoint", user=MEI.claims["sub"]).refusal == (409, "director_decides")
    department.tick("2026-12-20 11:05")
    department.done(HR, "lin", "appoint", user=HR_2.claims["sub"])
    department.done(HR, "lin", "decide", **DISMISSED)
    # Who is appointed of HR is of HR.
    assert department.post(HR_2, "lin", "decide", **DISMISSED).refusal == (409, "one_voice_each")
    department.done(HR, "lin", "appoint", user=MEI.claims["sub"])
    assert department.done(MEI, "lin", "decide", **DISMISSED)["decided"]


def test_who_is_not_appointed_any_more_has_no_voice_left(department: Department) -> None:
    department.open()
    department.bring("zhao", "objected")
    department.done(HR, "zhao", "appoint", user=MEI.claims["sub"])
    department.done(MEI, "zhao", "decide", **DISMISSED)
    department.done(HR, "zhao", "appoint", user=CHEN.claims["sub"])
    assert not department.done(HR, "zhao", "decide", **DISMISSED)["decided"]
    assert department.done(CHEN, "zhao", "decide", **DISMISSED)["decided"]


def test_whoever_signed_an_earlier_composite_signed_it_too() -> None:
    sheet = Sheet("2026-11", "E", None, "designer", (), None, False, "", state="composite")
    at = datetime(2026, 12, 6, tzinfo=UTC)
    assert sheet.signed("first", at).signed("second", at).signers == ("first", "second")


def test_an_objection_comes_within_its_days(department: Department) -> None:
    department.open()
    department.bring("lin", "fed_back")
    department.tick("2026-12-09 10:05")
    department.tick("2026-12-11 10:04")
    department.house.later(minutes=2)
    assert department.post(LIN, "lin", "object", reason="R").refusal == (409, "too_late")
    assert department.post(CHEN, "lin", "object", reason="R").refusal == (404, "not_found")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"outcome": "upheld", "reason": "R"}, 422),
        ({"outcome": "dismissed", "score": "90", "grade": "A", "reason": "R"}, 422),
        ({"outcome": "upheld", "score": "90", "grade": "Z", "reason": "R"}, 422),
        ({"outcome": "dismissed", "reason": " "}, 422),
    ],
)
def test_a_decision_says_its_reason_and_what_the_result_is_to_be(
    department: Department, body: dict[str, str], status: int
) -> None:
    department.open()
    department.bring("lin", "objected")
    assert department.post(HR, "lin", "decide", "2026-11", **body).status == status
