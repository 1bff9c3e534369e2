"""The store of a simulation: its writes are the emulator's own, its reads are compared with the emulator's."""

import json
from typing import Any

import pytest

from infra.simulate.store import Store
from shop.errors import Conflict
from shop.storage.lists import oldest_first
from shop.storage.table import Database, Table
from shop.storage.values import dump
from shop.web.models import ResponseModel
from tests.stores import ROOM_TABLES

NAME = ROOM_TABLES["sku"]


class Shown(ResponseModel):
    number: int


@pytest.fixture
def store() -> Store:
    store = Store()
    with Database(store).transaction() as write:  # type: ignore[arg-type]
        for number in range(30):
            of_list = {"list": f"work#{number % 2}", "rank": f"{(number * 7) % 30:02}", "summary": json.dumps({})}
            item = {"pk": f"SKU#{number % 3}", "sk": f"MOVEMENT#{(number * 11) % 30:02}", "number": number}
            write.put(Table(Database(store), NAME), item | (of_list if number % 5 else {}))  # type: ignore[arg-type]
    return store


PARTITION = {"TableName": NAME, "ExpressionAttributeNames": {"#pk": "pk"}, "ConsistentRead": True}
LIST = {"TableName": NAME, "IndexName": "by_list", "ExpressionAttributeNames": {"#list": "list"}}


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("limit", [None, 1, 4, 10])
def test_a_partition_is_read_as_the_emulator_reads_it(store: Store, limit: int | None, forward: bool) -> None:
    question = PARTITION | {
        "KeyConditionExpression": "#pk = :pk AND begins_with(#sk, :prefix)",
        "ExpressionAttributeNames": {"#pk": "pk", "#sk": "sk"},
        "ExpressionAttributeValues": dump({":pk": "SKU#1", ":prefix": "MOVEMENT#"}),
    }
    assert _all_pages(store, question, limit, forward) == _all_pages(store, question, limit, forward, emulator=True)


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("limit", [1, 4, 20])
def test_a_list_is_read_as_the_emulator_reads_it(store: Store, limit: int, forward: bool) -> None:
    first = LIST | {"KeyConditionExpression": "#list = :list", "ExpressionAttributeValues": dump({":list": "work#1"})}
    after = LIST | {
        "KeyConditionExpression": f"#list = :list AND #rank {'>' if forward else '<'} :after",
        "ExpressionAttributeNames": {"#list": "list", "#rank": "rank"},
        "ExpressionAttributeValues": dump({":list": "work#1", ":after": "13"}),
    }
    for question in (first, after):
        found = _all_pages(store, question, limit, forward)
        assert [item["rank"] for item in found] == [
            item["rank"] for item in _all_pages(store, question, limit, forward, emulator=True)
        ]
        assert found


@pytest.mark.parametrize("limit", [1, 7, 30, 50])
def test_a_table_is_swept_whole_partition_by_partition(store: Store, limit: int) -> None:
    table = Table(Database(store), NAME)  # type: ignore[arg-type]
    swept, after = [], None
    while True:
        items, after = table.sweep(limit=limit, after=after)
        swept += items
        if after is None:
            break
    assert [(item["pk"], item["sk"]) for item in swept] == sorted(
        (f"SKU#{number % 3}", f"MOVEMENT#{(number * 11) % 30:02}") for number in range(30)
    )


def test_what_has_left_a_list_is_on_it_no_more(store: Store) -> None:
    table = Table(Database(store), NAME)  # type: ignore[arg-type]
    assert "07" in [item["rank"] for item in oldest_first(table, "work", limit=50).items]
    with table.database.transaction() as write:
        write.put(table, {"pk": "SKU#1", "sk": "MOVEMENT#11", "number": 1}, when="")
    assert "07" not in [item["rank"] for item in oldest_first(table, "work", limit=50).items]


def test_a_refused_transaction_writes_nothing_and_is_not_heard_of(store: Store) -> None:
    table = Table(Database(store), NAME)  # type: ignore[arg-type]
    store.heard.clear()
    with pytest.raises(Conflict, match="taken"), table.database.transaction() as write:
        write.put(table, {"pk": "SKU#9", "sk": "LEVEL"})
        write.put(table, {"pk": "SKU#1", "sk": "MOVEMENT#11"}, refused=lambda found: Conflict("It is taken."))
    assert table.get({"pk": "SKU#9", "sk": "LEVEL"}) is None
    assert store.heard == []


def test_writes_are_heard_of_in_their_order(store: Store) -> None:
    table = Table(Database(store), NAME)  # type: ignore[arg-type]
    store.heard.clear()
    with table.database.transaction() as write:
        write.update(table, {"pk": "SKU#9", "sk": "LEVEL"}, "ADD #available :n", when="", values={"n": 1})
        write.check(table, {"pk": "SKU#1", "sk": "MOVEMENT#11"}, "attribute_exists(#pk)")
        write.put(table, {"pk": "SKU#9", "sk": "EVENT#00000001"})
    assert [(heard.pk, heard.sk, heard.is_event) for heard in store.heard] == [
        ("SKU#9", "LEVEL", False),
        ("SKU#9", "EVENT#00000001", True),
    ]


def _all_pages(
    store: Store, question: dict[str, Any], limit: int | None, forward: bool, *, emulator: bool = False
) -> list[dict[str, Any]]:
    asked = question | {"ScanIndexForward": forward} | ({"Limit": limit} if limit else {})
    items: list[dict[str, Any]] = []
    while True:
        # The emulator's own way to answer, which simulations go around.
        answer = store._ask("query", dict(asked)) if emulator else store.query(**asked)
        items += answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return items
        asked["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
