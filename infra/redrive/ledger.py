"""Events from the tables back onto the bus."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from event_relay.publishing import BusFailedError, Entry, UnpublishableError, publish
from infra.redrive.deployed import Shop
from shop.clock import iso
from shop.events.recording import EVENT_PREFIX
from shop.storage.retry import RetryPolicy, TransientError
from shop.storage.table import Database, Table
from shop.storage.values import Item, load

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_events import EventBridgeClient


@dataclass(slots=True)
class Ledger:
    """Reads stored events and publishes them again. `published` counts; `refused` says which cannot go, and why."""

    shop: Shop
    retry: RetryPolicy = field(default_factory=lambda: RetryPolicy(deadline=60))
    published: int = 0
    refused: list[str] = field(default_factory=list)
    dynamodb: "DynamoDBClient" = field(init=False)
    events: "EventBridgeClient" = field(init=False)

    def __post_init__(self) -> None:
        self.dynamodb = self.shop.aws.client("dynamodb")
        self.events = self.shop.aws.client("events")

    def entity(self, key: str) -> int:
        """Publish all events of the thing with this key, in their order; returns how many there were."""
        database = Database(self.dynamodb, self.retry)
        count = 0
        for name in self.shop.tables.values():
            items = Table(database, name).query(key, EVENT_PREFIX).items
            self.publish(items)
            count += len(items)
        return count

    def time(self, since: datetime, until: datetime, *, rooms: Iterable[str] | None = None) -> bool:
        """Publish all events of a time, both ends included, page by page; returns whether all of them went."""
        known = len(self.refused)
        for room in self.shop.tables if rooms is None else rooms:
            for page in self._scanned(self.shop.tables[room], since, until):
                self.publish(sorted(page, key=lambda item: (item["pk"], item["sk"])))
        return len(self.refused) == known

    def publish(self, items: Iterable[Item]) -> bool:
        """Publish these events; returns whether all of them went."""
        known = len(self.refused)
        entries: list[Entry] = []
        names: list[str] = []
        for item in items:
            try:
                entries.append(Entry.of(item))
                names.append(f"{item['pk']} {item['sk']}")
            except UnpublishableError as error:
                self.refused.append(f"{item['pk']} {item['sk']}: {error}")
        refused = self.retry.call(lambda: self._put(entries))
        self.refused += [f"{names[place]}: {reason}" for place, reason in refused.items()]
        self.published += len(entries) - len(refused)
        return len(self.refused) == known

    def _put(self, entries: list[Entry]) -> dict[int, str]:
        try:
            return publish(self.events, self.shop.bus, entries)
        except BusFailedError as error:
            raise TransientError(error) from error

    def _scanned(self, table: str, since: datetime, until: datetime) -> Iterator[list[Item]]:
        # The one Scan of the shop: for its operator, by hand. No function's role allows it.
        for page in self.dynamodb.get_paginator("scan").paginate(
            TableName=table,
            ConsistentRead=True,
            FilterExpression="begins_with(#sk, :event) AND #at BETWEEN :since AND :until",
            ExpressionAttributeNames={"#sk": "sk", "#at": "at"},
            ExpressionAttributeValues={
                ":event": {"S": EVENT_PREFIX},
                ":since": {"S": iso(since)},
                ":until": {"S": iso(until)},
            },
        ):
            yield [load(item) for item in page["Items"]]
