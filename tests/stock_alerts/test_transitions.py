"""Every step of a replenishment from every state, by everybody: what is not allowed changes nothing (R3.1.3).

The tables here are written by hand; the code has its own (`stock_alerts.tables`).
"""

from typing import Any

import pytest

from shop.roles import Role
from tests.people import BY_ROLE, MANAGER, PURCHASING, Person
from tests.stock_alerts.supply import REPLENISHMENTS, Supply

ORDER: dict[str, Any] = {
    "supplier": "YIXING",
    "unit_cost_minor": 200,
    "currency": "CNY",
    "expected_on": "2026-12-04",
}
STEPS: dict[str, tuple[Person, dict[str, Any]]] = {
    "acknowledge": (PURCHASING, {}),
    "order": (PURCHASING, ORDER),
    "slip": (PURCHASING, {"expected_on": "2026-12-09"}),
    "decline": (PURCHASING, {"reason": "No."}),
    "cancel": (MANAGER, {"reason": "No."}),
}
MAY = {step: {Role.PURCHASING} for step in STEPS} | {"cancel": {Role.PURCHASING, Role.SPECIALIST, Role.MANAGER}}
# What leads where.
LEADS: dict[str, dict[str, str]] = {
    "requested": {"acknowledge": "acknowledged", "decline": "declined", "cancel": "cancelled"},
    "acknowledged": {"order": "ordered", "decline": "declined", "cancel": "cancelled"},
    "ordered": {"slip": "ordered", "cancel": "cancelled"},
    "partially_received": {"slip": "partially_received", "cancel": "cancelled"},
    "received": {},
    "declined": {},
    "cancelled": {},
}


def bring(supply: Supply, state: str, key: str = "ask") -> Any:
    """A replenishment of 20 in this state."""
    one = supply.ask(quantity=20, key=key).body
    if state == "requested":
        return one
    if state == "declined":
        return supply.take(one, "decline", reason="No.")
    if state == "cancelled":
        return supply.take(one, "cancel", reason="No.")
    if state == "acknowledged":
        return supply.take(one, "acknowledge")
    one = supply.ordered(one)
    if state != "ordered":
        supply.heard(supply.receipt(("MUG", 20 if state == "received" else 5, one["replenishment_id"])))
    return supply.read(one)


@pytest.mark.parametrize("state", LEADS)
def test_no_other_step_is_taken_by_anybody_and_nothing_changes(supply: Supply, state: str) -> None:
    one = bring(supply, state)
    assert one["state"] == state
    before = supply.house.items("stock_alerts"), supply.house.items("sku")
    for step, (who, said) in STEPS.items():
        if step not in LEADS[state]:
            assert supply.step(one, step, who, **said).refusal == (409, "transition_not_allowed"), step
        for role in set(Role) - MAY[step]:
            assert supply.step(one, step, BY_ROLE[role], **said).refusal == (403, "forbidden"), (step, role)
        stale = one | {"version": one["version"] + 1}
        assert supply.step(stale, step, who, **said).refusal == (409, "version_conflict"), step
    assert (supply.house.items("stock_alerts"), supply.house.items("sku")) == before


@pytest.mark.parametrize(("state", "step"), [(state, step) for state, steps in LEADS.items() for step in steps])
def test_a_step_leads_where_it_should_with_one_event(supply: Supply, state: str, step: str) -> None:
    one = bring(supply, state)
    who, said = STEPS[step]
    after = supply.take(one, step, who, **said)
    assert (after["state"], after["version"]) == (LEADS[state][step], one["version"] + 1)
    path = f"GET {REPLENISHMENTS}/{{replenishment_id}}/history"
    history = supply.house.call(path, as_=MANAGER, replenishment_id=one["replenishment_id"]).body["items"]
    assert [event["version"] for event in history] == list(range(1, after["version"] + 1))
    assert history[-1]["actor"] == who.actor
