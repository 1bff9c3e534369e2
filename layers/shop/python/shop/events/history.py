"""An entity's history as it is read: its events, oldest first, page by page."""

from typing import Any

from shop.errors import NotFound
from shop.events.recording import EVENT_PREFIX, as_read
from shop.storage.paging import read_page
from shop.storage.table import Page, Table
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

    def events(after: str | None) -> Page:
        return table.query(partition, EVENT_PREFIX, limit=limit, after=after)

    items, following = read_page(f"history#{partition}", cursor, events, position=rf"{EVENT_PREFIX}.*")
    if not items and cursor is None:
        raise NotFound("There is no such thing, or nothing has happened to it.")
    return History(items=[EventView(**as_read(item)) for item in items], next=following)
