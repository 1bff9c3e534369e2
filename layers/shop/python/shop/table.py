"""DynamoDB: one client, tables read by key, and every write a transaction.

    with database.transaction() as write:
        write.put(orders, item, refused=lambda found: ExternalIdTaken(found))
        write.update(skus, key, "SET #available = #available - :n", when="#available >= :n", …)

Expressions name attributes as `#name` and values as `:name`; what they stand for is filled in.
There is no Scan.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import boto3
from botocore.config import Config

from shop.errors import Busy, ShopError
from shop.patience import Passing, Patience
from shop.values import Item as Item
from shop.values import dump as dump
from shop.values import dump_value
from shop.values import load as load

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

Key = Mapping[str, str]
Refusal = Callable[[Item | None], ShopError]

LARGEST_TRANSACTION = 100
_LARGEST_BATCH_READ = 100
_TRANSIENT_REASONS = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})


@lru_cache(maxsize=512)
def _names(*expressions: str) -> dict[str, str]:
    return {f"#{name}": name for text in expressions for name in re.findall(r"#(\w+)", text)}


def connect() -> "DynamoDBClient":
    """The store's client. Its own retries are off: `Patience` tries again, with the same token."""
    return boto3.client(
        "dynamodb",
        config=Config(
            retries={"total_max_attempts": 1},
            connect_timeout=2,
            read_timeout=6,
            tcp_keepalive=True,
            max_pool_connections=16,
        ),
    )


@dataclass(frozen=True, slots=True)
class Page:
    """Some items of a list, and the sort key after which the rest begins (None: that was all)."""

    items: list[Item]
    last: str | None


@dataclass(slots=True)
class Database:
    """The store: one client and one patience for all tables."""

    client: "DynamoDBClient" = field(default_factory=connect)
    patience: Patience = field(default_factory=Patience)

    @contextmanager
    def transaction(self) -> Iterator["Transaction"]:
        """Collect writes; on clean exit write all of them, or none and raise the refusal.

        Raises what a refused action's `refused` says, or Busy at the deadline.
        """
        write = Transaction(self)
        yield write
        write.commit()

    def read_many(self, keys: Sequence[tuple["Table", Key]]) -> list[Item]:
        """The items under these keys that exist, read consistently; 100 keys a round trip."""
        found: list[Item] = []
        for start in range(0, len(keys), _LARGEST_BATCH_READ):
            wanted: dict[str, Any] = {}
            for table, key in keys[start : start + _LARGEST_BATCH_READ]:
                wanted.setdefault(table.name, {"Keys": [], "ConsistentRead": True})["Keys"].append(dump(key))
            found.extend(self.patience.insist(lambda wanted=wanted: self._read_batch(wanted)))  # type: ignore[misc]
        return found

    def _read_batch(self, wanted: dict[str, Any]) -> list[Item]:
        answer = self.client.batch_get_item(RequestItems=wanted)
        if answer.get("UnprocessedKeys"):
            raise Passing
        return [load(item) for items in answer["Responses"].values() for item in items]


@dataclass(frozen=True, slots=True)
class Table:
    """One table, read by key or by a question its `by_list` index answers."""

    database: Database
    name: str

    def get(self, key: Key) -> Item | None:
        """One item, read consistently."""
        answer = self.database.patience.insist(
            lambda: self.database.client.get_item(TableName=self.name, Key=dump(key), ConsistentRead=True)
        )
        return load(answer["Item"]) if "Item" in answer else None

    def query(
        self,
        partition: str,
        prefix: str = "",
        *,
        limit: int | None = None,
        after: str | None = None,
        newest_first: bool = False,
    ) -> Page:
        """A partition's items whose sort key begins with `prefix`, read consistently.

        Without a limit all of them are read, however many pages that takes.
        `after` is the sort key of the last item seen.
        """
        when, values = "#pk = :pk", {":pk": partition}
        if prefix:
            when, values = when + " AND begins_with(#sk, :prefix)", values | {":prefix": prefix}
        question = dict(KeyConditionExpression=when, ConsistentRead=True, ScanIndexForward=not newest_first)
        if after is not None:
            question["ExclusiveStartKey"] = dump({"pk": partition, "sk": after})
        return self._pages(question, values, limit, "sk")

    def listed(self, name: str, *, limit: int, after: str | None = None, newest_first: bool = False) -> Page:
        """The items on a list by rank: the `by_list` index, which lags a little behind.

        `after` is the rank of the last item seen; ranks are unique within a list.
        """
        when, values = "#list = :list", {":list": name}
        if after is not None:
            when, values = when + f" AND #rank {'<' if newest_first else '>'} :after", values | {":after": after}
        question = dict(IndexName="by_list", KeyConditionExpression=when, ScanIndexForward=not newest_first)
        return self._pages(question, values, limit, "rank")

    def _pages(self, question: dict[str, Any], values: dict[str, Any], limit: int | None, sort_key: str) -> Page:
        question |= {
            "TableName": self.name,
            "ExpressionAttributeNames": _names(question["KeyConditionExpression"]),
            "ExpressionAttributeValues": dump(values),
        }
        if limit is not None:
            question["Limit"] = limit
        items: list[Item] = []
        while True:
            answer = self.database.patience.insist(lambda: self.database.client.query(**question))
            items.extend(load(item) for item in answer["Items"])
            more = answer.get("LastEvaluatedKey")
            if more is None:
                return Page(items, None)
            if limit is not None and len(items) >= limit:
                return Page(items, items[-1][sort_key])
            question["ExclusiveStartKey"] = more


@dataclass(frozen=True, slots=True)
class _Action:
    request: dict[str, Any]
    refused: Refusal | None


class Transaction:
    """Puts, updates, deletes and checks that happen together or not at all."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._actions: list[_Action] = []

    def __len__(self) -> int:
        return len(self._actions)

    def put(
        self,
        table: Table,
        item: Item,
        *,
        when: str = "attribute_not_exists(#pk)",
        values: Mapping[str, Any] | None = None,
        refused: Refusal | None = None,
    ) -> None:
        """Write an item, by default only where there is none. `when=""` overwrites."""
        self._add("Put", table, {"Item": dump(item)}, "", when, values, refused)

    def update(
        self,
        table: Table,
        key: Key,
        change: str,
        *,
        when: str = "attribute_exists(#pk)",
        values: Mapping[str, Any] | None = None,
        refused: Refusal | None = None,
    ) -> None:
        """Change an item by an update expression, only when the condition holds."""
        self._add("Update", table, {"Key": dump(key), "UpdateExpression": change}, change, when, values, refused)

    def delete(
        self,
        table: Table,
        key: Key,
        *,
        when: str = "",
        values: Mapping[str, Any] | None = None,
        refused: Refusal | None = None,
    ) -> None:
        """Remove an item."""
        self._add("Delete", table, {"Key": dump(key)}, "", when, values, refused)

    def check(
        self,
        table: Table,
        key: Key,
        when: str,
        *,
        values: Mapping[str, Any] | None = None,
        refused: Refusal | None = None,
    ) -> None:
        """Write nothing, but refuse the whole transaction unless the condition holds."""
        self._add("ConditionCheck", table, {"Key": dump(key)}, "", when, values, refused)

    def _add(
        self,
        kind: str,
        table: Table,
        request: dict[str, Any],
        change: str,
        when: str,
        values: Mapping[str, Any] | None,
        refused: Refusal | None,
    ) -> None:
        request["TableName"] = table.name
        if when:
            request["ConditionExpression"] = when
            request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        names = _names(change, when)
        if names:
            request["ExpressionAttributeNames"] = names
        if values:
            request["ExpressionAttributeValues"] = {f":{name}": dump_value(value) for name, value in values.items()}
        self._actions.append(_Action({kind: request}, refused))

    def commit(self) -> None:
        """Write all; one token over every try, so that our own lost answer is not a conflict."""
        if not self._actions:
            return
        request = {
            "TransactItems": [action.request for action in self._actions],
            "ClientRequestToken": str(uuid4()),
        }
        client = self._database.client

        def attempt() -> None:
            try:
                client.transact_write_items(**request)  # type: ignore[arg-type]
            except client.exceptions.TransactionCanceledException as cancelled:
                self._explain(cancelled.response.get("CancellationReasons", []))
                raise

        self._database.patience.insist(attempt)

    def _explain(self, reasons: Iterable[Any]) -> None:
        """Raise the domain's word for why it was refused; Passing when trying again may help."""
        refusals: list[ShopError] = []
        transient = False
        for action, reason in zip(self._actions, reasons, strict=True):
            code = reason.get("Code")
            if code == "ConditionalCheckFailed":
                found = reason.get("Item")
                if action.refused is None:
                    continue
                refusals.append(action.refused(load(found) if found else None))
            elif code in _TRANSIENT_REASONS:
                transient = True
        refusal = refusals[0].joined_by(refusals[1:]) if refusals else None
        if transient:
            raise Passing(refusal or Busy("Others were changing the same things; try again in a moment."))
        if refusal:
            raise refusal
