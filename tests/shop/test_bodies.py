"""Bodies are bounded before they are parsed, and parsed without surprises."""

import base64
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.errors import Invalid, Malformed, TooLarge, UnsupportedMediaType
from shop.web.bodies import LARGEST_BODY, MOST_LINES, MOST_NAMES, parse_json, readable


def post(body: str | None, content_type: str | None = "application/json", *, encoded: bool = False) -> dict[str, Any]:
    headers = {"content-type": content_type} if content_type is not None else None
    return {"httpMethod": "POST", "headers": headers, "body": body, "isBase64Encoded": encoded}


def read(event: dict[str, Any]) -> Any:
    return readable(event, "application/json")["body"]


def test_a_body_is_text() -> None:
    assert read(post('{"name": "杯"}')) == '{"name": "杯"}'


def test_an_encoded_body_is_decoded() -> None:
    encoded = base64.b64encode('{"name": "杯"}'.encode()).decode()
    answer = readable(post(encoded, encoded=True), "application/json")
    assert (answer["body"], answer["isBase64Encoded"]) == ('{"name": "杯"}', False)


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", "Application/JSON"])
def test_the_content_type_is_read_as_it_is_meant(content_type: str) -> None:
    assert read(post("{}", content_type)) == "{}"


@pytest.mark.parametrize(
    "content_type", [None, "", "text/plain", "application/jsonp", "application/x-www-form-urlencoded"]
)
def test_another_content_type_is_refused(content_type: str | None) -> None:
    with pytest.raises(UnsupportedMediaType):
        read(post("{}", content_type))


@pytest.mark.parametrize("body", [None, ""])
def test_a_body_is_needed(body: str | None) -> None:
    with pytest.raises(Malformed):
        read(post(body))


def test_reading_needs_none() -> None:
    event = {"httpMethod": "GET", "headers": None, "body": None}
    assert readable(event, "application/json") == event


@pytest.mark.parametrize("character", ["x", "杯"])
def test_the_bound_counts_bytes(character: str) -> None:
    size = len(character.encode())
    fits = character * (LARGEST_BODY // size)
    assert read(post(fits)) == fits
    with pytest.raises(TooLarge):
        read(post(fits + character))


def test_the_bound_holds_for_encoded_bodies() -> None:
    fits = base64.b64encode(b"x" * LARGEST_BODY).decode()
    assert len(read(post(fits, encoded=True))) == LARGEST_BODY
    with pytest.raises(TooLarge):
        read(post(base64.b64encode(b"x" * (LARGEST_BODY + 1)).decode(), encoded=True))
    with pytest.raises(TooLarge):
        read(post("!" * 10_000_000, encoded=True))


@pytest.mark.parametrize(
    "event",
    [
        post("***", encoded=True),
        post(base64.b64encode(b"\xff\xfe").decode(), encoded=True),
        post('"\ud800"'),
    ],
    ids=["not base64", "not UTF-8", "half a character"],
)
def test_what_is_no_text_is_refused(event: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        read(event)


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "}", "[]", "null", "1", '"text"', "{'a': 1}", '{"a": NaN}', '{"a": Infinity}', '{"a": -Infinity}',
        '{"a": 1, "a": 1}', '{"a": [{"b": 1, "b": 2}]}',
        '{"a": 1,}', "[" * 100_000, '{"a":' * 100_000, '{"a": ' + "9" * 5000 + "}", "\ufeff{}",
    ],
)  # fmt: skip
def test_what_is_no_json_object_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse_json(text)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('{"a": "\\ud800"}', "a"),
        ('{"a": {"b": ["x", {"c": "\\udc00x"}]}}', "a.b[1].c"),
        ('{"a": "\\ud83d\\ude00", "b\\ud800": 1}', "b?"),
    ],
)
def test_half_a_character_is_refused_by_the_field_that_holds_it(text: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_json(text)
    assert [error["field"] for error in refused.value.errors] == [field]


@pytest.mark.parametrize("charset", ["gbk", "GB18030", "iso-8859-1", '"utf-16"', "nonsense"])
def test_a_body_that_says_it_is_not_utf_8_is_not_read(charset: str) -> None:
    with pytest.raises(UnsupportedMediaType, match="UTF-8"):
        read(post("{}", f"application/json; charset={charset}"))


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "utf8", '"utf-8"', "utf-8; profile=x"])
def test_a_body_that_says_it_is_utf_8_is_read(charset: str) -> None:
    assert read(post("{}", f"application/json; charset={charset}")) == "{}"


def test_the_bound_is_the_routes_own() -> None:
    assert readable(post("x" * 10), "application/json", 10)["body"] == "x" * 10
    with pytest.raises(TooLarge, match="10 bytes"):
        readable(post("x" * 11), "application/json", 10)


def test_a_refusal_does_not_repeat_the_body() -> None:
    with pytest.raises(Malformed) as refused:
        parse_json('{"phone": "13800138000" "name"}')
    assert "13800138000" not in json.dumps(refused.value.document())


def test_a_thousand_lines_are_the_most() -> None:
    assert len(parse_json(json.dumps({"lines": [1] * MOST_LINES}))["lines"]) == MOST_LINES
    with pytest.raises(TooLarge):
        parse_json(json.dumps({"lines": [1] * (MOST_LINES + 1)}))


def test_names_are_counted_wherever_they_stand() -> None:
    line = dict.fromkeys("abcde", 0)
    fits = {"lines": [line] * ((MOST_NAMES - 1) // 5)}
    assert parse_json(json.dumps(fits)) == fits
    with pytest.raises(TooLarge, match="5000 names"):
        parse_json(json.dumps({"other": {"lines": [line] * (MOST_NAMES // 5)}}))


def test_one_body_after_the_other_is_counted_anew() -> None:
    names = dict.fromkeys(map(str, range(MOST_NAMES)), 0)
    assert parse_json(json.dumps(names)) == parse_json(json.dumps(names)) == names


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(),
    lambda children: st.lists(children, max_size=5) | st.dictionaries(st.text(), children, max_size=5),
)


@given(st.dictionaries(st.text(), JSON, max_size=5), st.booleans())
def test_every_json_object_is_read_as_it_was_meant(value: dict[str, Any], ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    assert parse_json(read(post(text))) == value


@given(st.text())
def test_no_text_breaks_the_parser(text: str) -> None:
    with suppress(Malformed, Invalid):
        assert isinstance(parse_json(text), dict)
