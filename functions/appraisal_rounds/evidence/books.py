"""How far the months are, as it is stored: one item, which whoever counts something late holds as they read it."""

from datetime import datetime
from typing import Any

from appraisal_rounds.evidence.domain import Books
from appraisal_rounds.store import database, table
from shop.contract import EventData
from shop.errors import Busy, ShopError
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key
from shop.storage.versions import put_version

_KEY: Key = {"pk": "BOOKS", "sk": "BOOKS"}


class MonthsMoved(Busy):
    """A month was closed since the books were read."""

    def __init__(self) -> None:
        super().__init__("A month is being closed; try again in a moment.")


def read() -> Books | None:
    """How far the months are; None: the shop has not begun to collect."""
    item = table.get(_KEY)
    return _books(item) if item else None


def read_or_begin(at: datetime) -> Books:
    """How far the months are, beginning with this one where nobody has begun."""
    if books := read():
        return books
    new = Books.begun(at)
    found = table.put_new(_item(new))
    return _books(found) if found else new


def hold(write: Transaction, books: Books) -> None:
    """Write nothing of the books, but refuse (MonthsMoved) when a month was closed since they were read."""
    write.check(table, _KEY, "#open_from = :open_from", values={"open_from": books.open_from}, refused=_moved)


def save(after: Books, month: str, number: int, event: EventData, at: datetime) -> None:
    """Write the books as changed, with the month's event that tells of it. Raises VersionConflict."""
    with database.transaction() as write:
        put_version(write, table, _item(after))
        by = Caller("system:tick", "system")
        record(write, table, Entity(f"MONTH#{month}", number), event, by=by, at=at)


def _moved(found: Item | None) -> ShopError:
    return MonthsMoved()


def _item(books: Books) -> Item:
    return {**_KEY, **books._asdict()}


def _books(item: Item) -> Books:
    values: dict[str, Any] = {name: item.get(name) for name in Books._fields}
    return Books(**values)
