"""Who may do what with products: everybody else is refused before anything is read."""

import pytest

from listing import domain
from listing.handler import api
from shop.roles import Role, Transition
from shop.web.gates import Staff
from tests.harness import House
from tests.listing.way import mug
from tests.people import (
    ADMIN,
    CUSTOMER_SERVICE,
    DESIGNER,
    DIRECTOR,
    HR,
    MANAGER,
    PURCHASING,
    SPECIALIST,
    STOREFRONT,
    WAREHOUSE_SH,
    Person,
    staff,
)

SOMEBODY = (SPECIALIST, DESIGNER, MANAGER, CUSTOMER_SERVICE, PURCHASING, WAREHOUSE_SH, HR, DIRECTOR, ADMIN)
MAY = {
    "POST /listing/products": {SPECIALIST},
    "GET /listing/products": {SPECIALIST, DESIGNER, MANAGER},
    "GET /listing/products/{product_id}": {SPECIALIST, DESIGNER, MANAGER},
    "GET /listing/products/{product_id}/history": {SPECIALIST, DESIGNER, MANAGER},
    "PATCH /listing/products/{product_id}": {SPECIALIST},
    "POST /listing/products/{product_id}/request-design": {SPECIALIST},
    "POST /listing/products/{product_id}/picture-uploads": {DESIGNER},
    "POST /listing/products/{product_id}/pictures": {DESIGNER},
    "POST /listing/products/{product_id}/submit": {DESIGNER},
    "POST /listing/products/{product_id}/send-back": {SPECIALIST},
    "POST /listing/products/{product_id}/publish": {SPECIALIST},
    "GET /storefront/products": {STOREFRONT},
    "GET /storefront/products/{product_id}": {STOREFRONT},
}


def attempt(house: House, route: str, as_: Person | None) -> tuple[int, str | None]:
    body = None if route.startswith("GET") else "{}"
    return house.call(route, as_=as_, body=body, product_id="01JDE3M7ZP0000000000000000").refusal


def test_every_route_says_who_may_use_it() -> None:
    assert set(api.gates) == set(MAY)


@pytest.mark.parametrize("route", MAY)
def test_a_route_admits_those_who_may_and_nobody_else(house: House, asked: list[str], route: str) -> None:
    for person in SOMEBODY:
        status, code = attempt(house, route, person)
        if person in MAY[route]:
            assert status in (200, 404, 422)
        elif route.startswith("GET /storefront"):
            assert (status, code) == (401, "unauthenticated")
        else:
            assert (status, code) == (403, "forbidden")
            assert asked == []
        asked.clear()


@pytest.mark.parametrize("route", MAY)
def test_without_a_token_or_with_one_of_the_wrong_kind_nobody_is_known(
    house: House, asked: list[str], route: str
) -> None:
    allowed = next(iter(MAY[route]))
    wrong_kind = Person({**allowed.claims, "token_use": "access" if allowed is not STOREFRONT else "id"})
    no_scope = Person({**STOREFRONT.claims, "scope": "shop/other"})
    for person in (None, wrong_kind, no_scope):
        assert attempt(house, route, person) == (401, "unauthenticated")
    assert asked == []


def test_whoever_has_several_posts_acts_in_the_one_that_may(house: House) -> None:
    both = staff("li", "designer", "operations-specialist")
    answer = house.call("POST /listing/products", as_=both, key="k", body=mug())
    assert answer.status == 201
    assert house.events("listing")[0]["role"] == "operations-specialist"


@pytest.mark.parametrize("transition", domain.TRANSITIONS, ids=lambda transition: transition.name)
def test_each_step_of_a_product_belongs_to_one_post(transition: Transition) -> None:
    designers = {"attach a picture", "submit"}
    assert transition.roles == {Role.DESIGNER if transition.name in designers else Role.SPECIALIST}


def test_sending_back_to_draft_and_to_designing_are_for_the_same_roles() -> None:
    gate = api.gates["POST /listing/products/{product_id}/send-back"]
    assert isinstance(gate, Staff)
    assert {way.roles for way in domain.SEND_BACK.values()} == {gate.permission.roles}
