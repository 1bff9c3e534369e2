"""DynamoDB: one client, tables read by key, and every change of state a transaction.

    with database.transaction() as write:
        write.put(orders, item, refused=lambda found: ExternalIdTaken(found))
        write.update(skus, key, "SET #available = #available - :n", when="#available >= :n", …)

Expressions name attributes as `#name` and values as `:name`; what they stand for is filled in.
There is no Scan but `sweep`, a chunk at a time, for jobs whose work is all that there is.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import boto3
from botocore.config import Config

from shop.settings import Setting
from shop.storage.retry import RetryPolicy, TransientError
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key, dump, load, names_in

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_LARGEST_BATCH_READ = 100


def connect() -> "DynamoDBClient":
    """The store's client. Its own retries are off: `RetryPolicy` says why."""
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


class Page(NamedTuple):
    """Some items of a list, and the sort key after which the rest begins (None: that was all)."""

    items: list[Item]
    last: str | None


class Database:
    """The store: one client and one retry policy for all tables. Connects when it is first called."""

    def __init__(self, client: "DynamoDBClient | None" = None, retry: RetryPolicy | None = None) -> None:
        if client is not None:
            self.client = client
        self.retry = retry or RetryPolicy()

    @cached_property
    def client(self) -> "DynamoDBClient":
        return connect()

    def connect(self) -> "DynamoDBClient":
        """Connect now: at a function's start rather than in its first call."""
        return self.client

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Collect writes; on clean exit write all of them, or none and raise the refusal.

        Raises what a refused action's `refused` says, or Busy at the deadline.
        """
        write = Transaction(self.client, self.retry)
        yield write
        write.commit()

    def read_many(self, keys: Sequence[tuple["Table", Key]]) -> list[Item]:
        """The items under these keys that exist, read consistently; 100 keys a round trip."""
        found: list[Item] = []
        for start in range(0, len(keys), _LARGEST_BATCH_READ):
            wanted: dict[str, Any] = {}
            for table, key in keys[start : start + _LARGEST_BATCH_READ]:
                wanted.setdefault(table.name, {"Keys": [], "ConsistentRead": True})["Keys"].append(dump(key))
            found.extend(self.retry.call(lambda wanted=wanted: self._read_batch(wanted)))  # type: ignore[misc]
        return found

    def _read_batch(self, wanted: dict[str, Any]) -> list[Item]:
        answer = self.client.batch_get_item(RequestItems=wanted)
        if answer.get("UnprocessedKeys"):
            raise TransientError
        return [load(item) for items in answer["Responses"].values() for item in items]


class Table(NamedTuple):
    """One table, read by key or by a question its `by_list` index answers."""

    database: Database
    named: Setting | str

    @property
    def name(self) -> str:
        """The table's name in the account."""
        return self.named if isinstance(self.named, str) else self.named.value

    def get(self, key: Key) -> Item | None:
        """One item, read consistently."""
        answer = self.database.retry.call(
            lambda: self.database.client.get_item(TableName=self.name, Key=dump(key), ConsistentRead=True)
        )
        return load(answer["Item"]) if "Item" in answer else None

    def put_new(self, item: Item) -> Item | None:
        """Write an item where there is none; otherwise the one that is there, and nothing is written.

        Half the price of a transaction, for what is no change of state and bears being repeated:
        after a lost answer it finds its own item.
        """
        client = self.database.client

        def attempt() -> Item | None:
            try:
                client.put_item(
                    TableName=self.name,
                    Item=dump(item),
                    ConditionExpression="attribute_not_exists(#pk)",
                    ExpressionAttributeNames={"#pk": "pk"},
                )
            except client.exceptions.ConditionalCheckFailedException:
                return self.get({"pk": item["pk"], "sk": item["sk"]})
            return None

        return self.database.retry.call(attempt)

    def mark(self, key: Key, name: str, value: str | bool) -> None:
        """Set one attribute of an item that is there; doing it twice is as good as once."""
        self.database.retry.call(
            lambda: self.database.client.update_item(
                TableName=self.name,
                Key=dump(key),
                UpdateExpression="SET #name = :value",
                ConditionExpression="attribute_exists(#pk)",
                ExpressionAttributeNames={"#name": name, "#pk": "pk"},
                ExpressionAttributeValues=dump({":value": value}),
            )
        )

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

    def by_list(self, name: str, *, limit: int, after: str | None = None, newest_first: bool = False) -> Page:
        """The summaries on a list by rank: the `by_list` index, which lags a little behind.

        `after` is the rank of the last item seen; ranks are unique within a list.
        """
        when, values = "#list = :list", {":list": name}
        if after is not None:
            when, values = when + f" AND #rank {'<' if newest_first else '>'} :after", values | {":after": after}
        question = dict(IndexName="by_list", KeyConditionExpression=when, ScanIndexForward=not newest_first)
        return self._pages(question, values, limit, "rank")

    def sweep(self, *, limit: int, after: Key | None = None) -> tuple[list[Item], Key | None]:
        """Some of all items, read consistently, those of a partition one after the other; the key to go on after.

        For jobs that go through a whole table in chunks. It costs what it reads, so nothing else does.
        """
        question: dict[str, Any] = {"TableName": self.name, "Limit": limit, "ConsistentRead": True}
        if after is not None:
            question["ExclusiveStartKey"] = dump(after)
        answer = self.database.retry.call(lambda: self.database.client.scan(**question))
        last = answer.get("LastEvaluatedKey")
        return [load(item) for item in answer["Items"]], load(last) if last else None

    def _pages(self, question: dict[str, Any], values: dict[str, Any], limit: int | None, sort_key: str) -> Page:
        question |= {
            "TableName": self.name,
            "ExpressionAttributeNames": names_in(question["KeyConditionExpression"]),
            "ExpressionAttributeValues": dump(values),
        }
        if limit is not None:
            question["Limit"] = limit
        items: list[Item] = []
        while True:
            answer = self.database.retry.call(lambda: self.database.client.query(**question))
            items.extend(load(item) for item in answer["Items"])
            more = answer.get("LastEvaluatedKey")
            if more is None:
                return Page(items, None)
            if limit is not None and len(items) >= limit:
                return Page(items, items[-1][sort_key])
            question["ExclusiveStartKey"] = more
