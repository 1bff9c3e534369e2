"""Lists by age over shards, and cursors that say where a list goes on."""

import base64
import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.errors import Invalid
from shop.storage.lists import SHARDS, decode_cursor, encode_cursor, list_name, oldest_first, rank
from shop.storage.table import Page, Table
from shop.storage.values import Item


class Index:
    """The index `by_list` in memory, with the answers that `Table.listed` gives."""

    def __init__(self, items: list[Item]) -> None:
        self.items = items

    def listed(self, name: str, *, limit: int, after: str | None = None) -> Page:
        found = sorted((item for item in self.items if item["list"] == name), key=lambda item: item["rank"])
        found = [item for item in found if after is None or item["rank"] > after]
        return Page(found[:limit], found[limit - 1]["rank"] if len(found) > limit else None)


def waiting(since: dict[str, int]) -> Table:
    """Entities on the list `orders`, each since a minute."""
    items = [
        {"id": entity, "list": list_name("orders", entity), "rank": rank(f"2026-11-24T10:{minute:02d}", entity)}
        for entity, minute in since.items()
    ]
    return cast(Table, Index(items))


ENTITIES = st.dictionaries(st.text("0123456789ABCDEF", min_size=1, max_size=6), st.integers(0, 59), max_size=30)


@given(ENTITIES, st.integers(1, 12))
def test_every_entity_is_listed_once_oldest_first(since: dict[str, int], limit: int) -> None:
    table = waiting(since)
    seen: list[str] = []
    after = None
    while True:
        page = oldest_first(table, "orders", limit=limit, after=after)
        assert len(page.items) <= limit
        seen += [item["id"] for item in page.items]
        after = page.last
        if after is None:
            break
        assert len(page.items) == limit, "a page that is not the last one is full"
    assert seen == sorted(since, key=lambda entity: (since[entity], entity))


def test_a_list_that_ends_with_its_page_promises_no_more() -> None:
    assert oldest_first(waiting({"A": 1, "B": 2}), "orders", limit=2).last is None


@given(st.text())
def test_an_entity_always_stands_on_the_same_shard(entity: str) -> None:
    name, _, shard = list_name("orders", entity).rpartition("#")
    assert name == "orders"
    assert 0 <= int(shard) < SHARDS
    assert list_name("orders", entity) == f"orders#{shard}"


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_cursor_leads_back_to_where_it_was_made(name: str, last: str) -> None:
    cursor = encode_cursor(name, last)
    assert cursor is not None
    assert decode_cursor(name, cursor) == last


def test_the_end_has_no_cursor_and_the_beginning_needs_none() -> None:
    assert encode_cursor("orders", None) is None
    assert decode_cursor("orders", None) is None


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
        cursor_of(["orders"]),
        cursor_of(["orders", "x", "y"]),
        cursor_of(["orders", ""]),
        cursor_of(["orders", 7]),
        cursor_of(["orders", None]),
        cursor_of(["orders", {"pk": "x"}]),
        cursor_of(["orders", "\ud800"]),
        cursor_of(["others", "x"]),
        cursor_of({"orders": "x"}),
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    ],
)
def test_what_is_no_cursor_of_this_list_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as refused:
        decode_cursor("orders", cursor)
    assert refused.value.errors[0]["field"] == "cursor"


@given(st.text())
def test_no_text_breaks_the_reading_of_cursors(text: str) -> None:
    try:
        position = decode_cursor("orders", text)
    except Invalid:
        return
    assert position
