"""A creating request happens once, however often it is sent."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import BaseModel

from shop.errors import Conflict, IdempotencyKeyReused
from shop.roles import Caller
from shop.storage.table import Database, Table
from shop.web.idempotency import REMEMBERED, IdempotencyKey, Replayed, RequestInProgress

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LIN = Caller("sub-of-lin", "operations-specialist")


class Order(BaseModel):
    customer: str = "王小姐"


class Placed(BaseModel):
    order_id: str


def once(
    key: str = "key", *, by: Caller = LIN, route: str = "POST /orders", body: BaseModel | None = None
) -> IdempotencyKey:
    return IdempotencyKey.of(by, key, route, body or Order())


def make(
    database: Database,
    shelf: Table,
    request: IdempotencyKey,
    entity: str = "1",
    at: datetime = NOW,
    *,
    finished: bool = True,
) -> None:
    """The effect of a request, with its record."""
    with database.transaction() as write:
        request.claim(write, shelf, at, entity=entity, answer=Placed(order_id=entity) if finished else None)
        write.put(shelf, {"pk": entity, "sk": "ORDER"}, refused=lambda found: Conflict("taken"))


def test_a_repeat_gets_the_first_answer(database: Database, shelf: Table) -> None:
    make(database, shelf, once(), "1")
    with pytest.raises(Replayed) as replayed:
        make(database, shelf, once(), "2")
    assert (replayed.value.answered_status, replayed.value.answer) == (201, '{"order_id":"1"}')
    assert shelf.get({"pk": "2", "sk": "ORDER"}) is None


def test_being_a_repeat_outranks_every_other_refusal(database: Database, shelf: Table) -> None:
    make(database, shelf, once(), "1")
    with pytest.raises(Replayed):
        make(database, shelf, once(), "1")


@pytest.mark.parametrize("other", [once(body=Order(customer="李先生")), once(route="POST /returns")])
def test_the_same_key_for_another_request_is_refused(database: Database, shelf: Table, other: IdempotencyKey) -> None:
    make(database, shelf, once(), "1")
    with pytest.raises(IdempotencyKeyReused):
        make(database, shelf, other, "2")


def test_keys_of_different_callers_do_not_meet(database: Database, shelf: Table) -> None:
    make(database, shelf, once(), "1")
    make(database, shelf, once(by=Caller("sub-of-chen", LIN.role)), "2")
    assert shelf.get({"pk": "2", "sk": "ORDER"})


def test_different_keys_are_different_requests(database: Database, shelf: Table) -> None:
    make(database, shelf, once("one"), "1")
    make(database, shelf, once("two"), "2")
    assert shelf.get({"pk": "2", "sk": "ORDER"})


def test_a_refused_request_is_not_remembered(database: Database, shelf: Table) -> None:
    make(database, shelf, once("one"), "1")
    with pytest.raises(Conflict, match="taken"):
        make(database, shelf, once("two"), "1")
    make(database, shelf, once("two"), "2")
    assert shelf.get({"pk": "2", "sk": "ORDER"})


def test_a_request_whose_work_goes_on_is_under_way(database: Database, shelf: Table) -> None:
    make(database, shelf, once(), "1", finished=False)
    with pytest.raises(RequestInProgress) as underway:
        make(database, shelf, once(), "2")
    assert (underway.value.code, underway.value.status, underway.value.entity) == ("in_progress", 409, "1")
    with pytest.raises(IdempotencyKeyReused):
        make(database, shelf, once(body=Order(customer="李先生")), "2")


def test_when_its_work_is_done_the_answer_is_added(database: Database, shelf: Table) -> None:
    make(database, shelf, once(), "1", finished=False)
    with database.transaction() as write:
        once().complete(write, shelf, NOW, entity="1", answer=Placed(order_id="1"))
    with pytest.raises(Replayed) as replayed:
        make(database, shelf, once(), "2")
    assert replayed.value.answer == '{"order_id":"1"}'


def test_work_may_be_done_when_its_record_has_expired_but_not_in_anothers_name(
    database: Database, shelf: Table
) -> None:
    with database.transaction() as write:
        once().complete(write, shelf, NOW, entity="1", answer=Placed(order_id="1"))
    record = shelf.get(once().where)
    with database.transaction() as write:
        once().complete(write, shelf, NOW, entity="2", answer=Placed(order_id="2"))
    with database.transaction() as write:
        once().release(write, shelf, entity="2")
    assert shelf.get(once().where) == record


def test_a_request_is_remembered_for_seven_days(database: Database, shelf: Table) -> None:
    make(database, shelf, once(), "1")
    with pytest.raises(Replayed):
        make(database, shelf, once(), "2", NOW + REMEMBERED - timedelta(seconds=1))
    make(database, shelf, once(), "2", NOW + REMEMBERED)
    assert shelf.get({"pk": "2", "sk": "ORDER"})


def test_the_record_expires_and_holds_nothing_of_the_body(database: Database, shelf: Table) -> None:
    make(database, shelf, once(), "1")
    record = shelf.get(once().where)
    assert record is not None
    assert record["expires_at"] == int((NOW + timedelta(days=7)).timestamp())
    assert "王小姐" not in str(record)
    assert len(record["fingerprint"]) == 64
