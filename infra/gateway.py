"""What the gateway and Lambda hand to a function called in process, and who calls: for simulations and tests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import uuid4


@dataclass(frozen=True, eq=False)
class Person:
    """Somebody with a token: staff with an ID token, or a machine with an access token."""

    claims: Mapping[str, str]

    @property
    def actor(self) -> str:
        """How events name them."""
        return self.claims["sub"] if self.claims["token_use"] == "id" else f"storefront:{self.claims['client_id']}"


def staff(name: str, *roles: str, party: str | None = None) -> Person:
    """A member of staff; the claims are those that the gateway passes on from an ID token."""
    return Person(
        {
            "sub": f"sub-of-{name}",
            "token_use": "id",
            "cognito:username": name,
            "cognito:groups": ",".join(roles),
            **({"custom:party": party} if party else {}),
        }
    )


STOREFRONT = Person(
    {"sub": "shop-web", "client_id": "shop-web", "token_use": "access", "scope": "shop/storefront", "version": "2"}
)


@dataclass(frozen=True)
class Context:
    """What Lambda tells a function about its call."""

    function_name: str
    aws_request_id: str = field(default_factory=lambda: str(uuid4()))
    memory_limit_in_mb: int = 512

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:cn-north-1:123456789012:function:{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        return 29_000


def gateway_event(
    route: str,
    *,
    as_: Person | None = None,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    body: str | None = None,
) -> dict[str, Any]:
    """An API Gateway (REST) proxy event for the route `METHOD /path/{id}`."""
    method, resource = route.split(" ")
    filled = resource
    for name, value in (path or {}).items():
        filled = filled.replace(f"{{{name}}}", quote(value, safe=""))
    sent = {"Accept": "application/json", "Host": "api.example.test"} | dict(headers or {})
    return {
        "resource": resource,
        "path": filled,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": dict(query) if query else None,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} if query else None,
        "pathParameters": dict(path) if path else None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": method,
            "path": f"/test{filled}",
            "stage": "test",
            "requestId": str(uuid4()),
            "identity": {"sourceIp": "192.0.2.1", "userAgent": "tests"},
            "authorizer": {"claims": dict(as_.claims)} if as_ else None,
        },
        "body": body,
        "isBase64Encoded": False,
    }
