"""moto, mended in four places: tests wait for what they ask of it, and for nothing else.

For each write of a transaction moto copies the whole table, to go back to should one be refused: thirty writes copy a
table of a hundred items thirty times. Here the items that a transaction names are kept, and put back.

At each start it takes over a thousand addresses from `requests`, by which nobody here calls AWS. Here it takes none.

What a table holds it tells in pages of JSON, twenty times as slowly as it finds it. Tests that look at all of it take
it as it lies there.

It keeps nothing when it ends, and a shop's stores are made by some fourteen calls. Here they can be kept, and brought
back.
"""

import copy
import copyreg
import threading
from collections.abc import Mapping
from typing import Any

from moto.core import models as core
from moto.core.base_backend import BackendDict, BaseBackend
from moto.dynamodb import models
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

_write = models.DynamoDBBackend.transact_write_items


class Copies:
    """What moto's DynamoDB copies by: a table stays the one that it is."""

    @staticmethod
    def deepcopy(it: Any) -> Any:
        return it if isinstance(it, Table) else copy.deepcopy(it)


def transact_write_items(self: models.DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    """Write all of them or none."""
    operations = [operation for item in transact_items for operation in item.values()]
    kept = [
        _kept(self.tables[operation["TableName"]], operation)
        for operation in operations
        if operation["TableName"] in self.tables
    ]
    try:
        _write(self, transact_items)
    except Exception:
        for table, key, item in kept:
            table.delete_item(*key)
            if item is not None:
                table.items[key[0]][key[1]] = item
        raise


def lying_in(table: str, account: str, region: str) -> list[dict[str, Any]]:
    """All items of a table, as DynamoDB would tell them."""
    items = models.dynamodb_backends[account][region].tables[table].all_items()
    return [item.to_json()["Attributes"] for item in items]


def _kept(table: Table, operation: Mapping[str, Any]) -> tuple[Table, tuple[DynamoType, DynamoType], Item | None]:
    """An item as it is before a transaction; all tables of the shop have both parts of a key."""
    named = operation.get("Key") or operation["Item"]
    key = DynamoType(named[table.hash_key_attr]), DynamoType(named[table.range_key_attr])
    return table, key, copy.deepcopy(table.get_item(*key))


class Kept:
    """Everything that moto holds at this moment, to be brought back in another `mock_aws`."""

    def __init__(self) -> None:
        services: list[BackendDict[BaseBackend]] = BackendDict._instances  # type: ignore[misc]
        self._backends = [
            (of_service, account, region, backend, self._copied(vars(backend), backend, backend))
            for of_service in services
            for account, region, backend in of_service.iter_backends()
        ]

    def bring_back(self) -> None:
        """Let moto hold this, and what it holds otherwise be as it is."""
        for of_service, account, region, before, held in self._backends:
            backend = of_service[account][region]
            backend.__dict__ = self._copied(held, before, backend)

    @staticmethod
    def _copied(held: dict[str, Any], before: BaseBackend, backend: BaseBackend) -> dict[str, Any]:
        """A copy in which what belongs to a backend belongs to another."""
        return copy.deepcopy(held, {id(before): backend})


models.copy = Copies  # type: ignore[assignment, attr-defined]
models.DynamoDBBackend.transact_write_items = transact_write_items  # type: ignore[method-assign]
core.RESPONSES_METHODS.clear()
# Who waits for a message waits at that queue, not at a copy of it.
copyreg.pickle(threading.Condition, lambda _: (threading.Condition, ()))
