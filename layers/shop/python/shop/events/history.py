"""An entity's history as it is read: its events, oldest first, page by page."""

from typing import Any

from shop.errors import Invalid, NotFound
from shop.events.recording import EVENT_PREFIX, as_read
from shop.storage.lists import decode_cursor, encode_cursor
from shop.storage.table import Table
from shop.web.models import ResponseModel


class EventView(ResponseModel):
    id: str
    type: str
    at: str
    actor: str
    role: str
    entity: str
    version: int
    due: str | None = None
    data: dict[str, Any]


class History(ResponseModel):
    items: list[EventView]
    next: str | None = None


def read(table: Table, partition: str, *, limit: int, cursor: str | None) -> History:
    """A page of the events of one partition. Raises NotFound when it has none, Invalid."""
    name = f"history#{partition}"
    after = decode_cursor(name, cursor)
    if after is not None and not after.startswith(EVENT_PREFIX):
        raise Invalid.field("cursor", "is not a cursor of this list")
    page = table.query(partition, EVENT_PREFIX, limit=limit, after=after)
    if not page.items and after is None:
        raise NotFound("There is no such thing, or nothing has happened to it.")
    return History(items=[EventView(**as_read(item)) for item in page.items], next=encode_cursor(name, page.last))
