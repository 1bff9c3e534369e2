"""Reading the store: what was written is seen, and trouble that passes is waited out."""

import json
from typing import Any

import pytest

from shop.storage.table import Database, Table
from tests.faults import BROKEN, THROTTLE, UNREACHED, Fault, Faults

CUP = {"pk": "CUP", "sk": "1", "count": 1}
KEY = {"pk": "CUP", "sk": "1"}


@pytest.fixture(autouse=True)
def _something_to_read(database: Database, shelf: Table) -> None:
    with database.transaction() as write:
        write.put(shelf, CUP)


def test_keys_that_a_batch_read_left_over_are_asked_for_again(
    database: Database, shelf: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, left_over = database.client.batch_get_item, iter([True])

    def some(RequestItems: Any) -> Any:
        if next(left_over, False):
            return {"Responses": {}, "UnprocessedKeys": RequestItems}
        return whole(RequestItems=RequestItems)

    monkeypatch.setattr(database.client, "batch_get_item", some)
    assert database.read_many([(shelf, KEY)])[0]["count"] == 1


def test_reads_by_key_and_by_partition_are_consistent(
    database: Database, shelf: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        sent = json.loads(params["body"])
        asked.append(sent.get("ConsistentRead") or sent["RequestItems"][shelf.name]["ConsistentRead"])

    database.client.meta.events.register("before-call.dynamodb", note)
    try:
        shelf.get(KEY)
        shelf.query("CUP")
        database.read_many([(shelf, KEY)])
    finally:
        database.client.meta.events.unregister("before-call.dynamodb", note)
    assert asked == [True, True, True]


@pytest.mark.parametrize("fault", [THROTTLE, BROKEN, UNREACHED])
@pytest.mark.parametrize(
    ("operation", "read"),
    [
        ("GetItem", lambda database, shelf: shelf.get(KEY)),
        ("Query", lambda database, shelf: shelf.query("CUP").items[0]),
        ("BatchGetItem", lambda database, shelf: database.read_many([(shelf, KEY)])[0]),
    ],
)
def test_a_read_that_meets_with_transient_trouble_is_tried_again(
    database: Database, shelf: Table, fault: Fault, operation: str, read: Any
) -> None:
    with Faults(database.client, fault, operation=operation) as faults:
        assert read(database, shelf)["count"] == 1
    assert len(faults.calls) == 2
