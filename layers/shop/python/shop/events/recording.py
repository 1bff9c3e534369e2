"""Events: the one record of a change, at once audit trail, outbox and appraisal evidence.

An event is written in the transaction of its change, into the partition of the entity that
changed, under `EVENT#<version>`: history order and compare-and-set without clocks.
Events hold no personal data; `shop.contract` has the schema of each.
"""

import json
from datetime import datetime
from typing import Any, NamedTuple

from shop.clock import iso
from shop.contract import EventData
from shop.ids import new_id
from shop.roles import Caller
from shop.storage.table import Table
from shop.storage.transaction import Transaction
from shop.storage.values import Item

EVENT_PREFIX = "EVENT#"


class Entity(NamedTuple):
    """What an event is about: a partition of a room's table, and the version the change made."""

    partition: str
    version: int


def record(
    write: Transaction,
    table: Table,
    entity: Entity,
    data: EventData,
    *,
    by: Caller,
    at: datetime,
    due: datetime | None = None,
) -> str:
    """Add the event to the transaction of its change and return its id. `at` is the shop's time."""
    event_id = new_id(at)
    write.put(
        table,
        {
            "pk": entity.partition,
            "sk": f"{EVENT_PREFIX}{entity.version:08d}",
            "id": event_id,
            "source": data.source(),
            "type": type(data).__name__,
            "at": iso(at),
            "actor": by.actor,
            "role": by.role,
            "entity": entity.partition,
            "version": entity.version,
            "due": iso(due) if due else None,
            # Text, not a map: written once, never conditioned on, and half the size of a map.
            "data": data.model_dump_json(),
        },
    )
    return event_id


def as_read(item: Item) -> dict[str, Any]:
    """A stored event as people and the bus see it; who publishes it stands on the bus's own envelope."""
    event = {name: value for name, value in item.items() if name not in ("pk", "sk", "source", "data")}
    event["data"] = json.loads(item["data"])
    return event
