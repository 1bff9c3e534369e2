"""What peers learn of a sheet, who runs it of its peers, and who signed it of a dispute: nothing (R4.1, R4.4.3)."""

import json

import pytest

from tests.appraisal_rounds.department import CHEN, FEEDBACK, LIN, MEI, NOVEMBER, ROUND, SELF, ZHAO, Department, judged
from tests.people import DIRECTOR, HR, staff


@pytest.mark.parametrize("state", ["objected", "unanswered"])
def test_what_becomes_of_a_sheet_is_told_peers_neither_by_their_list_nor_by_a_refusal(
    department: Department, state: str
) -> None:
    department.open()
    department.bring("lin", state)
    asked = department.house.call(f"GET {ROUND}/reviews", as_=CHEN, round_id=NOVEMBER).body["items"]
    assert [one["state"] for one in asked if one["sheet_id"] == department.sheet_id("lin")] == ["ended"]
    refused = department.post(CHEN, "lin", "peer-review", communication=1, team_spirit=1)
    assert refused.refusal == (409, "seal_open")
    assert state not in json.dumps(refused.body)


def test_who_leaves_a_peer_out_does_not_learn_whether_they_gave_a_review_and_the_review_counts(
    department: Department,
) -> None:
    department.open()
    given, *others = department.peers_of("lin")
    department.done(department.persons[given], "lin", "peer-review", communication=90, team_spirit=60)
    wanted = sorted(department.ids[name] for name in others)
    answer = department.done(ZHAO, "lin", "peers", reviewers=wanted)
    assert [one["employee_id"] for one in answer["reviewers"]] == wanted
    assert sorted(department.peers_of("lin")) == sorted(others)
    for name in others[:2]:
        department.done(department.persons[name], "lin", "peer-review", communication=90, team_spirit=60)
    department.tick("2026-12-05 18:05")
    assert department.get(ZHAO, "lin").body["peers"]["reviews"] == 3


def test_the_moment_at_which_reviews_end_does_not_tell_whose_was_the_last(department: Department) -> None:
    department.open()
    department.done(LIN, "lin", "self-review", **SELF)
    department.done(ZHAO, "lin", "superior-review", scores=judged(80), opinion="GOOD")
    before = department.get(ZHAO, "lin").body
    for name in department.peers_of("lin"):
        department.done(department.persons[name], "lin", "peer-review", communication=90, team_spirit=60)
    assert department.get(ZHAO, "lin").body == before
    department.tick("2026-12-03 09:05")
    assert department.state("lin") == "composite"
    ended = department.house.events("appraisal_rounds", f"SHEET#{department.sheet_id('lin')}")[-1]
    assert (ended["type"], ended["at"]) == ("ReviewsEnded", "2026-12-03T01:05:00.000Z")


def test_reviews_that_are_all_in_end_only_if_nobody_else_was_asked_meanwhile(department: Department) -> None:
    department.open()
    last = department.peers_of("lin")[-1]
    department.done(ZHAO, "lin", "peers", reviewers=[department.ids[last]])
    department.done(LIN, "lin", "self-review", **SELF)
    department.done(ZHAO, "lin", "superior-review", scores=judged(80), opinion="GOOD")
    department.done(department.persons[last], "lin", "peer-review", communication=90, team_spirit=60)
    department.done(ZHAO, "lin", "peers", reviewers=[department.ids[name] for name in ("chen", "mei", "wang")])
    department.tick("2026-12-03 09:05")
    assert department.state("lin") == "reviewing"
    department.tick("2026-12-05 18:05")
    assert department.state("lin") == "composite"


def test_neither_who_signs_nor_a_report_can_be_made_a_peer(department: Department) -> None:
    department.hire(staff("mei-2", "designer"), superior=department.ids["lin"])
    department.open()
    for name, one in (("mei-2", "zhao"), ("lin", "mei-2"), ("lin", "zhao"), ("lin", "lin")):
        answer = department.post(ZHAO, name, "peers", reviewers=[department.ids[one]])
        assert (answer.status, answer.fields) == (422, ["reviewers[0]"]), (name, one)


def test_a_grade_that_was_signed_anew_before_it_was_told_is_not_in_the_archived_record(department: Department) -> None:
    department.open()
    department.bring("lin", "composite")
    department.done(ZHAO, "lin", "composite", score="61", reason="FIRST-DRAFT")
    department.done(ZHAO, "lin", "composite")
    department.tick("2026-12-08 18:05")
    department.done(ZHAO, "lin", "feedback", **FEEDBACK)
    department.done(LIN, "lin", "object", reason="R")
    for who in (HR, DIRECTOR):
        department.done(who, "lin", "decide", outcome="upheld", score="91", grade="A", reason="R")
    department.done(ZHAO, "lin", "feedback", **FEEDBACK)
    department.done(LIN, "lin", "confirm")
    department.done(HR, "lin", "archive")
    (kept,) = department.get(LIN, "lin", "archive").body["items"]
    assert [one["score"] for one in json.loads(kept["record"])["composites"]] == ["79.50", "91.00"]
    assert "FIRST-DRAFT" not in kept["record"]


def test_who_signed_does_not_see_what_others_say_of_the_grade_while_they_decide(department: Department) -> None:
    department.open()
    department.bring("zhao", "objected")
    department.done(HR, "zhao", "decide", outcome="dismissed", reason="R")
    assert department.get(HR, "zhao").body["decision"]["voices"]
    assert department.get(DIRECTOR, "zhao").body["decision"] is None
    department.done(HR, "zhao", "appoint", user=MEI.claims["sub"])
    department.done(MEI, "zhao", "decide", outcome="dismissed", reason="R")
    assert department.get(DIRECTOR, "zhao").body["decision"]["decided"]
    department.done(DIRECTOR, "zhao", "feedback", **FEEDBACK)
