"""Appraisal on the deployed shop: HR's records and the schemes, and who sees what of them (R4)."""

import json
from datetime import UTC, datetime

import pytest

from appraisal_rounds import months
from appraisal_rounds.examples import BODIES
from infra.client import new_key
from infra.client.http import Json
from tests.e2e.shop import Shop, refusal, until

pytestmark = pytest.mark.local_cloud

ROOM = "/appraisal-rounds"
EMPLOYEES, SCHEMES = f"{ROOM}/employees", f"{ROOM}/schemes"


def entered(shop: Shop, letter: str, post: str, **more: str) -> str:
    body = {"number": f"{letter}{shop.run}", "name": "欧阳雪见", "post": post, "joined": "2026-03-02", **more}
    employee_id: str = shop.staff["hr"].post(EMPLOYEES, body, key=new_key()).body["employee_id"]
    return employee_id


def told(shop: Shop, kind: str, entity: str) -> Json | None:
    """The event of this kind and thing, once the bus has it."""
    found = (message["detail"] for message in shop.bus.heard() if message["detail-type"] == kind)
    return next((event for event in found if event["entity"] == entity), None)


def test_hr_keeps_records_and_everybody_sees_of_them_what_concerns_them(shop: Shop) -> None:
    hr = shop.staff["hr"]
    boss = entered(shop, "M", "operations-manager", user=shop.manager.token.claims["sub"])
    employee_id = entered(shop, "D", "designer", user=shop.designer.token.claims["sub"], superior=boss)
    assert refusal(entered, shop, "D", "designer") == (409, "number_taken")
    assert [one["number"] for one in shop.manager.items(f"{ROOM}/reports")] == [f"D{shop.run}"]
    assert shop.designer.get(f"{ROOM}/me")["superior_name"] == "欧阳雪见"
    where = f"{EMPLOYEES}/{employee_id}"
    away = {"version": 1, "first_day": "2026-12-07", "last_day": "2026-12-09", "kind": "annual"}
    assert hr.post(f"{where}/absences", away).body["version"] == 2
    # Account and superior are given up: the marks of both go.
    assert hr.patch(where, {"version": 2, "user": None, "superior": None}).body["on_paper"] is True
    assert refusal(shop.designer.get, f"{ROOM}/me") == (404, "not_found")
    assert list(shop.manager.items(f"{ROOM}/reports")) == []
    text = f"number,name,post,joined\nD{shop.run},欧阳雪见,designer,2026-03-02\nI{shop.run},周,designer,2026-03-02\n"
    report = hr.post(f"{EMPLOYEES}/import", {"csv": text}).body
    assert (report["unchanged"], report["entered"]) == (1, 1)
    assert until(lambda: {f"D{shop.run}", f"I{shop.run}"} <= {one["number"] for one in hr.items(EMPLOYEES)})
    event = until(lambda: told(shop, "EmployeeEntered", f"EMPLOYEE#{employee_id}"))
    assert "欧阳" not in json.dumps(event, ensure_ascii=False)


def test_a_scheme_is_proposed_published_by_another_told_to_its_post_and_withdrawn(shop: Shop) -> None:
    director = shop.staff["director"]
    month = months.after(months.after(months.at(datetime.now(UTC))))
    body = {**BODIES[f"POST {SCHEMES}"], "valid_from": month}
    scheme = shop.manager.post(SCHEMES, body, key=new_key()).body
    where = f"{SCHEMES}/{scheme['scheme_id']}"
    assert refusal(shop.manager.post, f"{where}/publish", {"version": 1}) == (403, "forbidden")
    assert director.post(f"{where}/publish", {"version": 1}).body["state"] == "published"
    assert director.get(f"{ROOM}/posts/designer/scheme", month=month)["scheme_id"] == scheme["scheme_id"]
    entity = f"SCHEME#{scheme['scheme_id']}"

    def notice() -> Json | None:
        items = shop.designer.items("/notices/mine", limit=100)
        return next((one for one in items if one["entity"] == entity), None)

    assert until(notice)["event_type"] == "SchemePublished"
    assert director.post(f"{where}/withdraw", {"version": 2}).body["state"] == "withdrawn"
    assert director.get(f"{ROOM}/posts/designer/scheme", month=month)["scheme_id"] == "default"


def test_the_hours_tick_is_called_and_does_not_fail(shop: Shop) -> None:
    answer = shop.aws("lambda").invoke(
        FunctionName=shop.output("AppraisalRoundsReactionsFunctionName"), Payload=json.dumps({"job": "tick"})
    )
    assert "FunctionError" not in answer, answer["Payload"].read()
