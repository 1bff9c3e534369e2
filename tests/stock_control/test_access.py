"""Who may do what with stock: everybody else is refused before anything is read."""

import pytest

from shop.web.gates import Staff
from stock_control import domain
from stock_control.handler import api
from tests.gateway import gateway_event
from tests.harness import House
from tests.people import (
    ADMIN,
    CUSTOMER_SERVICE,
    EVERYBODY,
    MANAGER,
    PURCHASING,
    SPECIALIST,
    STOREFRONT,
    WAREHOUSE_SH,
    Person,
)

MAY = {
    "POST /stock/warehouses": (MANAGER, ADMIN),
    "GET /stock/warehouses": (MANAGER, ADMIN, SPECIALIST, WAREHOUSE_SH, CUSTOMER_SERVICE, PURCHASING),
    "POST /stock/receipts": (WAREHOUSE_SH,),
    "GET /stock/skus/{sku}": (SPECIALIST, MANAGER, WAREHOUSE_SH, PURCHASING, CUSTOMER_SERVICE),
    "GET /stock/skus/{sku}/movements": (SPECIALIST, MANAGER, WAREHOUSE_SH, PURCHASING, CUSTOMER_SERVICE),
}


@pytest.mark.parametrize("route", MAY)
@pytest.mark.parametrize("person", EVERYBODY, ids=lambda person: person.actor)
def test_a_route_of_stock_control_admits_those_who_may_and_nobody_else(
    shared_shop: House, route: str, person: Person
) -> None:
    answer = shared_shop.call(route, as_=person, body={} if "POST" in route else None, sku="MUG")
    if person is STOREFRONT:
        assert answer.refusal == (401, "unauthenticated")
    elif person in MAY[route]:
        assert answer.status in (200, 404, 422)  # let in, with nothing there yet
    else:
        assert answer.refusal == (403, "forbidden")


@pytest.mark.parametrize("route", MAY)
def test_nobody_comes_into_stock_control_without_a_token(shared_shop: House, route: str) -> None:
    assert shared_shop.call(route, body={}, sku="MUG").refusal == (401, "unauthenticated")


@pytest.mark.parametrize("path", ["/stock/skus/MUG", "/stock/skus/MUG/movements"])
def test_nobody_comes_in_by_another_routes_gate(shared_shop: House, path: str) -> None:
    # As if the gateway and the room read an odd address differently.
    event = gateway_event("GET /stock/warehouses", as_=ADMIN) | {"path": path}
    assert shared_shop.send(event).refusal == (404, "not_found")


@pytest.mark.parametrize("groups", ["x.admin", "x:admin", "x/admin", "admin.x", "'admin'", "ad min", "Admin"])
def test_a_group_that_looks_like_a_role_is_none(shared_shop: House, groups: str) -> None:
    person = Person({**ADMIN.claims, "cognito:groups": groups})
    assert shared_shop.call("GET /stock/warehouses", as_=person).refusal == (403, "forbidden")


def test_every_route_of_stock_control_says_who_may_use_it() -> None:
    assert set(api.gates) == set(MAY)
    assert {gate.permission for gate in api.gates.values() if isinstance(gate, Staff)} == set(domain.RIGHTS)
