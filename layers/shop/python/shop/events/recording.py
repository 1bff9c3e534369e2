"""Events: the one record of a change, at once audit trail, outbox and appraisal evidence.

An event is written in the transaction of its change, into the partition of the entity that
changed, under `EVENT#<version>`: history order and compare-and-set without clocks. An event of
what changes nothing is written alone.
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
    item = as_kept(entity, data, by=by, at=at, due=due)
    write.put(table, item)
    return str(item["id"])


def record_alone(table: Table, entity: Entity, data: EventData, *, by: Caller, at: datetime) -> bool:
    """Write an event of what changes nothing, and tell whether it is kept: another may have this version.

    Raises Busy: then it is not known to be kept.
    """
    item = as_kept(entity, data, by=by, at=at)
    found = table.put_new(item)
    return found is None or found["id"] == item["id"]  # after a lost answer it finds itself


def as_kept(entity: Entity, data: EventData, *, by: Caller, at: datetime, due: datetime | None = None) -> Item:
    """The item of a new event."""
    return {
        "pk": entity.partition,
        "sk": f"{EVENT_PREFIX}{entity.version:08d}",
        "id": new_id(at),
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
    }


def as_read(item: Item) -> dict[str, Any]:
    """A stored event as people and the bus see it; who publishes it stands on the bus's own envelope."""
    event = {name: value for name, value in item.items() if name not in ("pk", "sk", "source", "data")}
    event["data"] = json.loads(item["data"])
    return event
