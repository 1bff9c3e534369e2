"""A table of no room, and time that is counted instead of waited."""

from collections.abc import Iterator
from functools import cache

import pytest

from shop.storage.table import Database, Table, connect
from tests.harness import House
from tests.shop.room import Room
from tests.stores import ROOM_TABLES
from tests.watch import Watch

# Made once, since making a client takes long.
_connected = cache(connect)


@pytest.fixture
def pauses() -> list[float]:
    """The pauses that were made, in seconds."""
    return []


@pytest.fixture
def database(house: House, pauses: list[float]) -> Database:
    """The store on moto; pauses are counted instead of waited."""
    return Database(_connected(), Watch(pauses).patience())


@pytest.fixture
def shelf(database: Database) -> Table:
    """A table with the index `by_list`."""
    return Table(database, ROOM_TABLES["listing"])


@pytest.fixture(scope="module")
def built() -> Room:
    """A room for tests of HTTP, made once."""
    return Room()


@pytest.fixture
def room(built: Room) -> Iterator[Room]:
    """The room, with nothing wrong."""
    built.fails, built.calls = None, 0
    yield built
    built.fails = None
