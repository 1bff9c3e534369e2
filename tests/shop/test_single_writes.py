"""Records written by themselves: the first one stays, and a repeat does no harm."""

import pytest
from botocore.exceptions import ClientError

from shop.errors import Busy
from shop.storage.table import Database, Table
from tests.faults import LOST_ANSWER, THROTTLE, Faults

NOTE = {"pk": "NOTE", "sk": "1", "text": "first"}
KEY = {"pk": "NOTE", "sk": "1"}


def test_a_record_is_new_once(shelf: Table) -> None:
    assert shelf.put_new(NOTE) is None
    assert shelf.put_new(NOTE | {"text": "second"}) == NOTE
    assert shelf.get(KEY) == NOTE


def test_after_a_lost_answer_it_finds_its_own(database: Database, shelf: Table) -> None:
    with Faults(database.client, LOST_ANSWER, operation="PutItem"):
        assert shelf.put_new(NOTE) == NOTE


def test_a_mark_is_set_however_often_it_is_tried(database: Database, shelf: Table) -> None:
    shelf.put_new(NOTE)
    with Faults(database.client, LOST_ANSWER, THROTTLE, operation="UpdateItem"):
        shelf.mark(KEY, "read_at", "noon")
    assert shelf.get(KEY) == NOTE | {"read_at": "noon"}


def test_nothing_is_made_by_marking_it(shelf: Table) -> None:
    with pytest.raises(ClientError):
        shelf.mark(KEY, "read_at", "noon")
    assert shelf.get(KEY) is None


def test_a_store_that_never_keeps_up_is_busy(database: Database, shelf: Table) -> None:
    with Faults(database.client, operation="PutItem", always=THROTTLE), pytest.raises(Busy):
        shelf.put_new(NOTE)
    assert shelf.get(KEY) is None
