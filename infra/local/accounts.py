"""The staff of the local shop: one account per role, two where the work needs two people."""

import contextlib
import secrets
from typing import TYPE_CHECKING, NamedTuple

import boto3

from infra.local.stack import Account, Storefront
from shop.roles import Role

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient


class Person(NamedTuple):
    username: str
    role: Role
    party: str | None = None


# Who enters a product does not review it (R3.1.2); each warehouse sees its own parcels only (R3.2.2); what differs is
# counted by two people (R3.1.3).
STAFF = (
    Person("manager", Role.MANAGER),
    Person("specialist-1", Role.SPECIALIST),
    Person("specialist-2", Role.SPECIALIST),
    Person("designer", Role.DESIGNER),
    Person("customer-service", Role.CUSTOMER_SERVICE),
    Person("purchasing", Role.PURCHASING),
    Person("warehouse-sh", Role.WAREHOUSE, "WH-SH"),
    Person("warehouse-gz", Role.WAREHOUSE, "WH-GZ"),
    Person("warehouse-sh-2", Role.WAREHOUSE, "WH-SH"),
    Person("hr", Role.HR),
    Person("director", Role.DIRECTOR),
    Person("admin", Role.ADMIN),
)


def enrol(owner: boto3.Session, pool: str, known: dict[str, str]) -> dict[str, list[Account]]:
    """Create or update every account and return them by role; `known` passwords by username stay."""
    cognito = owner.client("cognito-idp")
    accounts: dict[str, list[Account]] = {}
    for person in STAFF:
        # The suffix satisfies any password policy.
        password = known.get(person.username) or f"{secrets.token_urlsafe(15)}-aA1"
        _enrol(cognito, pool, person, password)
        accounts.setdefault(person.role.value, []).append({"username": person.username, "password": password})
    return accounts


def _enrol(cognito: "CognitoIdentityProviderClient", pool: str, person: Person, password: str) -> None:
    with contextlib.suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(UserPoolId=pool, Username=person.username, MessageAction="SUPPRESS")
    if person.party:
        cognito.admin_update_user_attributes(
            UserPoolId=pool,
            Username=person.username,
            UserAttributes=[{"Name": "custom:party", "Value": person.party}],
        )
    cognito.admin_set_user_password(UserPoolId=pool, Username=person.username, Password=password, Permanent=True)
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=person.username, GroupName=person.role)


def storefront(owner: boto3.Session, pool: str, client_id: str, token_url: str) -> Storefront:
    """The storefront's client with its secret."""
    found = owner.client("cognito-idp").describe_user_pool_client(UserPoolId=pool, ClientId=client_id)
    return {
        "client_id": client_id,
        "client_secret": found["UserPoolClient"]["ClientSecret"],
        "token_url": token_url,
    }
