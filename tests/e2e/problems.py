"""Requests as they should not be, and the problem documents that answer them."""

from typing import Any

import httpx

from infra.client import new_key
from infra.client.http import Json
from tests.e2e.routes import Route
from tests.e2e.shop import Shop

MEMBERS = {"type", "title", "status", "code", "detail"}
# What would tell of the inside of the shop.
TRACES = ("Traceback", 'File "', ".py", "botocore", "dynamodb", "arn:aws", "x-amzn")


def let_in(shop: Shop, route: Route) -> dict[str, str]:
    """The token of somebody whom the route lets in."""
    if route.audience == "staff":
        return shop.staff[shop.stack.accounts[min(route.roles)][0]["username"]].token.header()
    return shop.storefront.token.header() if route.audience == "storefront" else {}


def send(shop: Shop, route: Route, address: str, **sent: Any) -> httpx.Response:
    """The answer as it is, to somebody who may ask; `sent` is as httpx takes it, a header of None is left out."""
    headers = {**let_in(shop, route), "Idempotency-Key": new_key(), **sent.pop("headers", {})}
    headers = {name: value for name, value in headers.items() if value is not None}
    return shop.http.request(route.method, shop.stack.api_url + address, headers=headers, **sent)


def problem(answer: httpx.Response) -> Json:
    """The problem document in an answer, once it has been found to be a good one."""
    assert 400 <= answer.status_code < 500, f"{answer.status_code} {answer.text[:500]}"
    assert answer.headers["Content-Type"] == "application/problem+json"
    document: Json = answer.json()
    assert document.keys() >= MEMBERS
    assert document["status"] == answer.status_code
    assert not [trace for trace in TRACES if trace in answer.text], answer.text
    return document


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal that is a good problem document."""
    document = problem(answer)
    return document["status"], document["code"]


def fields(answer: httpx.Response) -> list[str]:
    """The fields that a refusal complains of, each with a reason."""
    errors = problem(answer)["errors"]
    assert all(error["reason"] for error in errors)
    return [error["field"] for error in errors]


def changed(body: Any, place: str, value: object) -> Any:
    """The body with another value at a place such as `lines.0.sku`; `...` takes what is there out."""
    name, _, rest = place.partition(".")
    key: Any = int(name) if isinstance(body, list) else name
    copy: Any = list(body) if isinstance(body, list) else dict(body)
    if rest:
        copy[key] = changed(copy[key], rest, value)
    elif value is ...:
        del copy[key]
    else:
        copy[key] = value
    return copy
