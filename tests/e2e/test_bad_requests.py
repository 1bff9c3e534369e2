"""Whatever is sent to whatever route, the answer is a 4xx problem document: never a trace, never a 5xx."""

from urllib.parse import quote

import pytest

from order_dispatch.schemas import LARGEST_ORDER
from tests.e2e.problems import fields, problem, refusal, send
from tests.e2e.routes import ALL, Route
from tests.e2e.shop import Shop
from tests.rights import NAMES

pytestmark = pytest.mark.local_cloud

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
    "language": ["", "zh", "fr"],
    "state": ["placing", "", "placed\N{TEAPOT}"],
}


@pytest.mark.parametrize("route", TAKES_JSON, ids=str)
def test_what_is_not_json_is_malformed(shop: Shop, route: Route) -> None:
    answers = {what: send(shop, route, route.address, content=text, headers=JSON) for what, text in NOT_JSON.items()}
    assert {what: refusal(answer) for what, answer in answers.items()} == dict.fromkeys(NOT_JSON, (400, "malformed"))


@pytest.mark.parametrize("route", TAKES_JSON, ids=str)
def test_half_a_character_is_refused_by_the_field_that_holds_it(shop: Shop, route: Route) -> None:
    answer = send(shop, route, route.address, content=b'{"version": "\\ud800"}', headers=JSON)
    assert (refusal(answer), fields(answer)) == ((422, "validation_failed"), ["version"])


@pytest.mark.parametrize("route", TAKES_JSON, ids=str)
def test_what_is_not_text_does_not_get_far(shop: Shop, route: Route) -> None:
    answer = send(shop, route, route.address, content=b'{"version": "\xff\xfe"}', headers=JSON)
    assert problem(answer)["status"] in (400, 422)  # a gateway may have put other characters in their place


@pytest.mark.parametrize("route", TAKES_JSON, ids=str)
def test_an_unknown_field_is_named(shop: Shop, route: Route) -> None:
    answer = send(shop, route, route.address, json={"sneaked_in": True})
    assert refusal(answer) == (422, "validation_failed")
    assert "sneaked_in" in fields(answer)


@pytest.mark.parametrize("route", TAKES_JSON + TAKES_FORM, ids=str)
def test_another_content_type_is_not_understood(shop: Shop, route: Route) -> None:
    wrong = ["text/plain", "application/xml", "nonsense", "", (JSON if route in TAKES_FORM else FORM)["Content-Type"]]
    answers = [send(shop, route, route.address, content=b"{}", headers={"Content-Type": kind}) for kind in wrong]
    assert [refusal(answer) for answer in answers] == [(415, "unsupported_media_type")] * len(wrong)


@pytest.mark.parametrize("route", TAKES_JSON + TAKES_FORM, ids=str)
def test_too_large_a_body_is_turned_away(shop: Shop, route: Route) -> None:
    filling = b"x" * LARGEST_ORDER  # of no route more
    text, headers = (b"param=" + filling, FORM) if route in TAKES_FORM else (b'{"version": "' + filling + b'"}', JSON)
    assert refusal(send(shop, route, route.address, content=text, headers=headers)) == (413, "too_large")


@pytest.mark.parametrize("text", [b"", b"param", b"sign=A", b"param=1&param=2&sign=A", b"param=%ff&sign=A", b"&" * 99])
def test_a_form_that_is_none_is_refused(shop: Shop, text: bytes) -> None:
    for route in TAKES_FORM:
        status, code = refusal(send(shop, route, route.address, content=text, headers=FORM))
        assert (status, code) in ((400, "malformed"), (422, "validation_failed"))


@pytest.mark.parametrize("route", WITH_ID, ids=str)
def test_an_odd_id_names_nothing(shop: Shop, route: Route) -> None:
    for what, odd in ODD_IDS.items():
        address = route.path.format_map(dict.fromkeys(NAMES, quote(odd, safe="")))
        document = problem(send(shop, route, address, **route.body))
        assert document["status"] in (403, 404, 422), (what, document)


@pytest.mark.parametrize("route", LISTS, ids=str)
def test_a_list_is_asked_for_properly_or_not_at_all(shop: Shop, route: Route) -> None:
    takes = {name: value for name, value in route.questions.items() if value}
    for name in route.questions:
        for odd in ODD_QUESTIONS[name]:
            answer = send(shop, route, route.address, params=takes | {name: odd})
            assert fields(answer) == [name], (name, odd)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "TRACE"])
def test_a_method_that_a_path_does_not_know_is_not_found(shop: Shop, method: str) -> None:
    answer = shop.http.request(
        method, f"{shop.stack.api_url}/storefront/orders", headers=shop.storefront.token.header()
    )
    assert answer.status_code == 404
    assert method == "HEAD" or refusal(answer) == (404, "not_found")
