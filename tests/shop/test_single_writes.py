"""Records written by themselves: the first one stays, and a repeat does no harm."""

import pytest
from botocore.exceptions import ClientError

from shop.errors import Busy
from shop.storage.table import Database, Table
from tests.faults import LOST_ANSWER, THROTTLE, Faults, refused

NOTE = {"pk": "NOTE", "sk": "1", "text": "first"}
KEY = {"pk": "NOTE", "sk": "1"}


def test_a_single_put_writes_where_there_is_nothing_and_otherwise_returns_what_is_there(shelf: Table) -> None:
    assert shelf.put_new(NOTE) is None
    assert shelf.put_new(NOTE | {"text": "second"}) == NOTE
    assert shelf.get(KEY) == NOTE


def test_a_single_put_whose_answer_was_lost_finds_its_own_item(database: Database, shelf: Table) -> None:
    with Faults(database.client, LOST_ANSWER, operation="PutItem"):
        assert shelf.put_new(NOTE) == NOTE


def test_a_mark_is_set_however_often_it_is_tried(database: Database, shelf: Table) -> None:
    shelf.put_new(NOTE)
    with Faults(database.client, LOST_ANSWER, THROTTLE, operation="UpdateItem"):
        shelf.mark(KEY, "read_at", "noon")
    assert shelf.get(KEY) == NOTE | {"read_at": "noon"}


CONFLICT = refused("TransactionConflictException")  # somebody's transaction is at the item


def test_a_single_put_that_meets_with_a_transaction_is_tried_again(database: Database, shelf: Table) -> None:
    with Faults(database.client, CONFLICT, CONFLICT, operation="PutItem") as faults:
        assert shelf.put_new(NOTE) is None
    assert len(faults.calls) == 3
    assert shelf.get(KEY) == NOTE


def test_a_mark_that_meets_with_a_transaction_is_tried_again(database: Database, shelf: Table) -> None:
    shelf.put_new(NOTE)
    with Faults(database.client, CONFLICT, operation="UpdateItem") as faults:
        shelf.mark(KEY, "read_at", "noon")
    assert len(faults.calls) == 2
    assert shelf.get(KEY) == NOTE | {"read_at": "noon"}


def test_a_single_put_in_lasting_conflict_is_busy_and_nothing_is_written(database: Database, shelf: Table) -> None:
    with (
        Faults(database.client, operation="PutItem", always=CONFLICT),
        pytest.raises(Busy, match="nothing was written"),
    ):
        shelf.put_new(NOTE)
    assert shelf.get(KEY) is None


def test_marking_what_is_not_there_makes_nothing(shelf: Table) -> None:
    with pytest.raises(ClientError):
        shelf.mark(KEY, "read_at", "noon")
    assert shelf.get(KEY) is None


def test_a_single_put_to_a_store_that_never_keeps_up_is_busy(database: Database, shelf: Table) -> None:
    with Faults(database.client, operation="PutItem", always=THROTTLE), pytest.raises(Busy):
        shelf.put_new(NOTE)
    assert shelf.get(KEY) is None
