"""Every step from every state, by everybody: what is not allowed is refused and changes nothing (R3.1.2, R3.1.4).

The tables here are written by hand; the code has its own (`listing.tables`).
"""

from typing import Any

import pytest

from shop.roles import Role
from tests.harness import Answer, House
from tests.listing.way import AT, Mug, draft
from tests.people import BY_ROLE, DESIGNER, MANAGER, REVIEWER, SPECIALIST, Person
from tests.rights import ROWS

KEY = f"pictures/01K00000000000000000000000/{'0' * 64}.png"
# Each step: as whom it is tried, and what is said.
STEPS: dict[str, tuple[Person, dict[str, Any]]] = {
    "PATCH": (SPECIALIST, {"name": "Cup"}),
    "POST /drop": (SPECIALIST, {}),
    "POST /request-design": (SPECIALIST, {}),
    "POST /recall": (SPECIALIST, {}),
    "POST /request-review": (SPECIALIST, {}),
    "POST /due": (MANAGER, {"due": "2026-12-24T10:00:00Z"}),
    "POST /pictures/remove": (DESIGNER, {"key": KEY}),
    "POST /submit": (DESIGNER, {}),
    "POST /send-back": (REVIEWER, {"to": "draft", "reasons": "No."}),
    "POST /publish": (REVIEWER, {}),
    "POST /revisions": (SPECIALIST, {}),
    "POST /delist": (SPECIALIST, {"reason": "quality"}),
    "POST /relist": (SPECIALIST, {}),
}
DRAFT = {
    "PATCH": "draft",
    "POST /request-design": "designing",
    "POST /request-review": "in_review",
    "POST /due": "draft",
}
DESIGNING = {"POST /recall": "draft", "POST /submit": "in_review", "POST /due": "designing"}
IN_REVIEW = {"POST /send-back": "draft", "POST /publish": "published", "POST /due": "in_review"}
# What leads where. A new product has no picture yet, so that it goes to no review by these steps.
LEADS: dict[str, dict[str, str]] = {
    "dropped": {},
    "draft": DRAFT | {"POST /drop": "dropped"},
    "designing": DESIGNING,
    "in_review": IN_REVIEW,
    "published": {"POST /revisions": "draft", "POST /delist": "delisted"},
    "delisted": {"POST /revisions": "draft", "POST /relist": "in_review"},
    "draft of a live one": DRAFT | {"POST /drop": "published", "POST /delist": "draft"},
    "designing of a live one": DESIGNING | {"POST /delist": "designing"},
    "in_review of a live one": IN_REVIEW | {"POST /delist": "in_review"},
    "draft of a delisted one": DRAFT | {"POST /drop": "delisted"},
    "designing of a delisted one": DESIGNING,
    "in_review of a delisted one": IN_REVIEW,
}
# Refused by what there is, not by the state.
NO_PICTURE = {("draft", "POST /request-review"), ("designing", "POST /submit")}
NOT_LIVE = {(state, "POST /delist") for state in LEADS if not state.endswith("live one")} - {
    (state, "POST /delist") for state in ("published", "delisted", "dropped")
}
WAYS = [(state, step) for state, steps in LEADS.items() for step in steps if (state, step) not in NO_PICTURE]


def take(product: Mug, step: str, as_: Person | None = None) -> Answer:
    who, said = STEPS[step]
    return product.call(step, as_ or who, {"version": product.version, **said})


def everything(house: House) -> Any:
    return house.items("listing"), house.items("sku")


def test_every_step_of_a_product_is_tried() -> None:
    root = "/listing/products/{product_id}"
    steps = {f"{row.method} {row.path.removeprefix(root)}".strip() for row in ROWS if row.path.startswith(root)}
    writes = {step for step in steps if not step.startswith("GET")}
    # Those need an upload or another thing beside the product, and have tests of their own.
    assert writes - set(STEPS) == {"POST /picture-uploads", "POST /pictures", "POST /price-changes"}


@pytest.mark.parametrize(("state", "step"), WAYS, ids=" | ".join)
def test_a_step_leads_where_it_should_with_one_event(house: House, state: str, step: str) -> None:
    product = AT[state](house)
    told = product.history()
    answer = take(product, step)
    assert (answer.status, answer.body["state"]) == (200, LEADS[state][step]), answer
    after = product.history()
    assert after[:-1] == told
    assert after[-1]["version"] == answer.body["version"] == told[-1]["version"] + 1
    assert product.read() == answer.body


@pytest.mark.parametrize("state", LEADS)
def test_no_other_step_is_taken_by_anybody_and_nothing_changes(house: House, state: str) -> None:
    product = AT[state](house)
    before = everything(house)
    for step, (who, _) in STEPS.items():
        if step not in LEADS[state] or (state, step) in NO_PICTURE:
            refused = take(product, step).refusal
            code = "transition_not_allowed"
            if (state, step) in NO_PICTURE:
                code = "no_picture"
            if (state, step) in NOT_LIVE:
                code = "not_on_page"
            if step == "POST /pictures/remove" and state.startswith("designing"):
                code = "picture_unknown"
            assert refused == (409, code), step
        for role in set(Role) - roles_of(step):
            assert take(product, step, BY_ROLE[role]).refusal == (403, "forbidden"), (step, role)
        for off_by in (-1, 1):
            product.version += off_by
            if product.version >= 1:
                assert take(product, step, who).refusal == (409, "version_conflict"), step
            product.version -= off_by
    assert everything(house) == before


def roles_of(step: str) -> frozenset[Role]:
    """Who may take a step, as it is written by hand."""
    method, _, rest = step.partition(" ")
    return next(row.roles for row in ROWS if str(row) == f"{method} /listing/products/{{product_id}}{rest}")


def test_the_codes_of_a_product_that_was_never_on_the_page_are_freed_and_those_of_others_are_not(house: House) -> None:
    first = draft(house)
    assert take(first, "POST /drop").status == 200
    second = AT["draft of a live one"](house, key="2")
    assert take(second, "POST /drop").body["live"] is True
    assert house.pool("MUG-RED")["on_sale"] is True
