"""Lists: work by age from sharded indexes, and cursors that say where a list goes on.

An item on a list has three attributes, and none of them when it is on none: `list`, its name;
`rank`, unique and in the list's order; `summary`, the JSON text of what lists show of it. The
index holds nothing else, so that a change of what is shown needs no other index.

A work list is spread over shards because one hot index key would hold back its whole table.
Its rank is `<since>#<id>`: unique, and sorting by age.
"""

import base64
import binascii
import heapq
import json
import zlib
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from shop.errors import Invalid
from shop.storage.table import Page, Table
from shop.storage.values import Item

SHARDS = 4


def list_name(name: str, entity_id: str) -> str:
    """The shard of the list `name` on which this entity stands."""
    return f"{name}#{zlib.crc32(entity_id.encode()) % SHARDS}"


def rank(since: str, entity_id: str) -> str:
    """The place on a list: oldest first."""
    return f"{since}#{entity_id}"


def ranked(name: str, rank: str, shown: BaseModel) -> Item:
    """What puts an item on the list `name`, at a rank, where lists show `shown` of it."""
    return {"list": name, "rank": rank, "summary": shown.model_dump_json()}


def on_list(name: str, since: str, entity_id: str, shown: BaseModel) -> Item:
    """What puts an item on the work list `name`, by age, where lists show `shown` of it."""
    return ranked(list_name(name, entity_id), rank(since, entity_id), shown)


def oldest_first(table: Table, name: str, *, limit: int, after: str | None = None) -> Page:
    """The list `name` by age, merged over its shards (one round trip a shard)."""
    pages = [table.listed(f"{name}#{shard}", limit=limit, after=after) for shard in range(SHARDS)]
    merged: Iterable[Item] = heapq.merge(*(page.items for page in pages), key=lambda item: item["rank"])
    items = list(merged)
    more = len(items) > limit or any(page.last for page in pages)
    return Page(items[:limit], items[:limit][-1]["rank"] if more else None)


def encode_cursor(of_list: str, last: str | None) -> str | None:
    """An opaque cursor, good for the list called `of_list` alone; None when nothing follows."""
    if last is None:
        return None
    text = json.dumps([of_list, last], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(of_list: str, cursor: str | None) -> str | None:
    """Where the list goes on, None for its beginning. Raises Invalid."""
    if cursor is None:
        return None
    position: Any = None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        name, position = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        str(position).encode()  # escapes can smuggle in half characters that no store takes
    except (binascii.Error, ValueError, TypeError, RecursionError):
        name = None
    if name != of_list or not isinstance(position, str) or not position:
        raise Invalid.field("cursor", "is not a cursor of this list")
    return position
