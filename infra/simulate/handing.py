"""How streams and queues hand things to rooms, and which rooms take what."""

import importlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from infra import stand_ins
from shop.events.reactions import Reactions


@cache
def reactions(room: str) -> Reactions:
    """What a room does by itself."""
    its: Reactions = importlib.import_module(f"{room}.reactions").reactions
    return its


@cache
def hearers(rooms: tuple[str, ...], kind: str) -> tuple[tuple[str, str], ...]:
    """The rooms that react to events of this type, each with the end of its queue's name."""
    return tuple(
        (room, reactions(room).queue_of(name))
        for room in rooms
        for name, reaction in reactions(room).reactions.items()
        if kind in reaction.hears
    )


@cache
def reads_levels(room: str) -> bool:
    """Whether a room reads the stream of the SKU table."""
    return any(stream.table.value == sku_table() for stream in reactions(room).streams.values())


@cache
def sku_table() -> str:
    return stand_ins.ROOM_TABLES["sku"]


def records(keys: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """A batch of the SKU table's stream, of items that changed under these keys."""
    source = f"arn:aws:dynamodb:{stand_ins.REGION}:{stand_ins.ACCOUNT}:table/{sku_table()}/stream/now"
    return {
        "Records": [
            {
                "eventSourceARN": source,
                "dynamodb": {"Keys": {"pk": {"S": pk}, "sk": {"S": sk}}, "SequenceNumber": str(number)},
            }
            for number, (pk, sk) in enumerate(keys)
        ]
    }


def message(queue: str, event: Mapping[str, Any]) -> dict[str, Any]:
    """An event of the bus as a queue hands it on."""
    message = {
        "messageId": event["id"],
        "receiptHandle": event["id"],
        "body": json.dumps({"detail": event}),
        "attributes": {},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{stand_ins.REGION}:{stand_ins.ACCOUNT}:test-{queue}",
        "awsRegion": stand_ins.REGION,
    }
    return {"Records": [message]}
