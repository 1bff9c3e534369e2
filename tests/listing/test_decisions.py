"""Price changes and proposals in every state, by everybody: what is not allowed changes nothing (R3.1.4).

The tables here are written by hand; the code has its own (`listing.tables`).
"""

from collections.abc import Callable
from typing import Any

import pytest

from shop.roles import Role
from tests.harness import Answer, House
from tests.listing.trade import change, place, receive, say, stocked
from tests.listing.way import Mug, published
from tests.people import BY_ROLE, MANAGER, SPECIALIST

CHANGE, PROPOSAL = "/listing/price-changes/{change_id}", "/listing/proposals/{product_id}"
# Who takes a step, and in which state alone.
STEPS = {
    "cancel": ({Role.SPECIALIST}, "scheduled"),
    "accept": ({Role.SPECIALIST, Role.MANAGER}, "open"),
    "dismiss": ({Role.SPECIALIST, Role.MANAGER}, "open"),
}
Take = Callable[[Role, int], Answer]


def everything(house: House) -> Any:
    return house.items("listing"), house.items("sku")


def refused_to_all_but(house: House, roles: set[Role], take: Take, version: int, *, leads: bool) -> None:
    """By everybody else it is refused, by these on another version, and where it leads nowhere on any."""
    before = everything(house)
    for role in Role:
        if role not in roles:
            assert take(role, version).refusal == (403, "forbidden"), role
            continue
        assert take(role, version + 1).refusal == (409, "version_conflict"), role
        if not leads:
            assert take(role, version).refusal == (409, "transition_not_allowed"), role
    assert everything(house) == before


def changed(house: House, state: str) -> str:
    """A price change in this state."""
    product = published(house)
    when = {} if state == "applied" else {"takes_effect_at": "2026-11-24T04:00:00Z"}
    change_id: str = change(product, 1900, **when).body["change_id"]
    if state == "cancelled":
        house.call(f"POST {CHANGE}/cancel", as_=SPECIALIST, body={"version": 1}, change_id=change_id)
    if state == "lapsed":
        product.move("delist", SPECIALIST, reason="quality")
        house.later(days=1)
        say("apply_price_changes")
    return change_id


@pytest.mark.parametrize("state", ["scheduled", "applied", "cancelled", "lapsed"])
def test_a_price_change_is_cancelled_by_a_specialist_while_it_is_scheduled(house: House, state: str) -> None:
    change_id = changed(house, state)
    read = house.call(f"GET {CHANGE}", as_=MANAGER, change_id=change_id).body
    assert read["state"] == state

    def take(role: Role, version: int) -> Answer:
        body = {"version": version}
        return house.call(f"POST {CHANGE}/cancel", as_=BY_ROLE[role], body=body, change_id=change_id)

    roles, source = STEPS["cancel"]
    refused_to_all_but(house, roles, take, read["version"], leads=state == source)
    if state == source:
        assert take(Role.SPECIALIST, read["version"]).body["state"] == "cancelled"


def proposed(house: House, state: str) -> tuple[Mug, int]:
    """A product whose proposal is in this state, and the version of that."""
    product = stocked(house, 1, skus=[{"sku": "TEA", "price_minor": 2900}])
    assert place(house, 2900, sku="TEA").status == 201
    say("propose_sold_out")
    if state in ("accept", "dismiss"):
        answer = house.call(f"POST {PROPOSAL}/{state}", as_=MANAGER, body={"version": 1}, product_id=product.product_id)
        assert answer.status == 200
    if state == "withdrawn":
        receive(house, "TEA", units=3)
        house.later(days=1)
        say("propose_sold_out")
    return product, 1 if state == "open" else 2


@pytest.mark.parametrize("state", ["open", "accept", "dismiss", "withdrawn"])
def test_a_proposal_is_decided_by_specialists_or_the_manager_while_it_is_open(house: House, state: str) -> None:
    product, version = proposed(house, state)
    open_ones = house.call("GET /listing/proposals", as_=MANAGER).body["items"]
    assert len(open_ones) == (state == "open")
    for step in ("accept", "dismiss"):

        def take(role: Role, at: int, step: str = step) -> Answer:
            body = {"version": at}
            return house.call(f"POST {PROPOSAL}/{step}", as_=BY_ROLE[role], body=body, product_id=product.product_id)

        roles, source = STEPS[step]
        refused_to_all_but(house, roles, take, version, leads=state == source)
