"""Transient trouble is waited out, with one token per transaction; lasting trouble is answered as busy."""

import math
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from botocore.exceptions import ConnectionError as NotConnected
from hypothesis import given, settings
from hypothesis import strategies as st

from shop import invocation
from shop.errors import Busy, Conflict
from shop.storage.retry import RetryPolicy, TransientError
from shop.storage.table import Database, Table
from tests.faults import (
    BROKEN,
    CONFLICT,
    LOST_ANSWER,
    NONE,
    THROTTLE,
    UNREACHED,
    Fault,
    Faults,
    Refusal,
    cancelled,
    refused,
)
from tests.harness import on_moto
from tests.stores import ROOM_TABLES
from tests.watch import Watch

CUP = {"pk": "CUP", "sk": "1"}


def add_one(database: Database, shelf: Table) -> None:
    with database.transaction() as write:
        write.update(shelf, CUP, "ADD #count :one", when="", values={"one": 1})


def count(shelf: Table) -> int:
    item = shelf.get(CUP)
    return item["count"] if item else 0


@pytest.mark.parametrize("fault", [CONFLICT, THROTTLE, BROKEN, UNREACHED, LOST_ANSWER])
def test_a_write_that_met_with_trouble_is_written_once(
    database: Database, shelf: Table, pauses: list[float], fault: Fault
) -> None:
    with Faults(database.client, fault, fault) as faults:
        add_one(database, shelf)
    assert count(shelf) == 1
    assert len(faults.calls) == 3
    assert len(pauses) == 2


def test_a_transaction_keeps_its_token_over_all_tries_and_another_one_has_another(
    database: Database, shelf: Table
) -> None:
    with Faults(database.client, LOST_ANSWER, CONFLICT) as faults:
        add_one(database, shelf)
        add_one(database, shelf)
    first, second, third, other = faults.tokens
    assert first == second == third
    assert other != first


def test_a_write_whose_answer_was_lost_is_no_conflict_with_itself(database: Database, shelf: Table) -> None:
    with Faults(database.client, LOST_ANSWER), database.transaction() as write:
        write.put(shelf, CUP, refused=lambda found: Conflict("somebody was faster"))
    assert shelf.get(CUP)


@pytest.mark.parametrize("fault", [CONFLICT, THROTTLE, BROKEN, UNREACHED])
def test_a_write_that_meets_with_lasting_trouble_is_busy_and_nothing_is_written(
    database: Database, shelf: Table, pauses: list[float], fault: Fault
) -> None:
    with Faults(database.client, always=fault), pytest.raises(Busy) as busy:
        add_one(database, shelf)
    assert busy.value.status == 503
    assert busy.value.retry_after
    assert count(shelf) == 0


def test_busy_after_lost_answers_says_to_repeat_the_request(database: Database, shelf: Table) -> None:
    with Faults(database.client, always=LOST_ANSWER), pytest.raises(Busy, match="Repeat the request"):
        add_one(database, shelf)
    assert count(shelf) == 1


NOBODY_KNOWS = [LOST_ANSWER, *map(refused, ("InternalServerError", "InternalFailure", "RequestTimeout"))]


@pytest.mark.parametrize("first", [*NOBODY_KNOWS, refused("TransactionInProgressException")])
def test_busy_says_that_something_may_have_been_written_even_when_later_tries_were_throttled(
    database: Database, shelf: Table, first: Fault | Refusal
) -> None:
    with Faults(database.client, first, always=THROTTLE), pytest.raises(Busy, match="Repeat the request"):
        add_one(database, shelf)


@pytest.mark.parametrize(
    "code", ["ProvisionedThroughputExceededException", "RequestLimitExceeded", "TransactionInProgressException"]
)
def test_every_transient_error_of_the_store_is_tried_again(database: Database, shelf: Table, code: str) -> None:
    with Faults(database.client, refused(code)) as faults:
        add_one(database, shelf)
    assert len(faults.calls) == 2


@pytest.mark.parametrize("reason", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_transaction_cancelled_for_a_transient_reason_is_tried_again(
    database: Database, shelf: Table, reason: str
) -> None:
    with Faults(database.client, cancelled(reason)) as faults:
        add_one(database, shelf)
    assert len(faults.calls) == 2


def test_a_transaction_both_refused_and_in_conflict_is_tried_again_first(database: Database, shelf: Table) -> None:
    both = cancelled("TransactionConflict", "ConditionalCheckFailed")
    with Faults(database.client, both) as faults, database.transaction() as write:
        write.put(shelf, CUP | {"sk": "2"})
        write.put(shelf, dict(CUP), refused=lambda found: Conflict("taken"))
    assert len(faults.calls) == 2
    assert shelf.get(CUP)


def test_a_refused_transaction_is_not_tried_again(database: Database, shelf: Table, pauses: list[float]) -> None:
    add_one(database, shelf)
    with pytest.raises(Conflict), database.transaction() as write:
        write.put(shelf, dict(CUP), refused=lambda found: Conflict("taken"))
    assert pauses == []


def test_a_wrong_request_is_not_tried_again(database: Database, pauses: list[float]) -> None:
    with pytest.raises(ClientError):
        Table(database, "no-such-table").get(CUP)
    assert pauses == []


class Trouble:
    """Fails so many times, then answers."""

    def __init__(self, times: int, error: Exception) -> None:
        self.times, self.error = times, error

    def __call__(self) -> str:
        if self.times == 0:
            return "answer"
        self.times -= 1
        raise self.error


def test_pauses_between_tries_grow_to_a_limit_and_are_jittered() -> None:
    pauses: list[float] = []
    policy = RetryPolicy(deadline=60, first_pause=0.02, longest_pause=0.1, sleep=pauses.append)
    assert policy.call(Trouble(8, TransientError())) == "answer"
    for pause, most in zip(pauses, [0.02, 0.04, 0.08, *[0.1] * 5], strict=True):
        assert most / 2 <= pause <= most


def test_what_a_transient_error_names_is_raised_instead_of_busy() -> None:
    policy = RetryPolicy(deadline=0, sleep=lambda pause: None)
    with pytest.raises(Conflict, match="taken"):
        policy.call(Trouble(1, TransientError(Conflict("taken"))))


def test_busy_after_a_lost_connection_says_that_the_answer_was_lost() -> None:
    policy = RetryPolicy(deadline=0, sleep=lambda pause: None)
    with pytest.raises(Busy, match="answer was lost"):
        policy.call(Trouble(1, NotConnected(error=OSError("reset"))))


def test_a_policy_gives_up_before_the_invocation_is_over(pauses: list[float]) -> None:
    watch = Watch(pauses)
    with invocation.running(watch.invocation(invocation.WINDING_UP + 2)), pytest.raises(Busy):
        watch.patience(8).call(Trouble(1_000, TransientError()))
    assert 1 < watch.time() <= 2


def test_a_policy_whose_invocation_has_time_goes_on_to_its_own_deadline(pauses: list[float]) -> None:
    watch = Watch(pauses)
    with invocation.running(watch.invocation(invocation.WINDING_UP + 100)), pytest.raises(Busy):
        watch.patience(8).call(Trouble(1_000, TransientError()))
    assert 7 < watch.time() <= 8


def test_nothing_is_tried_when_it_might_not_end_before_the_invocation() -> None:
    watch = Watch()
    with invocation.running(watch.invocation(invocation.WINDING_UP)), pytest.raises(Busy, match="nothing was written"):
        watch.patience().call(Trouble(0, TransientError()))


def test_after_an_invocation_time_has_no_end_again() -> None:
    with invocation.running(Watch().invocation(30)):
        assert invocation.time_left() == 30 - invocation.WINDING_UP
    assert invocation.time_left() == math.inf


@pytest.fixture(scope="module")
def counter() -> Iterator[Table]:
    with on_moto():
        yield Table(Database(retry=Watch().patience(seconds=1_000)), ROOM_TABLES["listing"])


@settings(max_examples=40, deadline=None)
@given(faults=st.lists(st.sampled_from([CONFLICT, THROTTLE, BROKEN, UNREACHED, LOST_ANSWER, NONE]), max_size=8))
def test_whatever_trouble_comes_every_transaction_is_written_once(counter: Table, faults: list[Fault]) -> None:
    before = count(counter)
    with Faults(counter.database.client, *faults):
        for _ in range(3):
            add_one(counter.database, counter)
    assert count(counter) == before + 3
