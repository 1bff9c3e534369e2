"""Who may come in, and what the gateway says to those who may not."""

import json
from typing import Any

import pytest

from shop import errors
from shop.roles import Role
from tests.deploy.template import properties, template

(POOL,) = properties("AWS::Cognito::UserPool").values()
CLIENTS = properties("AWS::Cognito::UserPoolClient")
IN_BODY: dict[str, Any] = properties("AWS::Serverless::Api")["Api"]["GatewayResponses"]
KNOWN = {
    kind.code: kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.ShopError)
}
# Refusals that only the gateway knows.
ONLY_HERE = {"too_many_requests": 429, "timeout": 504}


def test_there_is_a_group_for_every_role() -> None:
    groups = properties("AWS::Cognito::UserPoolGroup").values()
    assert sorted(group["GroupName"] for group in groups) == sorted(Role)


def test_nobody_signs_up_by_themselves() -> None:
    assert POOL["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert POOL["AccountRecoverySetting"] == {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]}


def test_a_second_factor_is_there_for_those_who_want_it() -> None:
    assert (POOL["MfaConfiguration"], POOL["EnabledMfas"]) == ("OPTIONAL", ["SOFTWARE_TOKEN_MFA"])


def test_passwords_are_long() -> None:
    assert POOL["Policies"]["PasswordPolicy"]["MinimumLength"] >= 12


def test_staff_read_their_party_but_cannot_choose_it() -> None:
    assert [attribute["Name"] for attribute in POOL["Schema"]] == ["party"]
    staff = CLIENTS["StaffClient"]
    assert "custom:party" in staff["ReadAttributes"]
    assert "custom:party" not in staff["WriteAttributes"]


def test_staff_log_in_with_a_password_and_no_clients_secret() -> None:
    staff = CLIENTS["StaffClient"]
    assert staff["GenerateSecret"] is False
    assert {"ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"} <= set(staff["ExplicitAuthFlows"])
    assert "AllowedOAuthFlows" not in staff


def test_a_token_of_staff_is_good_for_a_quarter_of_an_hour_unless_the_shop_is_told_otherwise() -> None:
    staff = CLIENTS["StaffClient"]
    for token in ("IdToken", "AccessToken"):
        assert (staff[f"{token}Validity"], staff["TokenValidityUnits"][token]) == (
            {"Ref": "StaffTokenMinutes"},
            "minutes",
        )
    assert template()["Parameters"]["StaffTokenMinutes"]["Default"] == 15


def test_a_removed_employee_can_be_signed_out_for_good() -> None:
    """Only tokens that can be revoked end with the user's sign-out; the others could be renewed until they expire."""
    staff = CLIENTS["StaffClient"]
    assert staff["EnableTokenRevocation"] is True
    assert (staff["TokenValidityUnits"]["RefreshToken"], staff["RefreshTokenValidity"]) == ("hours", 12)


def test_the_storefront_comes_with_client_credentials_and_one_scope() -> None:
    storefront = CLIENTS["StorefrontClient"]
    assert storefront["GenerateSecret"] is True
    assert storefront["AllowedOAuthFlows"] == ["client_credentials"]
    assert storefront["AllowedOAuthScopes"] == ["shop/storefront"]
    assert storefront["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]  # no person logs in here
    (server,) = properties("AWS::Cognito::UserPoolResourceServer").values()
    assert (server["Identifier"], [scope["ScopeName"] for scope in server["Scopes"]]) == ("shop", ["storefront"])


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_does_not_tell_who_exists(client: str) -> None:
    assert CLIENTS[client]["PreventUserExistenceErrors"] == "ENABLED"


@pytest.mark.parametrize("kind", IN_BODY)
def test_what_the_gateway_refuses_is_a_problem_document(kind: str) -> None:
    answer = IN_BODY[kind]
    assert answer["ResponseParameters"]["Headers"]["Content-Type"] == "'application/problem+json'"
    (body,) = answer["ResponseTemplates"].values()
    problem = json.loads(body)
    assert set(problem) == {"type", "title", "status", "code", "detail"}
    assert problem["status"] == answer["StatusCode"]
    assert problem["type"] == f"urn:zhanggui:problem:{problem['code']}"
    if problem["code"] in ONLY_HERE:
        assert problem["status"] == ONLY_HERE[problem["code"]]
    else:  # the same words as the shop's own
        known = KNOWN[problem["code"]]
        assert (problem["status"], problem["title"]) == (known.status, known.title)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("UNAUTHORIZED", 401),
        ("EXPIRED_TOKEN", 401),
        ("ACCESS_DENIED", 403),
        ("MISSING_AUTHENTICATION_TOKEN", 404),  # the gateway's word for a route that does not exist
        ("INVALID_SIGNATURE", 404),
        ("RESOURCE_NOT_FOUND", 404),
        ("REQUEST_TOO_LARGE", 413),
        ("UNSUPPORTED_MEDIA_TYPE", 415),
        ("THROTTLED", 429),
        ("BAD_REQUEST_BODY", 400),
        ("DEFAULT_4XX", 400),
        ("INTEGRATION_TIMEOUT", 504),
        ("DEFAULT_5XX", 500),
    ],
)
def test_every_refusal_of_the_gateway_has_its_status(kind: str, status: int) -> None:
    assert IN_BODY[kind]["StatusCode"] == status


def test_who_comes_too_often_is_told_when_to_come_again() -> None:
    assert IN_BODY["THROTTLED"]["ResponseParameters"]["Headers"]["Retry-After"] == "'1'"
