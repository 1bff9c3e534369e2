"""Tokens are fetched once and renewed in time; pushes are signed as carriers sign them."""

import base64
import hashlib
import json

import boto3
import pytest
from botocore.stub import Stubber

from infra.client import Refused, Unreachable
from infra.client.carrier import Scan, param_of, signature
from infra.client.tokens import SIGN_IN, Token, fetch_staff_token


def jwt(**claims: object) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{payload}.signature"


def test_a_token_serves_until_shortly_before_it_expires() -> None:
    now = 1_000.0
    minted: list[float] = []

    def fetch() -> str:
        minted.append(now)
        return jwt(exp=now + 3_600, **{"custom:party": "WH-SH"})

    token = Token(fetch, lambda: now)
    assert token.claims["custom:party"] == "WH-SH"
    now = 1_000 + 3_500
    assert token.header()["Authorization"].startswith("Bearer e30.")
    now = 1_000 + 3_520
    str(token)
    assert minted == [1_000, 4_520]


def test_a_token_that_hardly_lives_is_still_used_more_than_once() -> None:
    now = 0.0
    minted: list[float] = []

    def fetch() -> str:
        minted.append(now)
        return jwt(exp=now + 60)

    token = Token(fetch, lambda: now)
    str(token)
    now = 29
    str(token)
    now = 31
    str(token)
    assert minted == [0, 31]


def test_a_push_is_signed_over_exactly_what_is_sent() -> None:
    scans = [Scan("2026-11-24 09:00:00", "103", "已揽收"), Scan("2026-11-25 10:00:00", "301", "本人签收")]
    param = param_of("shunfeng", "SF1", "3", scans)
    assert signature(param, "salt") == hashlib.md5((param + "salt").encode()).hexdigest().upper()
    pushed = json.loads(param)["lastResult"]
    assert (pushed["com"], pushed["nu"], pushed["state"]) == ("shunfeng", "SF1", "3")
    assert [scan["statusCode"] for scan in pushed["data"]] == ["301", "103"]
    assert "签收" in param


def test_a_wrong_password_and_a_pool_that_is_away_are_told_like_all_trouble() -> None:
    pool = boto3.client("cognito-idp", "ap-southeast-1", endpoint_url="http://127.0.0.1:9", config=SIGN_IN)
    with Stubber(pool) as stub:
        stub.add_client_error("initiate_auth", "NotAuthorizedException", http_status_code=400)
        with pytest.raises(Refused, match="400 NotAuthorizedException: sign-in of li"):
            fetch_staff_token(pool, "client", "li", "wrong")
    with pytest.raises(Unreachable, match="sign-in of li: Could not connect"):
        fetch_staff_token(pool, "client", "li", "wrong")
