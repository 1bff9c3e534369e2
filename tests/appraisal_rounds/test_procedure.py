"""A sheet from the reviews to the archive, as the department lives through it (R4.4)."""

import json
from typing import Any

import pytest

from tests.appraisal_rounds.department import FEEDBACK, LIN, NOVEMBER, ROUND, SELF, ZHAO, Department, judged
from tests.people import DIRECTOR, HR


def test_a_round_runs_from_its_opening_to_its_closing_with_everybody_in_it(department: Department) -> None:
    department.open()
    assert department.round_state() == "collecting"
    for name in department.ids:
        department.review(name)
        assert department.state(name) == "composite"
    department.tick("2026-12-03 09:05")
    assert department.round_state() == "calibrating"
    for name in department.ids:
        signed = department.done(DIRECTOR if name == "zhao" else ZHAO, name, "composite")
        # 80 of the superior, of two of eight items 70 of peers besides: nothing of the figures is given yet.
        # Nobody has the manager's superior, so nobody is asked about them.
        score = "80.00" if name == "zhao" else "79.50"
        assert (signed["score"], signed["signed_grade"], signed["overridden"]) == (score, "B", False)
    department.tick("2026-12-04 09:05")
    assert department.round_state() == "feedback"
    for name, person in department.persons.items():
        talk = FEEDBACK | {"talked_on": "2026-12-04"}
        department.done(DIRECTOR if name == "zhao" else ZHAO, name, "feedback", **talk)
        department.done(person, name, "confirm")
        department.done(HR, name, "archive")
    department.tick("2026-12-05 09:05")
    assert department.round_state() == "archived"


def test_what_is_not_in_when_the_reviews_end_is_refused_and_not_given(department: Department) -> None:
    department.open()
    department.review("lin", own=False)
    department.tick("2026-12-05 17:59")
    assert department.state("lin") == "reviewing"
    department.house.now = department.house.now.replace(hour=10, minute=0)  # 18:00 in Shanghai, and no tick yet
    assert department.post(LIN, "lin", "self-review", **SELF).refusal == (409, "seal_open")
    department.tick("2026-12-05 18:05")
    assert department.post(LIN, "lin", "self-review", **SELF).refusal == (409, "seal_open")
    seen = department.get(ZHAO, "lin").body
    assert (seen["state"], seen["self_review"], seen["status"]["self_review_given"]) == ("composite", None, False)
    assert seen["superior_review"]["opinion"] == "OPINION-OF-SUPERIOR"


def test_a_review_can_be_given_anew_until_the_other_one_is_in(department: Department) -> None:
    department.open()
    department.done(LIN, "lin", "self-review", **SELF)
    department.done(LIN, "lin", "self-review", **SELF | {"measures": "BETTER MEASURES"})
    department.done(ZHAO, "lin", "superior-review", scores=judged(80), opinion="GOOD")
    assert department.get(ZHAO, "lin").body["self_review"]["measures"] == "BETTER MEASURES"
    assert department.post(LIN, "lin", "self-review", **SELF).refusal == (409, "seal_open")
    assert department.post(ZHAO, "lin", "superior-review", scores=judged(9), opinion="BAD").refusal == (
        409,
        "seal_open",
    )


def test_peers_have_their_whole_time_when_self_and_superior_are_early(department: Department) -> None:
    department.open()
    department.done(LIN, "lin", "self-review", **SELF)
    department.done(ZHAO, "lin", "superior-review", scores=judged(80), opinion="GOOD")
    assert department.state("lin") == "reviewing"
    for name in department.peers_of("lin"):
        department.done(department.persons[name], "lin", "peer-review", communication=90, team_spirit=60)
    department.tick("2026-12-03 09:05")
    assert department.state("lin") == "composite"
    peers = department.get(ZHAO, "lin").body["peers"]
    assert peers == {"reviews": 4, "scores": {"communication": "90.00", "team_spirit": "60.00"}}


@pytest.mark.parametrize(("given", "shown"), [(2, None), (3, 3)])
def test_peers_are_an_aggregate_of_three_or_more_and_otherwise_not_given(
    department: Department, given: int, shown: int | None
) -> None:
    department.open()
    for name in department.peers_of("lin")[:given]:
        department.done(department.persons[name], "lin", "peer-review", communication=90, team_spirit=60)
    department.review("chen")
    department.tick("2026-12-05 18:05")
    peers = department.get(ZHAO, "lin").body["peers"]
    assert (peers and peers["reviews"]) == shown


def test_every_part_of_a_composite_says_what_it_weighs_and_brought(department: Department) -> None:
    department.open()
    department.bring("lin", "composite")
    preview = department.get(ZHAO, "lin", "composite").body
    parts = preview["parts"]
    assert sum(float(one["applied"]) for one in parts) == pytest.approx(100)
    assert sum(float(one["contribution"] or 0) for one in parts) == pytest.approx(float(preview["total"]))
    figures = {one["indicator"]: one["why"] for one in preview["figures"]}
    assert figures == {
        "listing_on_time": "no_evidence",
        "orders_correct": "no_source",
        "stock_correct": "no_evidence",
        "campaign_effect": "no_source",
    }
    assert {one["applied"] for one in parts if one["group"] == "results"} == {"0.00"}


def test_sources_that_are_far_apart_are_flagged(department: Department) -> None:
    department.open()
    department.review("lin", superior=95, peers=70)
    found = department.get(ZHAO, "lin", "composite").body["deviations"]
    assert found == [{"first": "peers", "second": "superior", "points": "-25.00"}]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"score": "90"}, "reason"),
        ({"grade": "A"}, "reason"),
        ({"grade": "Z", "reason": "R"}, "grade"),
        ({"score": "120.01"}, "score"),
        ({"score": "NaN"}, "score"),
        ({"score": True}, "score"),
    ],
)
def test_another_grade_or_score_takes_a_reason_and_is_one_that_there_is(
    department: Department, body: dict[str, Any], field: str
) -> None:
    department.open()
    department.review("lin")
    answer = department.post(ZHAO, "lin", "composite", **body)
    assert (answer.status, answer.fields) == (422, [field])


def test_an_override_is_signed_with_its_reason(department: Department) -> None:
    department.open()
    department.review("lin")
    signed = department.done(ZHAO, "lin", "composite", score="92.5", reason="HELPED OUT")
    assert (signed["score"], signed["signed_grade"], signed["grade"]) == ("92.50", "A", "B")
    assert (signed["overridden"], signed["reason"]) == (True, "HELPED OUT")
    assert signed["signed_by"] == [ZHAO.claims["sub"]]


def test_nobody_signs_before_the_figures_of_the_month_are_frozen(department: Department) -> None:
    department.tick("2026-12-01 00:05")
    department.review("lin")
    assert department.post(ZHAO, "lin", "composite").refusal == (409, "figures_not_frozen")


def test_results_are_fed_back_together_once_all_are_signed(department: Department) -> None:
    department.open()
    department.review("lin")
    department.done(ZHAO, "lin", "composite")
    refused = department.post(ZHAO, "lin", "feedback", **FEEDBACK | {"talked_on": "2026-12-02"})
    assert refused.refusal == (409, "round_not_in_feedback")
    department.tick("2026-12-05 18:05")
    assert department.round_state() == "calibrating"
    department.tick("2026-12-08 18:05")
    assert department.round_state() == "feedback"
    department.done(ZHAO, "lin", "feedback", **FEEDBACK)
    assert department.post(ZHAO, "chen", "feedback", **FEEDBACK).refusal == (409, "not_signed")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"talked_on": "2026-12-31"}, "talked_on"),
        ({"talked_on": "2026-11-30"}, "talked_on"),
        ({"goals": [{"goal": "G", "due": "2026-12-06"}]}, "goals[0].due"),
        ({"goals": []}, "goals"),
        ({"strengths": " "}, "strengths"),
    ],
)
def test_a_talk_has_happened_and_its_goals_are_to_come(
    department: Department, wrong: dict[str, Any], field: str
) -> None:
    department.open()
    department.bring("lin", "fed_back")
    answer = department.post(ZHAO, "chen", "feedback", **FEEDBACK | wrong)
    assert (answer.status, answer.fields) == (422, [field])


def test_the_next_round_looks_back_on_the_goals_of_the_one_before(department: Department) -> None:
    department.open()
    department.bring("lin", "confirmed")
    department.tick("2027-01-01 00:05")
    seen = department.get(LIN, "lin", round_id="2026-12").body
    assert seen["former_goals"] == [{"goal": "TALK-GOAL", "due": "2026-12-31"}]
    looked = [{"goal": 1, "reached": False, "remark": "NOT YET"}]
    body = {"scores": judged(80), "opinion": "FINE", "former_goals": looked}
    for wrong, place in (([{"goal": 2, "reached": True}], 0), (looked * 2, 1)):
        answer = department.post(ZHAO, "lin", "superior-review", "2026-12", **body | {"former_goals": wrong})
        assert (answer.status, answer.fields) == (422, [f"former_goals[{place}].goal"])
    department.done(ZHAO, "lin", "superior-review", "2026-12", **body)
    assert department.get(ZHAO, "lin", round_id="2026-12").body["superior_review"]["former_goals"] == looked


def test_who_does_not_answer_is_reminded_and_then_stays_unanswered_which_is_no_consent(department: Department) -> None:
    department.open()
    department.bring("lin", "fed_back")
    department.tick("2026-12-09 08:05")
    assert "AnswerReminded" not in department.told(NOVEMBER)
    department.tick("2026-12-09 10:05")
    department.tick("2026-12-09 11:05")
    assert department.told(NOVEMBER).count("AnswerReminded") == 1
    department.tick("2026-12-11 08:05")
    assert department.state("lin") == "fed_back"
    department.tick("2026-12-11 10:05")
    assert department.state("lin") == "unanswered"
    assert department.post(LIN, "lin", "object", reason="LATE").refusal == (409, "transition_not_allowed")
    archived = department.done(HR, "lin", "archive")
    assert (archived["standing"], archived["provisional"]) == ("unanswered", True)


def test_nobodys_time_is_over_before_they_were_reminded(department: Department) -> None:
    department.open()
    department.bring("lin", "fed_back")
    department.tick("2026-12-20 10:05")  # ticks were missed for two weeks
    assert department.state("lin") == "fed_back"
    department.tick("2026-12-21 10:05")
    assert department.state("lin") == "fed_back"
    department.tick("2026-12-22 10:06")
    assert department.state("lin") == "unanswered"


def test_an_unanswered_result_can_still_be_confirmed(department: Department) -> None:
    department.open()
    department.bring("lin", "unanswered")
    department.done(LIN, "lin", "confirm")
    assert department.done(HR, "lin", "archive")["standing"] == "confirmed"


def test_an_archived_sheet_is_neither_archived_again_nor_reopened(department: Department) -> None:
    department.open()
    department.bring("lin", "archived")
    for who, what, body in (
        (HR, "archive", {}),
        (LIN, "confirm", {}),
        (LIN, "object", {"reason": "R"}),
        (ZHAO, "composite", {}),
        (ZHAO, "feedback", FEEDBACK),
    ):
        assert department.post(who, "lin", what, **body).refusal == (409, "transition_not_allowed"), what


def test_a_correction_is_a_new_version_that_names_the_old_one(department: Department) -> None:
    department.open()
    department.bring("lin", "unanswered")
    first = department.done(HR, "lin", "archive")
    second = department.done(HR, "lin", "archive/correct", reason="BACK FROM LEAVE", confirmed=True)
    assert (second["version"], second["standing"], second["provisional"]) == (2, "confirmed", False)
    record = json.loads(second["record"])
    assert (record["corrects"], record["correction"]["reason"]) == (first["hash"], "BACK FROM LEAVE")
    assert department.get(LIN, "lin", "archive").body["items"] == [first, second]
    again = department.post(HR, "lin", "archive/correct", reason="AGAIN", confirmed=True)
    assert (again.status, again.fields) == (422, ["confirmed"])


def test_hr_writes_down_from_paper_what_somebody_without_an_account_says(department: Department) -> None:
    department.ids["paper"] = department.office.entered("0099", superior=department.ids["zhao"])
    department.open()
    assert department.post(HR, "lin", "self-review", **SELF).refusal == (403, "not_yours_to_do")
    department.done(HR, "paper", "self-review", **SELF)
    department.done(ZHAO, "paper", "superior-review", scores=judged(80), opinion="GOOD")
    assert department.get(ZHAO, "paper").body["self_review"]["on_paper"]
    department.tick("2026-12-05 18:05")
    figures = {one["why"] for one in department.get(ZHAO, "paper", "composite").body["figures"]}
    assert figures == {"on_paper", "no_source", "no_evidence"}
    department.done(ZHAO, "paper", "composite")
    department.tick("2026-12-08 18:05")
    department.done(ZHAO, "paper", "feedback", **FEEDBACK)
    department.done(HR, "paper", "confirm")
    assert department.get(HR, "paper").body["answer"]["on_paper"]


def test_a_round_compares_signed_grades_with_quotas_that_one_can_try(department: Department) -> None:
    department.open()
    department.bring("lin", "composite")
    department.done(ZHAO, "lin", "composite", score="95", reason="R")
    department.done(ZHAO, "chen", "composite", score="91", reason="R")
    path = f"GET {ROUND}/calibration"
    query = {"post": "operations-specialist", "what_if": "A:20"}
    tried = department.house.call(path, as_=ZHAO, round_id=NOVEMBER, query=query).body
    assert [(one["name"], one["signed_grade"], one["by_quota"]) for one in tried["rows"]] == [
        ("Name of 0002", "A", "A"),
        ("Name of 0003", "A", "B"),
    ]
    assert tried["grades"][0] == {"grade": "A", "signed": 2, "by_points": 2, "by_quota": 1, "most": 1}
    plain = department.house.call(path, as_=ZHAO, round_id=NOVEMBER, query={"post": "designer"}).body
    assert (plain["unsigned"], plain["what_if"]) == (1, False)
    of_managers = department.house.call(path, as_=ZHAO, round_id=NOVEMBER, query={"post": "operations-manager"})
    assert of_managers.body["rows"] == []
    bad = department.house.call(path, as_=ZHAO, round_id=NOVEMBER, query=query | {"what_if": "A:2x"})
    assert (bad.status, bad.fields) == (422, ["what_if"])
