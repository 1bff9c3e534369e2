"""Staff with their accounts, and the storefront with its client."""

from typing import Any

from infra.client.http import Client, default_http
from infra.client.tokens import SIGN_IN, Token, fetch_staff_token, fetch_storefront_token
from infra.local.stack import Stack


class Staff(Client):
    """One of the staff: the first account of a role, or the account of a user name."""

    def __init__(self, stack: Stack, who: str, **more: Any) -> None:
        everyone = [account for accounts in stack.accounts.values() for account in accounts]
        found = stack.accounts.get(who) or [account for account in everyone if account["username"] == who]
        if not found:
            raise LookupError(f"The shop has neither a role nor a user called {who}.")
        self.username = found[0]["username"]
        password = found[0]["password"]
        pool = stack.aws.client("cognito-idp", config=SIGN_IN)
        self.token = Token(lambda: fetch_staff_token(pool, stack.staff_client_id, self.username, password))
        super().__init__(stack.api_url, self.token.header, **more)

    @classmethod
    def all(cls, stack: Stack, role: str, **more: Any) -> list["Staff"]:
        """Everyone who holds a role, in the order of the accounts."""
        return [cls(stack, account["username"], **more) for account in stack.accounts[role]]

    @property
    def user(self) -> str:
        """The account's `sub`, by which events and records name the user."""
        return str(self.token.claims["sub"])

    @property
    def party(self) -> str | None:
        """The warehouse or supplier that the user belongs to."""
        return self.token.claims.get("custom:party")


class StorefrontClient(Client):
    """The storefront: a machine with a secret of its own."""

    def __init__(self, stack: Stack, **more: Any) -> None:
        own = stack.storefront
        more["http"] = http = more.get("http") or default_http()
        self.token = Token(
            lambda: fetch_storefront_token(http, own["token_url"], own["client_id"], own["client_secret"])
        )
        super().__init__(stack.api_url, self.token.header, **more)
