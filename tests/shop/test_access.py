"""Who is let in, in which role, and what a transition leads to."""

from typing import Any

import pytest

from shop.errors import Forbidden, TransitionNotAllowed, Unauthenticated
from shop.roles import Caller, Right, Role, Transition
from shop.web.gates import Signed, Staff, Storefront
from tests.gateway import gateway_event
from tests.people import BY_ROLE, DESIGNER, STOREFRONT, WAREHOUSE_SH, Person

READ = Right("read products", frozenset({Role.SPECIALIST, Role.DESIGNER}))
VERIFY = Right("verify parcels", frozenset({Role.WAREHOUSE}))
READ_PARCEL = Right("read a parcel", frozenset({Role.WAREHOUSE, Role.CUSTOMER_SERVICE}))


def come(person: Person | None) -> dict[str, Any]:
    return gateway_event("GET /things", as_=person)


def with_groups(groups: Any, **more: str) -> dict[str, Any]:
    return come(Person({"sub": "sub-1", "token_use": "id", "cognito:groups": groups, **more}))


@pytest.mark.parametrize(
    "groups",
    [
        "designer",
        "designer,hr",
        "hr,designer",
        "[designer]",
        "[hr designer]",
        "[designer hr]",
        "[hr, designer]",
        '["hr","designer"]',
        " designer ",
    ],
)
def test_groups_are_read_in_every_spelling(groups: str) -> None:
    assert Staff(READ).admit(with_groups(groups)) == Caller("sub-1", "designer")


@pytest.mark.parametrize("groups", [["designer"], ["hr", "designer"]])
def test_a_list_of_groups_is_read_as_it_is(groups: list[str]) -> None:
    """As in the token itself: `chalice local` hands it on so."""
    assert Staff(READ).admit(with_groups(groups)) == Caller("sub-1", "designer")


@pytest.mark.parametrize("groups", [[], ["hr"], ["not designer"], ["hr,designer"], [5, None, ["designer"]]])
def test_in_a_list_of_groups_only_the_very_role_counts(groups: list[Any]) -> None:
    with pytest.raises(Forbidden):
        Staff(READ).admit(with_groups(groups))


@pytest.mark.parametrize(
    "groups",
    [
        "", "[]", "hr", "design", "designers", "xdesigner", "designer-x", "designer_x", "DESIGNER", "x.designer",
        "x:designer", "x/designer", "designer.x", "'designer'", "desi gner",
    ],
)  # fmt: skip
def test_only_the_very_role_counts(groups: str) -> None:
    with pytest.raises(Forbidden):
        Staff(READ).admit(with_groups(groups))


def test_whoever_is_in_no_group_may_nothing() -> None:
    with pytest.raises(Forbidden, match="read products"):
        Staff(READ).admit(come(Person({"sub": "sub-1", "token_use": "id"})))


def test_of_several_roles_one_that_may_is_acted_in() -> None:
    assert Staff(READ).admit(with_groups("hr,operations-specialist")).role == "operations-specialist"


@pytest.mark.parametrize("authorizer", [None, {}, {"claims": None}, {"claims": {}}])
@pytest.mark.parametrize("gate", [Staff(READ), Storefront()])
def test_without_a_token_nobody_is_known(gate: Staff | Storefront, authorizer: Any) -> None:
    event = come(None)
    event["requestContext"]["authorizer"] = authorizer
    with pytest.raises(Unauthenticated):
        gate.admit(event)


@pytest.mark.parametrize("use", ["access", "refresh", "ID", ""])
def test_staff_come_with_an_id_token(use: str) -> None:
    with pytest.raises(Unauthenticated):
        Staff(READ).admit(come(Person({**DESIGNER.claims, "token_use": use})))


def test_an_access_token_of_staff_is_no_id_token_whatever_its_groups() -> None:
    claims = {"sub": "sub-1", "token_use": "access", "cognito:groups": "designer", "scope": "shop/storefront"}
    with pytest.raises(Unauthenticated):
        Staff(READ).admit(come(Person(claims)))


def test_the_storefront_is_known_by_its_client() -> None:
    assert Storefront().admit(come(STOREFRONT)) == Caller("storefront:shop-web", "storefront")


@pytest.mark.parametrize("scope", ["", "shop/other", "shop/storefront2", "xshop/storefront", "shop"])
def test_the_storefront_comes_with_its_scope(scope: str) -> None:
    with pytest.raises(Unauthenticated):
        Storefront().admit(come(Person({**STOREFRONT.claims, "scope": scope})))


def test_one_scope_of_several_is_enough() -> None:
    scopes = {**STOREFRONT.claims, "scope": "shop/other shop/storefront"}
    assert Storefront().admit(come(Person(scopes))).role == "storefront"


@pytest.mark.parametrize("person", BY_ROLE.values())
def test_staff_are_no_storefront(person: Person) -> None:
    with pytest.raises(Unauthenticated):
        Storefront().admit(come(person))


def test_warehouse_users_come_with_their_party() -> None:
    assert Staff(VERIFY).admit(come(WAREHOUSE_SH)) == Caller(WAREHOUSE_SH.actor, "warehouse", "WH-SH")


@pytest.mark.parametrize("party", [{}, {"custom:party": ""}])
def test_a_warehouse_user_of_no_warehouse_is_refused(party: dict[str, str]) -> None:
    with pytest.raises(Forbidden, match="no warehouse"):
        Staff(VERIFY).admit(with_groups("warehouse", **party))


@pytest.mark.parametrize("groups", ["warehouse,customer-service", "customer-service"])
def test_who_acts_for_a_warehouse_acts_in_no_other_post(groups: str) -> None:
    claims = with_groups(groups, **{"custom:party": "WH-SH"})
    if "warehouse" in groups:
        assert Staff(READ_PARCEL).admit(claims) == Caller("sub-1", "warehouse", "WH-SH")
    else:
        with pytest.raises(Forbidden):
            Staff(READ_PARCEL).admit(claims)


def test_another_role_than_warehouse_needs_no_party() -> None:
    caller = Staff(READ_PARCEL).admit(with_groups("warehouse,customer-service"))
    assert (caller.role, caller.party) == ("customer-service", None)


def test_a_machine_that_signs_is_let_through_to_the_signature() -> None:
    assert Signed().admit(come(None)).role == "machine"


SUBMIT = Transition("submit", frozenset({"draft", "designing"}), "in_review", frozenset({Role.DESIGNER}))


@pytest.mark.parametrize("state", ["draft", "designing"])
def test_a_transition_leads_on_from_its_sources(state: str) -> None:
    assert SUBMIT.leave(state) == "in_review"


@pytest.mark.parametrize("state", ["in_review", "published", ""])
def test_a_transition_leads_on_from_nowhere_else(state: str) -> None:
    with pytest.raises(TransitionNotAllowed, match="designing, draft") as refused:
        SUBMIT.leave(state)
    assert refused.value.extras == {"state": state}
