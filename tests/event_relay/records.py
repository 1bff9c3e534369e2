"""Stream records as DynamoDB hands them to the relay."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from event_relay.records import Record
from shop.clock import iso
from shop.contract import EventData
from shop.contract.order_dispatch import OrderConfirmed, OrderedLine, OrderPlaced
from shop.ids import new_id
from shop.storage.values import Item, dump
from tests.stores import REGION, ROOM_TABLES

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def stored(order: str, version: int, data: EventData, *, actor: str = "sub-of-wang") -> Item:
    """An order's event as its table holds it."""
    at = NOON + timedelta(seconds=version)
    return {
        "pk": f"ORDER#{order}",
        "sk": f"EVENT#{version:08d}",
        "id": new_id(at),
        "source": data.source(),
        "type": type(data).__name__,
        "at": iso(at),
        "actor": actor,
        "role": "customer-service",
        "entity": f"ORDER#{order}",
        "version": version,
        "data": data.model_dump_json(),
    }


def confirmed(order: str, version: int = 2) -> Item:
    """A small event."""
    return stored(order, version, OrderConfirmed(channel="phone", confirmed=["goods", "quantity", "price", "address"]))


def placed(lines: int) -> Item:
    """The largest event that this many lines can make."""
    line = OrderedLine(sku="W" * 40, quantity=1_000_000, unit_price=10**12, discount_minor=10**12)
    data = OrderPlaced(
        external_id="x" * 64,
        client="c" * 64,
        payment_reference="p" * 64,
        currency="CNY",
        goods_minor=10**12,
        shipping_minor=10**12,
        total_minor=10**12,
        lines=[line] * lines,
    )
    return stored("big", 1, data)


def inserted(item: Item, *, room: str = "order_dispatch", **changed: Any) -> dict[str, Any]:
    """The record of a new item in a room's table; `changed` replaces members of its image."""
    image = dump(item | changed)
    stream = f"table/{ROOM_TABLES[room]}/stream/2026-11-24T00:00:00.000"
    return {
        "eventID": new_id(NOON),
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {
            "Keys": dump({"pk": item["pk"], "sk": item["sk"]}),
            "NewImage": image,
            "SequenceNumber": "1",
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
        "eventSourceARN": f"arn:aws-cn:dynamodb:{REGION}:123456789012:{stream}",
    }


def batch(*records: Record) -> dict[str, Any]:
    """What the function is called with. It goes through JSON, as on Lambda."""
    whole: Mapping[str, Any] = {"Records": records}
    return dict(json.loads(json.dumps(whole)))
