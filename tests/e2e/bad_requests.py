"""What a route is not to be sent, and what it answers: a 4xx problem document, never a trace, never a 5xx.

Each of these is tried by every route that it concerns: in process, where the rooms decide what they make of it, and by
one route of each room, method and audience through the deployed gateway, which hands all of them on in the same way.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, Protocol
from urllib.parse import quote

import httpx
import pytest

from order_dispatch.schemas import LARGEST_ORDER
from tests.e2e.problems import fields, problem, refusal
from tests.e2e.routes import ALL, Route
from tests.rights import NAMES

FORM, JSON = {"Content-Type": "application/x-www-form-urlencoded"}, {"Content-Type": "application/json"}
TAKES_FORM = [route for route in ALL if route.audience == "signed"]
TAKES_JSON = [route for route in ALL if route.method != "GET" and route not in TAKES_FORM]
LISTS = [route for route in ALL if "cursor" in route.questions]
WITH_ID = [route for route in ALL if "{" in route.path]

NOT_JSON = {
    "cut off": b'{"version": 1',
    "empty": b"",
    "a list": b"[]",
    "a text": b'"version"',
    "null": b"null",
    "no number": b'{"version": NaN}',
    "too deep": b"[" * 20_000,
}
NO_FORMS = [b"", b"param", b"sign=A", b"param=1&param=2&sign=A", b"param=%ff&sign=A", b"&" * 99]
ODD_IDS = {
    "a way up": "../../etc",
    "a quote": "01K'; DROP TABLE orders;--",
    "Chinese": "订单一号",
    "an emoji": "\N{TEAPOT}",
    "a zero byte": "\0",
    "a line end": "01K\r\nX-Evil: 1",
    "a key": "ORDER#01K00000000000000000000000",
    "a template": "{{7*7}}${7*7}",
    "small letters": "01k00000000000000000000000",
    "too long": "0" * 2000,
}
ODD_QUESTIONS = {
    "limit": ["0", "101", "-1", "1e3", "many", "", "9" * 400],
    "cursor": ["x", "bnVsbA", "eyJwayI6ICJPUkRFUiMxIn0", "\N{TEAPOT}", "A" * 5000],
    "department": ["", "nobody"],
    "employee_id": ["", "nobody", "01k00000000000000000000000"],
    "language": ["", "zh", "fr"],
    "late": ["", "maybe"],
    "party": ["", "wh sh", "W" * 21],
    "state": ["placing", "", "placed\N{TEAPOT}"],
    "warehouse": ["", "wh sh", "W" * 21],
}


class Send(Protocol):
    """Sends something to the route that is tried, as somebody whom it lets in; `sent` is as httpx takes it."""

    def __call__(self, *, address: str | None = None, **sent: object) -> httpx.Response: ...


class Sweep(NamedTuple):
    """Something bad that is sent, and the routes that are tried by it."""

    name: str
    check: Callable[[Send, Route], None]
    routes: tuple[Route, ...]


SWEEPS: list[Sweep] = []


def tried_by(routes: Iterable[Route]) -> Callable[[Callable[[Send, Route], None]], None]:
    """Try these routes by what stands below."""

    def keep(check: Callable[[Send, Route], None]) -> None:
        SWEEPS.append(Sweep(check.__name__, check, tuple(routes)))

    return keep


def by_every_route() -> pytest.MarkDecorator:
    """Each bad thing by each route that it concerns."""
    return _parametrized((sweep, route) for sweep in SWEEPS for route in sweep.routes)


def by_one_of_each() -> pytest.MarkDecorator:
    """Each bad thing by one route of each room, method and audience."""
    kinds = ((sweep, {(route.room, route.method, route.audience): route for route in sweep.routes}) for sweep in SWEEPS)
    return _parametrized((sweep, route) for sweep, routes in kinds for route in routes.values())


def _parametrized(tries: Iterator[tuple[Sweep, Route]]) -> pytest.MarkDecorator:
    each = [pytest.param(sweep.check, route, id=f"{sweep.name}-{route}") for sweep, route in tries]
    return pytest.mark.parametrize(("check", "route"), each)


@tried_by(TAKES_JSON)
def what_is_not_json_is_malformed(send: Send, route: Route) -> None:
    answers = {what: send(content=text, headers=JSON) for what, text in NOT_JSON.items()}
    assert {what: refusal(answer) for what, answer in answers.items()} == dict.fromkeys(NOT_JSON, (400, "malformed"))


@tried_by(TAKES_JSON)
def half_a_character_is_refused_by_the_field_that_holds_it(send: Send, route: Route) -> None:
    answer = send(content=b'{"version": "\\ud800"}', headers=JSON)
    assert (refusal(answer), fields(answer)) == ((422, "validation_failed"), ["version"])


@tried_by(TAKES_JSON)
def what_is_not_text_does_not_get_far(send: Send, route: Route) -> None:
    answer = send(content=b'{"version": "\xff\xfe"}', headers=JSON)
    assert problem(answer)["status"] in (400, 422)  # a gateway may have put other characters in their place


@tried_by(TAKES_JSON)
def an_unknown_field_is_named(send: Send, route: Route) -> None:
    answer = send(json={"sneaked_in": True})
    assert refusal(answer) == (422, "validation_failed")
    assert "sneaked_in" in fields(answer)


@tried_by(TAKES_JSON + TAKES_FORM)
def another_content_type_is_not_understood(send: Send, route: Route) -> None:
    wrong = ["text/plain", "application/xml", "nonsense", "", (JSON if route in TAKES_FORM else FORM)["Content-Type"]]
    answers = [send(content=b"{}", headers={"Content-Type": kind}) for kind in wrong]
    assert [refusal(answer) for answer in answers] == [(415, "unsupported_media_type")] * len(wrong)


@tried_by(TAKES_JSON + TAKES_FORM)
def too_large_a_body_is_turned_away(send: Send, route: Route) -> None:
    filling = b"x" * LARGEST_ORDER  # of no route more
    text, headers = (b"param=" + filling, FORM) if route in TAKES_FORM else (b'{"version": "' + filling + b'"}', JSON)
    assert refusal(send(content=text, headers=headers)) == (413, "too_large")


@tried_by(TAKES_FORM)
def a_form_that_is_none_is_refused(send: Send, route: Route) -> None:
    for text in NO_FORMS:
        assert refusal(send(content=text, headers=FORM)) in ((400, "malformed"), (422, "validation_failed"))


@tried_by(WITH_ID)
def an_odd_id_names_nothing(send: Send, route: Route) -> None:
    for what, odd in ODD_IDS.items():
        address = route.path.format_map(dict.fromkeys(NAMES, quote(odd, safe="")))
        document = problem(send(address=address, **route.body))
        assert document["status"] in (403, 404, 422), (what, document)


@tried_by(LISTS)
def a_list_is_asked_for_properly_or_not_at_all(send: Send, route: Route) -> None:
    takes = {name: value for name, value in route.questions.items() if value}
    for name in route.questions:
        for odd in ODD_QUESTIONS[name]:
            answer = send(params=takes | {name: odd})
            # Whose list it would be may be asked first.
            nobodys = name == "cursor" and "{" in route.path and refusal(answer) == (404, "not_found")
            assert nobodys or fields(answer) == [name], (name, odd)
