"""Schemes: proposed by one, published by another before the month, and read by those they govern."""

from copy import deepcopy
from typing import Any

import pytest

from appraisal_rounds.examples import BODIES
from appraisal_rounds.indicators import BY_POST
from appraisal_rounds.people.tables import POSTS
from appraisal_rounds.schemes.defaults import TERMS
from appraisal_rounds.schemes.terms import Quota
from tests.appraisal_rounds.staff import MEI, Office, account
from tests.harness import Answer
from tests.people import DESIGNER, DIRECTOR, HR, MANAGER, Person, staff

SCHEMES = "/appraisal-rounds/schemes"
BODY = BODIES[f"POST {SCHEMES}"]
OTHER_DIRECTOR = staff("gu", "director", "hr")


def propose(office: Office, *, as_: Person = MANAGER, key: str = "k", **more: Any) -> Answer:
    return office.house.call(f"POST {SCHEMES}", as_=as_, key=key, body={**deepcopy(BODY), **more})


def with_terms(**terms: Any) -> dict[str, Any]:
    return {**deepcopy(BODY["terms"]), **terms}


def step(office: Office, scheme_id: str, what: str, version: int = 1, as_: Person = DIRECTOR) -> Answer:
    return office.house.call(
        f"POST {SCHEMES}/{{scheme_id}}/{what}", as_=as_, scheme_id=scheme_id, body={"version": version}
    )


def published(office: Office, key: str = "k", **more: Any) -> str:
    scheme_id: str = propose(office, key=key, **more).body["scheme_id"]
    assert step(office, scheme_id, "publish").status == 200
    return scheme_id


def in_force(office: Office, month: str, post: str = "designer") -> Any:
    query = {"month": month}
    answer = office.house.call("GET /appraisal-rounds/posts/{post}/scheme", as_=HR, query=query, path={"post": post})
    return answer.body["scheme_id"]


@pytest.mark.parametrize("post", POSTS)
def test_every_post_has_terms_by_default_that_the_rules_would_take(post: Any) -> None:
    assert TERMS[post].checked(post) is TERMS[post]
    assert {one.name for one in TERMS[post].indicators} == set(BY_POST[post])


def test_a_scheme_holds_from_its_month_until_the_next_one_of_its_post(office: Office) -> None:
    later = published(office, "1", valid_from="2027-03")
    first = published(office, "2", valid_from="2026-12")
    months = ("2026-11", "2026-12", "2027-02", "2027-03", "2028-01")
    assert [in_force(office, month) for month in months] == ["default", first, first, later, later]
    assert in_force(office, "2027-01", "customer-service") == "default"


def test_a_month_that_has_begun_in_shanghai_is_appraised_by_what_was_published(office: Office) -> None:
    assert propose(office, valid_from="2026-11").refusal == (409, "month_has_begun")
    scheme_id = propose(office, valid_from="2026-12").body["scheme_id"]
    in_time = published(office, "2", valid_from="2026-12")
    office.house.now = office.house.now.replace(day=30, hour=16)  # midnight in Shanghai
    assert step(office, scheme_id, "publish").refusal == (409, "month_has_begun")
    assert step(office, in_time, "withdraw", 2).refusal == (409, "month_has_begun")
    assert in_force(office, "2026-12") == in_time
    assert step(office, scheme_id, "withdraw").body["state"] == "withdrawn"


def test_a_month_has_one_scheme_and_another_one_once_it_is_withdrawn(office: Office) -> None:
    first = published(office, "1")
    second = propose(office, key="2").body["scheme_id"]
    assert step(office, second, "publish").refusal == (409, "month_has_scheme")
    assert step(office, first, "withdraw", 2, as_=HR).refusal == (403, "forbidden")
    assert step(office, first, "withdraw", 2).body["state"] == "withdrawn"
    assert in_force(office, "2027-01") == "default"
    assert step(office, second, "publish").body["state"] == "published"
    rows = office.house.call(f"GET {SCHEMES}", as_=MANAGER).body["items"]
    assert [(row["scheme_id"], row["state"]) for row in rows] == [(second, "published")]


def test_managers_do_not_propose_their_own_scheme_and_nobody_publishes_what_they_proposed(office: Office) -> None:
    assert propose(office, post="operations-manager").refusal == (403, "forbidden")
    scheme_id = propose(office, as_=OTHER_DIRECTOR).body["scheme_id"]
    assert step(office, scheme_id, "publish", as_=OTHER_DIRECTOR).refusal == (403, "forbidden")
    assert step(office, scheme_id, "publish").body["state"] == "published"
    assert step(office, scheme_id, "publish", 2).refusal == (409, "transition_not_allowed")


def test_staff_read_the_scheme_of_their_post_before_its_month_and_no_other(office: Office) -> None:
    employee_id = office.entered("0014", "designer", user=account(MEI))
    office.step(employee_id, "post", post="customer-service", since="2027-01-11")
    scheme_id = published(office)
    read = office.seen_by(MEI, "me/schemes", month="2027-01")
    assert [(one["days"], one["scheme"]["scheme_id"]) for one in read["items"]] == [(10, scheme_id), (21, "default")]
    assert read["items"][0]["scheme"]["terms"]["indicators"][0] == {
        "name": "page_satisfaction",
        "weight": 35,
        "floor": "3.0",
        "target": "4.5",
        "currency": None,
    }
    answer = office.house.call(f"GET {SCHEMES}/{{scheme_id}}", as_=DESIGNER, scheme_id=scheme_id)
    assert answer.refusal == (403, "forbidden")


def test_what_became_of_a_scheme_is_told(office: Office) -> None:
    scheme_id = published(office)
    step(office, scheme_id, "withdraw", 2)
    history = office.house.call(f"GET {SCHEMES}/{{scheme_id}}/history", as_=HR, scheme_id=scheme_id).body["items"]
    assert [(one["type"], one["role"]) for one in history] == [
        ("SchemeProposed", "operations-manager"),
        ("SchemePublished", "director"),
        ("SchemeWithdrawn", "director"),
    ]


def test_a_repeat_proposes_nothing_again_even_when_the_month_has_begun(office: Office) -> None:
    office.house.later(days=5)
    first = propose(office, valid_from="2026-12")
    office.house.later(days=3)
    again = propose(office, valid_from="2026-12")
    assert (again.status, again.body) == (201, first.body)


def indicators(**changes: Any) -> list[dict[str, Any]]:
    first, *others = deepcopy(BODY["terms"]["indicators"])
    return [{**first, **changes}, *others]


@pytest.mark.parametrize(
    ("terms", "fields"),
    [
        ({"results": 50}, ["results"]),
        ({"superior": 40, "peers": 60}, ["peers"]),
        ({"superior": 0, "peers": 0, "self_review": 100}, ["superior"]),
        ({"indicators": indicators(weight=30)}, ["indicators"]),
        ({"indicators": indicators(name="sales")}, ["indicators[0].name", "indicators[0].currency"]),
        ({"indicators": indicators(name="tasks_on_time")}, ["indicators[2].name"]),
        ({"indicators": indicators(floor="4.50")}, ["indicators[0].target"]),
        ({"indicators": indicators(currency="CNY")}, ["indicators[0].currency"]),
        ({"indicators": indicators(target=0.95)}, ["terms.indicators[0].target"]),
        ({"indicators": indicators(target="1e9")}, ["terms.indicators[0].target"]),
        ({"ability_items": BODY["terms"]["ability_items"][:3]}, ["ability_items", "ability_items"]),
        ({"grades": [{"grade": "A", "least": "60"}, {"grade": "B", "least": "70"}]}, ["grades", "grades[1].least"]),
        ({"grades": [{"grade": "A", "least": "121"}, {"grade": "B", "least": "0"}]}, ["terms.grades[0].least"]),
        ({"quotas": [{"grade": "D", "most_percent": 10}]}, ["quotas[0].grade"]),
    ],
)
def test_terms_that_do_not_fit_are_refused_by_field(office: Office, terms: dict[str, Any], fields: list[str]) -> None:
    answer = propose(office, terms=with_terms(**terms))
    assert (answer.status, answer.fields) == (422, fields)


def test_what_was_proposed_is_kept_exactly(office: Office) -> None:
    body = propose(office).body
    read = office.house.call(f"GET {SCHEMES}/{{scheme_id}}", as_=HR, scheme_id=body["scheme_id"]).body
    assert read == body
    assert read["terms"] == {
        **BODY["terms"],
        "self_review": 0,
        "indicators": [{**one, "currency": None} for one in BODY["terms"]["indicators"]],
    }
    assert TERMS["designer"]._replace(quotas=(Quota("A", 20),)).checked("designer")
