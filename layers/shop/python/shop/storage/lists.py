"""Lists: what puts an item on one, and work by age.

An item on a list has three attributes, and none of them when it is on none: `list`, its name;
`rank`, unique and in the list's order; `summary`, the JSON text of what lists show of it. The
index holds nothing else, so that lists can show something else without another index.

A work list is spread over shards because one hot index key would hold back its whole table.
Its rank is `<since>#<id>`: unique, and sorting by age.
"""

import heapq
import zlib
from collections.abc import Iterable

from pydantic import BaseModel

from shop.storage.table import Page, Table
from shop.storage.values import Item

SHARDS = 4


def ranked(name: str, rank: str, shown: BaseModel) -> Item:
    """What puts an item on the list `name`, at a rank, where lists show `shown` of it."""
    return {"list": name, "rank": rank, "summary": shown.model_dump_json()}


def on_list(name: str, since: str, entity_id: str, shown: BaseModel) -> Item:
    """What puts an item on the work list `name`, by age, where lists show `shown` of it."""
    return ranked(list_name(name, entity_id), rank(since, entity_id), shown)


def list_name(name: str, entity_id: str) -> str:
    """The shard of the work list `name` on which this entity stands."""
    return f"{name}#{zlib.crc32(entity_id.encode()) % SHARDS}"


def rank(since: str, entity_id: str) -> str:
    """The place on a list by age."""
    return f"{since}#{entity_id}"


def oldest_first(table: Table, name: str, *, limit: int, after: str | None = None) -> Page:
    """The work list `name` by age, merged over its shards (one round trip a shard)."""
    pages = [table.by_list(f"{name}#{shard}", limit=limit, after=after) for shard in range(SHARDS)]
    merged: Iterable[Item] = heapq.merge(*(page.items for page in pages), key=lambda item: item["rank"])
    items = list(merged)
    more = len(items) > limit or any(page.last for page in pages)
    return Page(items[:limit], items[:limit][-1]["rank"] if more else None)
