"""An entity's history, oldest first, page by page."""

from datetime import UTC, datetime

import pytest

from shop.contract.listing import ProductSubmitted
from shop.errors import Invalid, NotFound
from shop.events.history import read
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.storage.paging import encode_cursor
from shop.storage.table import Database, Table

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture
def shelf(shelf: Table, database: Database) -> Table:
    """A product to which five things happened, and another one."""
    for partition, versions in (("PRODUCT#1", range(1, 6)), ("PRODUCT#10", range(1, 3))):
        for version in versions:
            with database.transaction() as write:
                data = ProductSubmitted(pictures=version)
                record(write, shelf, Entity(partition, version), data, by=Caller("sub-1", "designer"), at=AT)
    with database.transaction() as write:
        write.put(shelf, {"pk": "PRODUCT#1", "sk": "PRODUCT"})
    return shelf


@pytest.mark.parametrize("limit", [1, 2, 4, 5, 100])
def test_a_history_is_read_to_its_end(shelf: Table, limit: int) -> None:
    seen: list[int] = []
    cursor = None
    while True:
        page = read(shelf, "PRODUCT#1", limit=limit, cursor=cursor)
        assert len(page.items) <= limit
        seen += [event.data["pictures"] for event in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert seen == [1, 2, 3, 4, 5]


def test_the_history_of_what_nothing_happened_to_is_not_found(shelf: Table) -> None:
    with pytest.raises(NotFound):
        read(shelf, "PRODUCT#2", limit=10, cursor=None)


@pytest.mark.parametrize(
    "cursor",
    [
        "?",
        encode_cursor("history#PRODUCT#10", "EVENT#00000001"),
        encode_cursor("history#PRODUCT#1", "PRODUCT"),
        encode_cursor("orders#placed", "EVENT#00000001"),
    ],
)
def test_a_history_refuses_what_is_no_cursor_of_its_own(shelf: Table, cursor: str) -> None:
    with pytest.raises(Invalid):
        read(shelf, "PRODUCT#1", limit=10, cursor=cursor)
