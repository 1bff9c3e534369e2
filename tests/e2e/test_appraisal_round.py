"""A round on the deployed shop: opened by the schedule's word, one sheet through to the archive (R4.3, R4.4)."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from appraisal_rounds import months
from appraisal_rounds.archive.domain import Sealed, verify
from appraisal_rounds.examples import BODIES
from infra.client import Client, new_key
from infra.client.http import Json
from shop.business_days import business_date
from tests.e2e.shop import Shop, refusal, until

pytestmark = pytest.mark.local_cloud

ROOM = "/appraisal-rounds"
SHEET = f"POST {ROOM}/sheets/{{sheet_id}}"


def tick(shop: Shop) -> None:
    """The schedule's word, said now."""
    function = shop.output("AppraisalRoundsReactionsFunctionName")
    answer = shop.aws("lambda").invoke(FunctionName=function, Payload=json.dumps({"job": "tick"}))
    assert "FunctionError" not in answer, answer["Payload"].read()


def put(shop: Shop, key: tuple[str, str], **values: str) -> None:
    """What would be so after days, as the account's owner writes it down: the deployed clock is the real one."""
    where = {"TableName": shop.output("AppraisalRoundsTableName"), "Key": {"pk": {"S": key[0]}, "sk": {"S": key[1]}}}
    shop.aws("dynamodb").update_item(
        **where,
        UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in values),
        ExpressionAttributeNames={f"#{name}": name for name in values},
        ExpressionAttributeValues={f":{name}": {"S": value} for name, value in values.items()},
    )


def entered(shop: Shop, letter: str, account: Client) -> str:
    """Somebody whom HR enters, with this account."""
    user = account.token.claims["sub"]  # type: ignore[attr-defined]
    post = "operations-specialist"
    body = {"number": f"{letter}{shop.run}", "name": "欧阳雪见", "post": post, "joined": "2026-03-02", "user": user}
    employee_id: str = shop.staff["hr"].post(f"{ROOM}/employees", body, key=new_key()).body["employee_id"]
    return employee_id


def step(by: Client, path: str, name: str, **more: Any) -> Json:
    """A step of a sheet with the example's body, on the version that the caller sees."""
    body = {**BODIES[f"{SHEET}/{name}"], **more}
    if "version" in body:
        body["version"] = by.get(path)["version"]
    return by.post(f"{path}/{name}", body).body


def test_a_round_opens_by_the_schedule_and_a_sheet_goes_through_to_the_archive(shop: Shop) -> None:
    hr, director, manager, mine = shop.staff["hr"], shop.staff["director"], shop.manager, shop.specialist
    me, peer = entered(shop, "R", mine), entered(shop, "S", shop.reviewer)
    late = entered(shop, "T", shop.staff["customer-service"])
    month = months.before(months.at(datetime.now(UTC)))
    tick(shop)
    put(shop, ("CALENDAR", "CALENDAR"), month=months.before(month))
    tick(shop)
    until(lambda: month in {one["round_id"] for one in mine.items(f"{ROOM}/rounds")})
    where, path = f"{ROOM}/rounds/{month}", f"{ROOM}/sheets/{month}.{me}"
    assert until(lambda: mine.get(where)["state"] == "collecting")

    assert refusal(hr.post, f"{where}/sheets", {"employee_id": late}, key=new_key()) == (409, "sheet_there")
    manager.post(f"{path}/peers", {"reviewers": [peer]})
    assert [one["employee_id"] for one in manager.get(f"{path}/peers")["reviewers"]] == [peer]
    step(mine, path, "self-review")
    assert director.get(path)["self_review"] is None
    assert f"{month}.{me}" in {one["sheet_id"] for one in director.items(f"{where}/reviews")}
    step(director, path, "superior-review", former_goals=[])
    assert f"{month}.{me}" in {one["sheet_id"] for one in shop.reviewer.items(f"{where}/reviews")}
    step(shop.reviewer, path, "peer-review")
    assert shop.reviewer.get(f"{path}/peer-review")["communication"] == 90
    assert manager.get(path)["state"] == "reviewing"

    def over() -> bool:
        tick(shop)  # a peer's review was the last one: the clock ends them, by a list that lags a little behind
        return bool(manager.get(path)["state"] == "composite")

    assert until(over)
    seen = manager.get(path)
    assert (seen["state"], seen["peers"], seen["superior_review"]["opinion"] != "") == ("composite", None, True)

    gone = (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    put(shop, (f"ROUND#{month}", "ROUND"), reviews_due=gone, composite_by=gone)
    tick(shop)
    assert mine.get(where)["state"] == "feedback"
    assert manager.get(f"{path}/composite")["total"] is not None
    step(manager, path, "composite")
    rows = manager.get(f"{where}/calibration", post="operations-specialist", what_if="A:20")["rows"]
    assert f"{month}.{me}" in {one["sheet_id"] for one in rows}
    today = business_date(datetime.now(UTC))
    goals = [{"goal": "差异两日内查清", "due": str(today + timedelta(days=30))}]
    step(manager, path, "feedback", talked_on=str(today), goals=goals)
    assert mine.get(path)["composite"]["signed_grade"] == "B"
    step(mine, path, "object")
    assert until(lambda: told(hr, f"SHEET#{month}.{me}"))
    for one in (hr, director):
        step(one, path, "decide")
    step(manager, path, "feedback", talked_on=str(today), goals=goals)
    assert mine.get(path)["composite"]["signed_grade"] == "A"
    step(mine, path, "confirm")
    archived = step(hr, path, "archive")
    (kept,) = mine.get(f"{path}/archive")["items"]
    sealed = Sealed(*(kept[name] for name in Sealed._fields))
    assert verify([sealed], number=archived["number"] - 1, previous=archived["previous"]) == []
    assert "SheetArchived" in {one["type"] for one in mine.items(f"{path}/history")}
    assert {one["state"] for one in mine.items(f"{ROOM}/sheets")} == {"archived"}
    states = {one["employee_id"]: one["state"] for one in hr.items(f"{where}/sheets")}
    assert states[me] == "archived"


def told(client: Client, entity: str) -> bool:
    """Whether somebody was told of a thing."""
    return entity in {one["entity"] for one in client.items("/notices/mine", limit=100)}
