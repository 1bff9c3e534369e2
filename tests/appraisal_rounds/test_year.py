"""The year's round: from its months, whose gaps are explained and never count as 0 (R4.3)."""

from tests.appraisal_rounds.department import FEEDBACK, LIN, ZHAO, Department, judged
from tests.people import HR


def test_a_years_sheet_is_made_of_the_months_that_have_a_result_and_the_reviews_of_the_year(
    department: Department,
) -> None:
    department.open()
    department.bring("lin", "archived")
    department.tick("2027-01-01 00:05")
    away = {"first_day": "2026-12-01", "last_day": "2026-12-31", "kind": "sick"}
    department.office.step(department.ids["mei"], "absences", **away)
    department.tick("2027-01-20 00:05")
    assert department.round_state("2026") == "collecting"
    department.done(ZHAO, "lin", "superior-review", "2026", scores=judged(90), opinion="A GOOD YEAR")
    department.tick("2027-01-24 18:05")
    preview = department.get(ZHAO, "lin", "composite", "2026").body
    whys = {one["month"][-2:]: one["why"] for one in preview["months"] if one["why"]}
    assert whys == {
        "01": "not_employed",
        "02": "not_employed",
        **dict.fromkeys(("03", "04", "05", "06", "07", "08", "09", "10"), "no_sheet"),
        "12": "no_result",
    }
    (november,) = (one for one in preview["months"] if one["score"])
    assert (november["month"], november["score"], november["state"]) == ("2026-11", "79.50", "archived")
    (results,) = (one for one in preview["parts"] if one["group"] == "results")
    assert (results["item"], results["points"], results["applied"]) == ("months", "79.50", "60.00")
    # 60 % of the months, 40 % of the superior: peers did not say anything.
    assert preview["total"] == "83.70"
    december = department.get(ZHAO, "mei", "composite", "2026").body["months"][-1]
    assert december["why"] in ("absent", "no_result")


def test_a_years_round_opens_as_soon_as_decembers_sheets_are_settled(department: Department) -> None:
    department.open()
    department.tick("2027-01-01 00:05")
    for name in department.ids:
        department.review_in(name, "2026-12")
    for at in ("2027-01-02 12:05", "2027-01-02 13:05", "2027-01-05 18:05"):
        department.tick(at)
    for name in department.ids:
        department.done(department.boss_of(name), name, "composite", "2026-12")
    department.tick("2027-01-06 09:05")
    talk = FEEDBACK | {"talked_on": "2027-01-06", "goals": [{"goal": "G", "due": "2027-01-31"}]}
    for name in department.ids:
        department.done(department.boss_of(name), name, "feedback", "2026-12", **talk)
        assert department.house.call("GET /appraisal-rounds/rounds/{round_id}", as_=HR, round_id="2026").status == 404
        department.done(department.persons[name], name, "confirm", "2026-12")
    department.tick("2027-01-06 10:05")
    assert department.round_state("2026") == "collecting"
    assert department.get(LIN, "lin", round_id="2026").body["figures"] == []
