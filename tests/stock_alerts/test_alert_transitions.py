"""Acknowledging from every state of an alert, by everybody: what is not allowed changes nothing (R3.1.3)."""

from typing import Any

import pytest

from shop.roles import Role
from tests.harness import Answer
from tests.people import BY_ROLE, PURCHASING, SPECIALIST, Person
from tests.rights import ROWS
from tests.stock_alerts.supply import SKU, Supply

VERSIONS = {"none": 0, "open": 1, "acknowledged": 2, "resolved": 2}


def acknowledge(supply: Supply, version: int, as_: Person = PURCHASING) -> Answer:
    return supply.house.call(f"POST {SKU}/acknowledge", as_=as_, sku="MUG", body={"version": version})


def bring(supply: Supply, state: str) -> None:
    if state != "none":
        supply.set(threshold=20)
    if state == "acknowledged":
        assert acknowledge(supply, 1).status == 200
    if state == "resolved":
        supply.receive(20)


def everything(supply: Supply) -> Any:
    return supply.house.items("stock_alerts"), supply.house.items("sku")


def roles_of(route: str) -> frozenset[Role]:
    return next(row.roles for row in ROWS if str(row) == route)


@pytest.mark.parametrize("state", VERSIONS)
def test_an_alert_is_acknowledged_once_by_those_who_see_to_it(supply: Supply, state: str) -> None:
    bring(supply, state)
    stands = [alert["state"] for alert in supply.alerts()]
    assert stands == ([state] if state in ("open", "acknowledged") else [])
    version = VERSIONS[state]
    before = everything(supply)
    for role in set(Role) - roles_of(f"POST {SKU}/acknowledge"):
        assert acknowledge(supply, 1, BY_ROLE[role]).refusal == (403, "forbidden"), role
    if state == "none":
        assert acknowledge(supply, 1).refusal == (404, "not_found")
    else:
        assert acknowledge(supply, version + 1).refusal == (409, "version_conflict")
    if state in ("acknowledged", "resolved"):
        assert acknowledge(supply, version).refusal == (409, "transition_not_allowed")
    assert everything(supply) == before
    if state == "open":
        assert acknowledge(supply, version).body["state"] == "acknowledged"


def test_what_is_set_is_set_by_specialists_on_the_version_that_stands(supply: Supply) -> None:
    supply.set(threshold=5)
    before = everything(supply)
    for role in set(Role) - roles_of(f"POST {SKU}/policy"):
        assert supply.set(version=1, threshold=6, as_=BY_ROLE[role]).refusal == (403, "forbidden"), role
    for version in (0, 2):
        assert supply.set(version=version, threshold=6).refusal == (409, "version_conflict")
    for role in set(Role) - roles_of("POST /stock-alerts/replenishments"):
        body = {"sku": "MUG", "quantity": 5}
        answer = supply.house.call("POST /stock-alerts/replenishments", as_=BY_ROLE[role], key="k", body=body)
        assert answer.refusal == (403, "forbidden"), role
    assert everything(supply) == before
    assert supply.set(version=1, threshold=6, as_=SPECIALIST).status == 200


def test_of_a_place_there_is_one_replenishment_at_a_time(supply: Supply) -> None:
    supply.ask(quantity=5, key="first")
    before = everything(supply)
    assert supply.ask(quantity=5, key="second").refusal == (409, "replenishment_underway")
    assert everything(supply) == before
