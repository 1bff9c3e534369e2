"""Work lists: by age, over shards."""

from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from shop.storage.lists import SHARDS, list_name, oldest_first, on_list
from shop.storage.table import Page, Table
from shop.storage.values import Item
from shop.web.models import ResponseModel


class Waiting(ResponseModel):
    entity: str


class Index:
    """The index `by_list` in memory, with the answers that `Table.by_list` gives."""

    def __init__(self, items: list[Item]) -> None:
        self.items = items

    def by_list(self, name: str, *, limit: int, after: str | None = None) -> Page:
        found = sorted((item for item in self.items if item["list"] == name), key=lambda item: item["rank"])
        found = [item for item in found if after is None or item["rank"] > after]
        return Page(found[:limit], found[limit - 1]["rank"] if len(found) > limit else None)


def waiting(since: dict[str, int]) -> Table:
    """Entities on the list `orders`, each since a minute."""
    items = [
        on_list("orders", f"2026-11-24T10:{minute:02d}", entity, Waiting(entity=entity))
        for entity, minute in since.items()
    ]
    return cast(Table, Index(items))


ENTITIES = st.dictionaries(st.text("0123456789ABCDEF", min_size=1, max_size=6), st.integers(0, 59), max_size=30)


@given(ENTITIES, st.integers(1, 12))
def test_every_entity_on_a_work_list_is_read_once_oldest_first(since: dict[str, int], limit: int) -> None:
    table = waiting(since)
    seen: list[str] = []
    after = None
    while True:
        page = oldest_first(table, "orders", limit=limit, after=after)
        assert len(page.items) <= limit
        seen += [Waiting.model_validate_json(item["summary"]).entity for item in page.items]
        after = page.last
        if after is None:
            break
        assert len(page.items) == limit, "a page that is not the last one is full"
    assert seen == sorted(since, key=lambda entity: (since[entity], entity))


def test_a_work_list_that_ends_with_its_page_promises_no_more() -> None:
    assert oldest_first(waiting({"A": 1, "B": 2}), "orders", limit=2).last is None


@given(st.text())
def test_an_entity_always_stands_on_the_same_shard(entity: str) -> None:
    name, _, shard = list_name("orders", entity).rpartition("#")
    assert name == "orders"
    assert 0 <= int(shard) < SHARDS
    assert list_name("orders", entity) == f"orders#{shard}"
