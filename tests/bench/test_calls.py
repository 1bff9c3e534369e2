"""What the bench counts, on moto: the calls a handler makes, and those it would have made."""

from typing import Any

import pytest

from infra.bench.calls import metered, rehearsed
from shop.storage.table import Database, Table
from tests.harness import House
from tests.stores import ROOM_TABLES, client

KEY = {"pk": "THING#1", "sk": "THING"}


@pytest.fixture
def things(house: House) -> Table:
    return Table(Database(client("dynamodb")), ROOM_TABLES["stock_control"])


def put(things: Table, **item: Any) -> None:
    with things.database.transaction() as write:
        write.put(things, {**KEY, **item})


def test_a_rehearsal_writes_nothing_and_tells_the_handler_that_it_did(things: Table) -> None:
    with rehearsed() as calls:
        put(things, name="first")

    assert [call.operation for call in calls] == ["TransactWriteItems"]
    assert things.get(KEY) is None


def test_what_a_rehearsal_held_back_can_be_sent_bare(things: Table) -> None:
    with rehearsed() as calls:
        put(things, name="first")

    for call in calls:
        call.bare()()

    assert things.get(KEY) == {**KEY, "name": "first"}


def test_a_rehearsal_reads_what_is_really_there(things: Table) -> None:
    put(things, name="first")

    with rehearsed() as calls:
        found = things.get(KEY)

    assert found == {**KEY, "name": "first"}
    assert [call.operation for call in calls] == ["GetItem"]


def test_each_call_is_a_round_trip(things: Table) -> None:
    with metered() as cost:
        put(things, name="first")
        things.get(KEY)

    assert cost.round_trips == 2


def test_nothing_is_counted_after_the_block(things: Table) -> None:
    with metered() as cost:
        pass
    things.get(KEY)

    assert cost.round_trips == 0
