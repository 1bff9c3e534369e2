"""Pages: a cursor leads from one to the next, and is good for its own list alone."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.errors import Invalid
from shop.storage.paging import decode_cursor, encode_cursor, read_list, read_page
from shop.storage.table import Page
from shop.web.models import ResponseModel


class Spoon(ResponseModel):
    n: int


class Spoons(ResponseModel):
    items: list[Spoon]
    next: str | None


def two_of_seven(after: str | None) -> Page:
    """Two of the spoons 1 to 7."""
    first = int(after or 0) + 1
    numbers = range(first, min(first + 2, 8))
    return Page(
        [{"n": n, "summary": Spoon(n=n).model_dump_json()} for n in numbers], str(numbers[-1]) if first < 7 else None
    )


def test_cursors_lead_through_all_pages_to_the_end() -> None:
    seen: list[int] = []
    cursor = None
    while True:
        items, cursor = read_page("spoons", cursor, two_of_seven)
        seen += [item["n"] for item in items]
        if cursor is None:
            break
    assert seen == [1, 2, 3, 4, 5, 6, 7]


def test_a_list_is_answered_by_the_summaries_of_its_items_and_the_next_cursor() -> None:
    first = read_list(Spoons, "spoons", None, two_of_seven)
    assert first == Spoons(items=[Spoon(n=1), Spoon(n=2)], next=encode_cursor("spoons", "2"))
    assert read_list(Spoons, "spoons", encode_cursor("spoons", "6"), two_of_seven) == Spoons(
        items=[Spoon(n=7)], next=None
    )


def test_an_empty_list_has_no_items_and_no_next_page() -> None:
    assert read_list(Spoons, "spoons", None, lambda after: Page([], None)) == Spoons(items=[], next=None)


def test_a_cursor_of_another_list_is_refused_before_anything_is_read() -> None:
    def never(after: str | None) -> Page:
        raise AssertionError

    for read in (read_page, lambda *more: read_list(Spoons, *more)):
        with pytest.raises(Invalid):
            read("spoons", encode_cursor("forks", "2"), never)


@pytest.mark.parametrize("last", ["10", "x", "1\n", "\n1", " 1"])
def test_a_cursor_whose_position_cannot_be_in_the_list_is_refused(last: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_page("spoons", encode_cursor("spoons", last), two_of_seven, position="[1-7]")
    assert refused.value.errors == [{"field": "cursor", "reason": "is not a cursor of this list"}]


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_cursor_leads_back_to_where_it_was_made(name: str, last: str) -> None:
    assert decode_cursor(name, encode_cursor(name, last)) == last


def test_the_end_of_a_list_has_no_cursor_and_its_beginning_needs_none() -> None:
    assert encode_cursor("spoons", None) is None
    assert decode_cursor("spoons", None) is None


def cursor_of(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "?",
        "a",
        "bnVsbA",
        "é",
        cursor_of(None),
        cursor_of([]),
        cursor_of(["spoons"]),
        cursor_of(["spoons", "x", "y"]),
        cursor_of(["spoons", ""]),
        cursor_of(["spoons", 7]),
        cursor_of(["spoons", None]),
        cursor_of(["spoons", {"pk": "x"}]),
        cursor_of(["spoons", "\ud800"]),
        cursor_of(["forks", "x"]),
        cursor_of({"spoons": "x"}),
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    ],
)
def test_a_text_that_is_no_cursor_of_the_list_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as refused:
        decode_cursor("spoons", cursor)
    assert refused.value.errors[0]["field"] == "cursor"


@given(st.text())
def test_whatever_is_sent_as_a_cursor_is_read_or_refused(text: str) -> None:
    try:
        position = decode_cursor("spoons", text)
    except Invalid:
        return
    assert position
