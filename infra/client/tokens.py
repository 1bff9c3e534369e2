"""Tokens of the user pool: fetched when needed, renewed before they expire."""

import base64
import json
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import httpx
from botocore import UNSIGNED
from botocore.config import Config

from infra.client.aws import answered
from infra.client.http import Json, Unreachable, answer_of

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

# Signing in needs no key of the account, and is tried again when the pool is busy.
SIGN_IN = Config(signature_version=UNSIGNED, retries={"mode": "standard", "max_attempts": 5})

# Renewed so many seconds before expiry: longer than any one call takes.
_MARGIN = 90


class Token:
    """A token that is fetched when it is first asked for, and again before it expires."""

    def __init__(self, fetch: Callable[[], str], now: Callable[[], float] = time.time) -> None:
        self._fetch = fetch
        self._now = now
        self._lock = threading.Lock()
        self._text = ""
        self._renew_at = 0.0

    def __str__(self) -> str:
        with self._lock:
            now = self._now()
            if now >= self._renew_at:
                self._text = self._fetch()
                lasts = claims_of(self._text)["exp"] - now
                # A token that lives shorter than the margin serves for half its life.
                self._renew_at = now + max(lasts - _MARGIN, lasts / 2)
            return self._text

    @property
    def claims(self) -> Json:
        """What the token says of its holder."""
        return claims_of(str(self))

    def header(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self}"}


def claims_of(token: str) -> Json:
    """The claims in a JWT; its signature is the gateway's business."""
    payload = token.split(".")[1]
    claims: Json = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


def fetch_staff_token(pool: "CognitoIdentityProviderClient", client_id: str, username: str, password: str) -> str:
    """Sign in with a password and return the ID token. Raises Refused, Unreachable."""
    with answered(f"sign-in of {username}"):
        answer = pool.initiate_auth(
            ClientId=client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": username, "PASSWORD": password},
        )
    return answer["AuthenticationResult"]["IdToken"]


def fetch_storefront_token(http: httpx.Client, token_url: str, client_id: str, client_secret: str) -> str:
    """An access token for the scope shop/storefront. Raises Refused, Unreachable."""
    try:
        response = http.post(
            token_url,
            data={"grant_type": "client_credentials", "scope": "shop/storefront"},
            auth=(client_id, client_secret),
        )
    except httpx.TransportError as error:
        raise Unreachable(f"sign-in of the storefront: {type(error).__name__}") from error
    return str(answer_of(response).body["access_token"])
