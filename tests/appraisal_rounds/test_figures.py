"""Figures as people see them: whose, how far they are, and every event that they are made of (R4.1, R4.2.1)."""

from typing import Any

import pytest

from appraisal_rounds.evidence import folding, store
from tests.appraisal_rounds.staff import LIN, MEI, ZHAO, Office, account
from tests.appraisal_rounds.telling import Desk, at, counted, dispatched, due_moved, entered, placed, published, traffic
from tests.harness import Answer
from tests.people import DIRECTOR, HR, Person, staff

NOV, DEC = "2026-11", "2026-12"
FIGURES = "GET /appraisal-rounds/months/{month}/indicators"
EVIDENCE = "GET /appraisal-rounds/months/{month}/subjects/{subject}/indicators/{name}/evidence"
WANG, YAN = staff("wang", "customer-service"), staff("yan", "operations-specialist")


class Team:
    """A department: the manager, two specialists under her, one of whom has a designer under him."""

    def __init__(self, office: Office, desk: Desk) -> None:
        self.office, self.desk, self.house = office, desk, desk.house
        desk.house.now = at("2026-11-27 09:00")
        desk.say("tick")
        store.keep_place(folding.JOB, "2026-11-27#0")
        self.zhao = office.entered("0001", "operations-manager", user=account(ZHAO))
        self.lin = office.entered("0002", user=account(LIN), superior=self.zhao)
        self.yan = office.entered("0003", user=account(YAN), superior=self.zhao)
        self.mei = office.entered("0004", "designer", user=account(MEI), superior=self.lin)
        self.old = office.entered("0005", superior=self.zhao)

    def figures(self, person: Person, month: str = NOV, **query: Any) -> Answer:
        return self.house.call(FIGURES, as_=person, path={"month": month}, query=query)

    def of(self, employee_id: str, name: str, month: str = NOV) -> Any:
        """An indicator of somebody."""
        (employee,) = self.figures(HR, month, employee_id=employee_id).body["items"]
        return next(one for one in employee["indicators"] if one["name"] == name)

    def evidence(self, person: Person, subject: str, name: str, month: str = NOV, **query: Any) -> Answer:
        path = {"month": month, "subject": subject, "name": name}
        return self.house.call(EVIDENCE, as_=person, path=path, query=query)

    def rows(self, subject: str, name: str, month: str = NOV, limit: int = 2) -> list[Any]:
        """All rows, page by page."""
        items: list[Any] = []
        query: dict[str, Any] = {"limit": limit}
        while True:
            page = self.evidence(HR, subject, name, month, **query).body
            assert len(page["items"]) <= limit
            items += page["items"]
            if not page["next"]:
                return items
            query["cursor"] = page["next"]

    def freeze(self) -> None:
        self.desk.say("tick", at("2026-12-02 12:05"))
        self.desk.say("tick", at("2026-12-02 13:05"))


@pytest.fixture
def team(office: Office, desk: Desk) -> Team:
    return Team(office, desk)


def seen(answer: Answer) -> list[str]:
    return [one["employee_id"] for one in answer.body["items"]]


def test_staff_see_their_own_figures_and_manager_hr_and_director_everybodys(team: Team) -> None:
    assert seen(team.figures(LIN)) == [team.lin]
    everybody = [team.zhao, team.lin, team.yan, team.mei, team.old]
    assert seen(team.figures(HR)) == seen(team.figures(DIRECTOR)) == seen(team.figures(ZHAO)) == everybody


def test_the_figures_of_one_employee_are_for_them_and_those_above_them(team: Team) -> None:
    for person in (MEI, LIN, ZHAO, HR, DIRECTOR):  # herself, her superior
        assert seen(team.figures(person, employee_id=team.mei)) == [team.mei]
    assert team.figures(YAN, employee_id=team.mei).refusal == (404, "not_found")
    assert team.figures(MEI, employee_id=team.lin).refusal == (404, "not_found")
    assert team.figures(WANG).refusal == (404, "not_found")  # nobody's account


def test_a_page_of_figures_leads_to_the_next(team: Team) -> None:
    first = team.figures(HR, limit=2).body
    second = team.figures(HR, limit=3, cursor=first["next"]).body
    assert [one["employee_id"] for one in first["items"] + second["items"]] == [
        team.zhao, team.lin, team.yan, team.mei, team.old,
    ]  # fmt: skip


def test_figures_so_far_are_marked_so_until_they_are_frozen(team: Team) -> None:
    team.desk.hear(placed(team.house.now, 900))
    states = []
    for moment in ("2026-11-28 09:00", "2026-12-02 12:05", "2026-12-02 13:05"):
        team.desk.say("tick", at(moment))
        body = team.figures(ZHAO, employee_id=team.zhao).body
        states.append((body["state"], body["frozen"], team.of(team.zhao, "sales")["figures"]))
    figures = [{"currency": "CNY", "numerator": 900, "denominator": None, "value": "900"}]
    assert states == [("open", False, figures), ("closing", False, figures), ("frozen", True, figures)]
    assert team.figures(HR, "2026-10").body["state"] == "before"


def test_frozen_figures_stay_whatever_comes_later_and_that_is_seen_in_the_month_where_it_counts(team: Team) -> None:
    team.desk.hear(placed(team.house.now, 900))
    team.freeze()
    team.desk.hear(placed(at("2026-11-30 12:00"), 50))
    assert team.of(team.zhao, "sales")["figures"][0]["value"] == "900"
    assert team.of(team.zhao, "sales", DEC)["figures"][0]["value"] == "50"
    (row,) = team.rows("shop", "sales", DEC)
    assert (row["day"], row["counted_in"], row["late"]) == ("2026-11-30", DEC, True)
    assert len(team.rows("shop", "sales")) == 1


def test_what_is_not_given_says_why(team: Team) -> None:
    team.desk.hear(traffic(team.house.now, "2026-11-26", 0, 0, 0))
    assert team.of(team.zhao, "conversion")["not_given"] == "empty_denominator"
    assert team.of(team.zhao, "sales")["not_given"] == "no_evidence"
    lacking = team.of(team.lin, "orders_correct")
    assert (lacking["not_given"], lacking["lacks"]) == (
        "no_source",
        "claims of wrong goods, which come with after-sales",
    )
    assert team.of(team.old, "listing_on_time")["not_given"] == "on_paper"
    assert team.of(team.lin, "listing_on_time")["figures"] == []


def test_figures_show_the_sums_that_they_are_made_of_and_where_each_counts(team: Team) -> None:
    team.desk.hear(dispatched(team.house.now, (2, 300, 1000), (1, None, 500)))
    margin = team.of(team.zhao, "gross_margin")
    assert margin["figures"] == [{"currency": "CNY", "numerator": 400, "denominator": 1000, "value": "0.400000"}]
    assert [(part["part"], part["sum"], part["counts_in"]) for part in margin["parts"]] == [
        ("cost", 600, ["numerator"]),
        ("lines", 2, []),
        ("lines_unknown", 1, []),
        ("net", 1000, ["numerator", "denominator"]),
    ]
    assert (margin["rows"], margin["subject"], margin["unit"]) == (1, "shop", "share")


def test_what_all_specialists_do_together_is_each_ones_figure(team: Team) -> None:
    team.desk.hear(counted(team.house.now, 18, 20))
    for one in (team.lin, team.yan, team.old):
        assert team.of(one, "stock_correct")["figures"][0]["value"] == "0.900000"
        assert team.rows(one, "stock_correct") == team.rows("specialists", "stock_correct")


def test_who_changed_their_post_in_the_month_is_measured_by_both(team: Team) -> None:
    team.office.step(team.lin, "post", post="designer", since="2026-11-16")
    (lin,) = team.figures(LIN).body["items"]
    assert lin["posts"] == ["operations-specialist", "designer"]
    assert {one["post"] for one in lin["indicators"]} == {"operations-specialist", "designer"}
    assert len(lin["indicators"]) == 7


def test_whoever_was_not_there_in_the_month_has_no_figures_of_it(team: Team) -> None:
    gone = team.office.entered("0006", joined="2026-12-01")
    assert gone not in seen(team.figures(HR))
    assert team.figures(HR, employee_id=gone).body["items"] == []


# -- evidence ----------------------------------------------------------------------------------------------


def test_every_row_of_numerator_and_denominator_is_paged_through_with_its_event(team: Team) -> None:
    due = at("2026-11-27 18:00")
    first, second = entered(team.house.now, due, account(LIN)), entered(team.house.now, due, account(LIN))
    done = published(at("2026-11-27 12:00"), due, account(LIN))
    team.desk.hear(first, second, done)
    rows = {row["event_id"]: row for row in team.rows(team.lin, "listing_on_time")}
    assert set(rows) == {first["id"], second["id"], done["id"]}
    assert rows[done["id"]] == {
        "event_id": done["id"],
        "type": "ProductPublished",
        "entity": done["entity"],
        "at": "2026-11-27T04:00:00.000Z",
        "day": "2026-11-27",
        "late": False,
        "counted_in": NOV,
        "currency": None,
        "counts": {"in_time": 1},
        "numerator": ["in_time"],
        "denominator": [],
        "facts": {"due": "2026-11-27T10:00:00.000Z", "revision": 1},
    }
    assert (rows[first["id"]]["denominator"], rows[first["id"]]["numerator"]) == (["due"], [])
    assert team.of(team.lin, "listing_on_time")["figures"][0]["value"] == "0.500000"


def test_rows_are_the_same_before_a_day_is_folded_after_that_and_when_they_are_frozen(team: Team) -> None:
    team.desk.hear(*[placed(team.house.now, n) for n in range(1, 8)])
    team.house.now = at("2026-11-28 02:30")
    team.desk.hear(placed(at("2026-11-27 23:00"), 100))
    before = team.rows("shop", "sales")
    assert sum(row["counts"]["placed"] for row in before) == 128
    team.desk.say("fold")
    assert team.rows("shop", "sales", limit=3) == before
    team.freeze()
    assert team.rows("shop", "sales", limit=50) == before


def test_a_due_on_a_day_to_come_is_not_in_the_figure_so_far_nor_among_its_rows(team: Team) -> None:
    due, sooner = at("2026-11-30 18:00"), at("2026-11-27 18:00")
    team.desk.hear(entered(team.house.now, due, account(LIN)))
    assert team.of(team.lin, "listing_on_time")["not_given"] == "no_evidence"
    assert team.rows(team.lin, "listing_on_time") == []
    team.desk.hear(due_moved(team.house.now, due, sooner, account(LIN)))
    assert team.of(team.lin, "listing_on_time")["figures"][0]["value"] == "0.000000"
    team.house.now = at("2026-11-30 09:00")
    assert len(team.rows(team.lin, "listing_on_time")) == 3


def test_evidence_is_for_whom_it_is_of_and_those_above_them(team: Team) -> None:
    for person in (MEI, LIN, ZHAO, HR, DIRECTOR):
        assert team.evidence(person, team.mei, "material_quality").status == 200
    for person in (YAN, WANG):
        assert team.evidence(person, team.mei, "material_quality").refusal == (404, "not_found")
    for person, status in ((ZHAO, 200), (HR, 200), (DIRECTOR, 200), (LIN, 404), (MEI, 404)):
        assert team.evidence(person, "shop", "sales").status == status
    assert team.evidence(LIN, team.zhao, "sales").status == 404


@pytest.mark.parametrize(
    ("subject", "name"),
    [("shop", "listing_on_time"), ("specialists", "sales"), ("shop", "no_such"), ("mei", "listing_on_time")],
)
def test_nobody_is_measured_by_what_is_not_their_posts(team: Team, subject: str, name: str) -> None:
    answer = team.evidence(HR, {"mei": team.mei}.get(subject, subject), name)
    assert answer.refusal == (404, "not_found")


def test_a_cursor_is_good_for_its_own_rows_alone(team: Team) -> None:
    team.desk.hear(*[placed(team.house.now, n) for n in range(3)])
    cursor = team.evidence(HR, "shop", "sales", limit=1).body["next"]
    for subject, name, month in (("shop", "conversion", NOV), ("shop", "sales", DEC), (team.zhao, "sales", NOV)):
        assert team.evidence(HR, subject, name, month, cursor=cursor).fields == ["cursor"]


@pytest.mark.parametrize("month", ["2026-13", "26-11", "2026-11-01", "2026"])
def test_what_is_no_month_is_refused(team: Team, month: str) -> None:
    assert team.figures(HR, month).status == 422
