"""Who may do what, over all rooms: the code says the same as the matrix, and everybody else is turned away unread."""

from collections.abc import Iterator

import pytest
from botocore.client import BaseClient

from infra import house
from shop.roles import Role
from shop.web.gates import Staff
from tests.harness import House, on_moto
from tests.people import BY_ROLE, STOREFRONT, Person, staff
from tests.rights import NAMES, ROWS, Row

FOR_STAFF = [row for row in ROWS if row.audience == "staff"]
FOR_STOREFRONTS = [row for row in ROWS if row.audience == "storefront"]
UNKNOWN, FORBIDDEN = (401, "unauthenticated"), (403, "forbidden")


@pytest.fixture(scope="module")
def door() -> Iterator[House]:
    """One empty house for all: whoever is let in finds nothing to do."""
    with on_moto() as house:
        yield house


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the rooms have asked of AWS."""
    calls: list[str] = []
    go_on = BaseClient._make_api_call  # type: ignore[attr-defined]

    def noted(client: BaseClient, operation: str, parameters: object) -> object:
        calls.append(operation)
        return go_on(client, operation, parameters)

    monkeypatch.setattr(BaseClient, "_make_api_call", noted)
    return calls


def attempt(door: House, row: Row, person: Person | None) -> tuple[int, str | None]:
    body = None if row.method == "GET" else "{}"
    return door.call(str(row), as_=person, body=body, key="k", path=NAMES).refusal


def with_claims(person: Person, **claims: str) -> Person:
    return Person({**person.claims, **claims})


def test_who_may_do_what_is_this_and_nothing_else() -> None:
    in_code = {
        Row(api.room, route.method, route.path, type(route.gate).__name__.lower(), held)
        for api in (room.api for room in house.rooms())
        for route in api.routes.values()
        for held in [route.gate.permission.roles if isinstance(route.gate, Staff) else frozenset()]
    }
    assert in_code == set(ROWS)


def test_no_route_of_staff_is_for_nobody_and_for_everybody_only_what_concerns_anybody() -> None:
    assert [row for row in FOR_STAFF if not row.roles] == []
    assert {row.path for row in FOR_STAFF if row.roles == set(Role)} == {
        "/orders/{order_id}/requests/{request_id}/answer",
        "/notices/mine",
        "/notices/mine/read",
    }


@pytest.mark.parametrize("row", FOR_STAFF, ids=str)
def test_a_route_of_staff_admits_the_roles_that_may_and_no_other(door: House, asked: list[str], row: Row) -> None:
    others = [person for role, person in BY_ROLE.items() if role not in row.roles]
    others += [staff("new"), staff("odd", "warehouses", "customer", "operations", "Admin")]
    assert [attempt(door, row, person) for person in others] == [FORBIDDEN] * len(others)
    assert asked == []
    for role in row.roles:
        assert attempt(door, row, BY_ROLE[role]) not in (UNKNOWN, FORBIDDEN)


@pytest.mark.parametrize("row", FOR_STAFF, ids=str)
def test_staff_come_with_an_id_token(door: House, asked: list[str], row: Row) -> None:
    access = with_claims(BY_ROLE[min(row.roles)], token_use="access", scope="shop/storefront")
    for person in (None, Person({}), access, STOREFRONT):
        assert attempt(door, row, person) == UNKNOWN
    assert asked == []


@pytest.mark.parametrize("row", [row for row in FOR_STAFF if Role.WAREHOUSE in row.roles], ids=str)
def test_a_warehouse_account_without_a_warehouse_may_nothing(door: House, asked: list[str], row: Row) -> None:
    assert attempt(door, row, staff("lost", "warehouse")) == FORBIDDEN
    assert attempt(door, row, with_claims(BY_ROLE[Role.WAREHOUSE], **{"custom:party": ""})) == FORBIDDEN
    assert asked == []


@pytest.mark.parametrize("row", FOR_STOREFRONTS, ids=str)
def test_storefronts_come_with_an_access_token_of_their_scope(door: House, asked: list[str], row: Row) -> None:
    wrong = [None, *BY_ROLE.values(), with_claims(STOREFRONT, token_use="id")]
    wrong += [with_claims(STOREFRONT, scope=scope) for scope in ("", "shop", "shop/storefront2", "shop/admin openid")]
    assert [attempt(door, row, person) for person in wrong] == [UNKNOWN] * len(wrong)
    assert asked == []
    assert attempt(door, row, with_claims(STOREFRONT, scope="openid shop/storefront")) not in (UNKNOWN, FORBIDDEN)
