"""Whatever is sent to whatever route, its room answers with a 4xx problem document: never a trace, never a 5xx."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from shop.roles import Role
from tests.e2e.bad_requests import Send, by_every_route
from tests.e2e.routes import Route
from tests.gateway import gateway_event
from tests.harness import House, on_moto
from tests.people import BY_ROLE, STOREFRONT, Person


@pytest.fixture(scope="module")
def door() -> Iterator[House]:
    """One empty house for all: what is refused leaves nothing behind."""
    with on_moto() as house:
        yield house


@by_every_route()
def test_a_bad_request_is_refused_in_words(door: House, check: Callable[[Send, Route], None], route: Route) -> None:
    def sent(*, address: str | None = None, **sent: Any) -> httpx.Response:
        asked = httpx.Request(route.method, f"https://shop.example{address or route.address}", **sent)
        asked.headers.setdefault("Idempotency-Key", "k")
        answer = door.send(as_the_gateway_hands_it_on(asked, route))
        return httpx.Response(answer.status, headers=dict(answer.headers), json=answer.body)

    check(sent, route)


def as_the_gateway_hands_it_on(asked: httpx.Request, route: Route) -> dict[str, Any]:
    """What the room is given of a request by somebody whom the route lets in."""
    pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]*)", re.escape(route.path))
    named = re.fullmatch(pattern, asked.url.raw_path.decode().partition("?")[0])
    assert named, asked.url
    return gateway_event(
        str(route),
        as_=let_in(route),
        path={name: unquote(value) for name, value in named.groupdict().items()},
        query=dict(asked.url.params),
        headers={name.title(): value for name, value in asked.headers.items()},
        body=asked.content.decode("utf-8", "replace"),
    )


def let_in(route: Route) -> Person | None:
    """Somebody whom a route lets in."""
    if route.audience == "staff":
        return BY_ROLE[Role(min(route.roles))]
    return STOREFRONT if route.audience == "storefront" else None
