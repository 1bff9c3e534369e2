"""Who comes in: a gate for each audience, before the body is looked at. What a permission is: `shop.roles`.

Default deny: a route without a gate cannot be registered, a caller without the role is refused.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from shop.errors import Forbidden, Unauthenticated
from shop.roles import Caller, Permission, Role


class Gate(Protocol):
    """Lets a request in as a caller, or raises Unauthenticated or Forbidden."""

    def admit(self, event: Mapping[str, Any]) -> Caller: ...


def _claims(event: Mapping[str, Any]) -> Mapping[str, Any]:
    claims = (event["requestContext"].get("authorizer") or {}).get("claims")
    if not claims:
        raise Unauthenticated("A token is needed.")
    return claims  # type: ignore[no-any-return]


def _groups(claimed: Any) -> list[Any]:
    """The groups of a token: "a,b" on AWS, "[a b]" or a list elsewhere. Nothing else parts them: "not.admin" is one."""
    return re.split(r'[\s,"\[\]]+', claimed) if isinstance(claimed, str) else list(claimed)


class Staff(NamedTuple):
    """Staff with an ID token of the user pool and one of the permission's roles.

    Whoever acts for a warehouse or supplier does so in every call, whatever other posts they hold: what is hidden from
    these (others' parcels, levels that they count, costs) is hidden from them.
    """

    permission: Permission

    def admit(self, event: Mapping[str, Any]) -> Caller:
        claims = _claims(event)
        # The gateway lets any token of the pool pass where no scope is asked for.
        if claims.get("token_use") != "id":
            raise Unauthenticated("Staff come with an ID token.")
        held = _groups(claims.get("cognito:groups", ""))
        party = claims.get("custom:party") or None
        posts = self.permission.roles & {Role.WAREHOUSE} if party else self.permission.roles
        allowed = sorted(role for role in posts if role in held)
        if not allowed:
            raise Forbidden(f"'{self.permission.name}' is for {', '.join(sorted(self.permission.roles))}.")
        if allowed == [Role.WAREHOUSE] and party is None:
            raise Forbidden("The account names no warehouse or supplier.")
        return Caller(claims["sub"], allowed[0], party, tuple(allowed[1:]))


class Storefront:
    """The storefront with an access token that holds the scope `shop/storefront`."""

    def admit(self, event: Mapping[str, Any]) -> Caller:
        claims = _claims(event)
        if claims.get("token_use") != "access" or "shop/storefront" not in claims.get("scope", "").split():
            raise Unauthenticated("The storefront comes with an access token of scope shop/storefront.")
        return Caller(f"storefront:{claims['client_id']}", "storefront")


class Signed:
    """A machine whose signature the route itself checks before anything else (webhooks)."""

    def admit(self, event: Mapping[str, Any]) -> Caller:
        return Caller("unsigned", "machine")
