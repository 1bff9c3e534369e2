"""Who may do what with orders: by role, by party, by storefront (R1.2, R3.2)."""

from collections.abc import Iterator

import pytest

from order_dispatch import handler
from shop.web.gates import Staff, Storefront
from tests.harness import House, on_moto
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

NOBODY = "01M85MG3789RP28W3DW5371GGM"
EVERY_ROLE = {
    "operations-manager": MANAGER,
    "operations-specialist": SPECIALIST,
    "designer": DESIGNER,
    "customer-service": CUSTOMER_SERVICE,
    "purchasing": PURCHASING,
    "warehouse": WAREHOUSE_SH,
    "hr": HR,
    "director": DIRECTOR,
    "admin": ADMIN,
}
FOLLOWERS = {"customer-service", "operations-specialist", "operations-manager"}
MAY: dict[str, set[str]] = {
    "GET /orders": FOLLOWERS,
    "GET /orders/parcels": {"warehouse"},
    "GET /orders/{order_id}": FOLLOWERS | {"warehouse"},
    "GET /orders/{order_id}/history": FOLLOWERS | {"warehouse"},
    "GET /orders/{order_id}/notices": FOLLOWERS,
    "POST /orders/{order_id}/confirm": {"customer-service"},
    "POST /orders/{order_id}/requests": {"customer-service"},
    "POST /orders/{order_id}/cancel": {"customer-service"},
    "POST /orders/{order_id}/allocate": {"operations-specialist"},
    "POST /orders/{order_id}/verify": {"warehouse"},
    "POST /orders/{order_id}/dispatch": {"warehouse"},
}
OF_STOREFRONTS = ["POST /storefront/orders", "GET /storefront/orders/{order_id}"]


def altered(person: Person, **claims: str | None) -> Person:
    changed = dict(person.claims) | {name.replace("__", ":"): value for name, value in claims.items()}
    return Person({name: value for name, value in changed.items() if value is not None})


@pytest.fixture(scope="module")
def door() -> Iterator[House]:
    """One house for all, since nobody gets in."""
    with on_moto() as house:
        yield house


def status(house: House, line: str, person: Person | None) -> tuple[int, str | None]:
    body = "" if line.startswith("POST") else None
    return house.call(line, as_=person, body=body, key="k", order_id=NOBODY).refusal


def test_these_are_all_the_routes_of_staff_and_storefronts() -> None:
    gates = handler.api.gates
    assert {line for line, gate in gates.items() if isinstance(gate, Staff)} == set(MAY)
    assert {line for line, gate in gates.items() if isinstance(gate, Storefront)} == set(OF_STOREFRONTS)
    assert set(gates) - set(MAY) - set(OF_STOREFRONTS) == {"POST /webhooks/carriers/{carrier}"}


@pytest.mark.parametrize("line", MAY)
def test_whoever_has_no_part_in_it_is_turned_away(door: House, line: str) -> None:
    for role, person in EVERY_ROLE.items():
        expected = (403, "forbidden")
        assert (status(door, line, person) == expected) == (role not in MAY[line]), role
    assert status(door, line, staff("new")) == (403, "forbidden")
    assert status(door, line, staff("odd", "warehouses", "customer", "operations", "admin")) == (403, "forbidden")


@pytest.mark.parametrize("line", MAY)
def test_staff_come_with_an_id_token(door: House, line: str) -> None:
    anybody = EVERY_ROLE[sorted(MAY[line])[0]]
    unknown = (401, "unauthenticated")
    assert status(door, line, None) == unknown
    assert status(door, line, STOREFRONT) == unknown
    assert status(door, line, altered(anybody, token_use="access", scope="shop/storefront")) == unknown
    assert status(door, line, altered(anybody, token_use=None)) == unknown
    assert status(door, line, Person({})) == unknown


@pytest.mark.parametrize("line", OF_STOREFRONTS)
def test_storefronts_come_with_an_access_token_of_their_scope(door: House, line: str) -> None:
    unknown = (401, "unauthenticated")
    assert status(door, line, None) == unknown
    for person in EVERY_ROLE.values():
        assert status(door, line, person) == unknown
    for scope in (None, "", "shop", "shop/storefronts", "shop/storefront2", "shop/admin openid"):
        assert status(door, line, altered(STOREFRONT, scope=scope)) == unknown
    assert status(door, line, altered(STOREFRONT, token_use="id")) == unknown
    assert status(door, line, altered(STOREFRONT, scope="openid shop/storefront"))[0] != 401


@pytest.mark.parametrize("line", [line for line, roles in MAY.items() if "warehouse" in roles])
def test_a_warehouse_account_without_a_warehouse_sees_nothing(door: House, line: str) -> None:
    assert status(door, line, staff("lost", "warehouse")) == (403, "forbidden")
    assert status(door, line, altered(WAREHOUSE_SH, custom__party="")) == (403, "forbidden")


@pytest.mark.parametrize("groups", ["customer-service", "hr,customer-service", "[customer-service hr]", "[hr]"])
def test_groups_are_understood_however_the_gateway_writes_them(door: House, groups: str) -> None:
    person = altered(HR, cognito__groups=groups)
    expected = (404, "not_found") if "customer-service" in groups else (403, "forbidden")
    assert status(door, "GET /orders/{order_id}", person) == expected


@pytest.mark.parametrize("line", ["POST /orders", "DELETE /orders/{order_id}", "GET /orders/{order_id}/contact"])
def test_there_are_no_other_doors(door: House, line: str) -> None:
    assert status(door, line, CUSTOMER_SERVICE) == (404, "not_found")
