"""What cannot be is said so: a 4xx problem document with a code and the field, never a trace, never a 5xx."""

from typing import Any

import httpx
import pytest

from infra.client import Client, new_key
from infra.client.http import Json
from shop.access import Signed, Storefront
from shop.access import Staff as StaffGate
from shop.bodies import LARGEST_BODY
from tests.e2e.routes import ALL, Route
from tests.e2e.shop import Shop

pytestmark = pytest.mark.local_cloud

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
MEMBERS = {"type", "title", "status", "code", "detail"}
TRACES = ("Traceback", 'File "', ".py", "botocore", "dynamodb", "arn:aws")
TAKES_BODY = [route for route in ALL if route.method != "GET"]
ODD_IDS = {
    "nothing but a dot": ".",
    "a way up": "..%2F..%2Fetc",
    "a quote": "01K'; DROP TABLE orders;--",
    "Chinese": "订单一号",
    "an emoji": "🫖",
    "a zero byte": "\0",
    "a line end": "01K\r\nX-Evil: 1",
    "another key": "ORDER#01K00000000000000000000000",
    "small letters": "01k00000000000000000000000",
    "too long": "0" * 2000,
}


def caller(shop: Shop, route: Route) -> Client:
    """Somebody whom the route lets in."""
    if isinstance(route.gate, StaffGate):
        return shop.staff[shop.stack.accounts[min(route.roles)][0]["username"]]
    return shop.storefront if isinstance(route.gate, Storefront) else shop.nobody


def send(shop: Shop, route: Route, address: str, **sent: Any) -> httpx.Response:
    """The answer as it is, to somebody who may ask."""
    client = caller(shop, route)
    headers = {**client._authorization(), "Idempotency-Key": new_key(), **sent.pop("headers", {})}
    return shop.http.request(route.method, client.base_url + address, headers=headers, **sent)


def problem(answer: httpx.Response, *statuses: int) -> Json:
    """The problem document in an answer, once it has been found to be a good one."""
    assert answer.status_code in statuses, f"{answer.status_code} {answer.text[:500]}"
    assert answer.headers["Content-Type"] == "application/problem+json"
    document: Json = answer.json()
    assert document.keys() >= MEMBERS
    assert document["status"] == answer.status_code
    assert not [trace for trace in TRACES if trace in answer.text], answer.text
    return document


@pytest.mark.parametrize("route", TAKES_BODY, ids=str)
class TestEveryBody:
    """What is true of every route that takes a body."""

    def test_broken_json_is_malformed(self, shop: Shop, route: Route) -> None:
        if isinstance(route.gate, Signed):
            answer = send(shop, route, route.address, content=b"%%%", headers={"Content-Type": FORM})
            assert problem(answer, 422)["code"] == "validation_failed"
            return
        for text in (
            '{"version": 1',
            "",
            "[]",
            '"text"',
            "null",
            '{"version": NaN}',
            "[" * 20_000,
            '{"version": "\\ud800"}',
        ):
            answer = send(shop, route, route.address, content=text.encode(), headers={"Content-Type": JSON})
            assert problem(answer, 400)["code"] == "malformed", text[:40]
        answer = send(shop, route, route.address, content=b'{"version": "\xff"}', headers={"Content-Type": JSON})
        assert problem(answer, 400)["code"] == "malformed"

    def test_another_content_type_is_not_understood(self, shop: Shop, route: Route) -> None:
        wrong = JSON if isinstance(route.gate, Signed) else FORM
        for content_type in (wrong, "text/plain", "application/xml", "nonsense", ""):
            answer = send(shop, route, route.address, content=b"{}", headers={"Content-Type": content_type})
            assert problem(answer, 415)["code"] == "unsupported_media_type", content_type

    def test_too_large_a_body_is_turned_away(self, shop: Shop, route: Route) -> None:
        form = isinstance(route.gate, Signed)
        text = (b"param=" if form else b'{"version": "') + b"x" * LARGEST_BODY + (b"" if form else b'"}')
        answer = send(shop, route, route.address, content=text, headers={"Content-Type": FORM if form else JSON})
        assert problem(answer, 413)["code"] == "too_large"

    def test_an_unknown_field_is_named(self, shop: Shop, route: Route) -> None:
        if isinstance(route.gate, Signed):
            return
        answer = send(shop, route, route.address, json={"sneaked_in": True})
        assert "sneaked_in" in [error["field"] for error in problem(answer, 422)["errors"]]
