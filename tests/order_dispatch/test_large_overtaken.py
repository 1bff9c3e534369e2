"""A worker who comes late changes nothing: the work is another's by then (R3.2)."""

from contextlib import ExitStack
from typing import Any

import pytest

from order_dispatch import store
from shop.storage.retry import RetryPolicy
from tests.faults import LOST_ANSWER, NONE, UNREACHED, Faults
from tests.order_dispatch.carrier import push
from tests.order_dispatch.large import (
    ALLOCATING,
    CANCELLING,
    DISPATCHING,
    IN_PROGRESS,
    KINDS,
    PLACING,
    Bulk,
    Interrupted,
    Killed,
    Kind,
    killed,
    sweep,
)
from tests.order_dispatch.shop_floor import GZ
from tests.people import STOREFRONT
from tests.watch import Watch

# The first write begins the work: before it there is nothing to overtake.
LATE = [(kind, nth) for kind in KINDS for nth in range(2, kind.writes + 1)]


@pytest.mark.parametrize(("kind", "nth"), LATE, ids=str)
def test_a_worker_overtaken_by_the_sweeper_changes_nothing(bulk: Bulk, kind: Kind, nth: int) -> None:
    bulk.bring_before(kind)
    finished: list[Any] = []

    def overtake() -> None:
        bulk.lease_is_over()
        sweep()
        finished.append(bulk.books())

    with Interrupted(nth, overtake, made=False):
        assert bulk.ask(kind).refusal == IN_PROGRESS
    assert bulk.books() == finished[0]
    bulk.find()
    bulk.is_done(kind)


@pytest.mark.parametrize(("kind", "nth"), [late for late in LATE if late[1] < late[0].writes], ids=str)
def test_a_worker_overtaken_by_one_that_died_after_a_chunk_changes_nothing(bulk: Bulk, kind: Kind, nth: int) -> None:
    bulk.bring_before(kind)
    left: list[Any] = []

    def overtake() -> None:
        bulk.lease_is_over()
        # Takes over, does one chunk, and is gone.
        with pytest.raises(Killed), Interrupted(3, killed, made=False):
            sweep()
        left.append(bulk.books())

    with Interrupted(nth, overtake, made=False):
        assert bulk.ask(kind).refusal == IN_PROGRESS
    assert bulk.books() == left[0]
    bulk.lease_is_over()
    sweep()
    bulk.find()
    bulk.is_done(kind)


@pytest.mark.usefixtures("changed_meanwhile")
@pytest.mark.parametrize("nth", [2, 3, 4, 5, 6])
def test_a_worker_overtaken_while_its_order_was_given_up_changes_nothing(bulk: Bulk, nth: int) -> None:
    bulk.floor.publish("S04", price=600)

    def overtake() -> None:
        bulk.lease_is_over()
        sweep()
        assert bulk.house.items("order_dispatch") == []

    with Interrupted(nth, overtake, made=False):
        assert bulk.ask(PLACING).refusal == IN_PROGRESS
    bulk.is_gone()


@pytest.mark.usefixtures("changed_meanwhile")
def test_an_order_given_up_and_placed_anew_is_safe_from_the_old_worker(bulk: Bulk) -> None:
    bulk.floor.publish("S04", price=600)

    def overtake() -> None:
        bulk.lease_is_over()
        sweep()
        bulk.floor.publish("S04")
        assert bulk.ask(PLACING).status == 201

    with Interrupted(3, overtake, made=False):
        bulk.ask(PLACING)
    bulk.find()
    bulk.is_done(PLACING)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_of_two_who_take_over_a_saga_one_does_it(bulk: Bulk, kind: Kind) -> None:
    bulk.bring_before(kind)
    bulk.cut(kind, 2)
    bulk.lease_is_over()
    # The sweeper is a moment faster than the caller's repeat (which, when placing, first sees its key).
    with Interrupted(2 if kind is PLACING else 1, sweep, made=False):
        assert bulk.ask(kind).refusal == IN_PROGRESS
    bulk.find()
    bulk.is_done(kind)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_worker_who_works_on_is_not_overtaken(bulk: Bulk, kind: Kind) -> None:
    bulk.bring_before(kind)

    def look() -> None:
        # Each write holds the work for another forty seconds.
        bulk.house.later(seconds=39)
        before = bulk.books()
        sweep()
        assert bulk.books() == before

    with Interrupted(2, look, made=False), Interrupted(3, look, made=False):
        bulk.ask(kind)
    bulk.find()


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_chunk_whose_answer_was_lost_is_done_once(bulk: Bulk, kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    bulk.bring_before(kind)
    monkeypatch.setattr(store.database, "retry", Watch().patience())
    with Faults(store.database.client, *[UNREACHED, LOST_ANSWER, NONE] * kind.writes) as faults:
        assert bulk.ask(kind).body["state"] == kind.reached
    assert len(faults.tokens) == 3 * kind.writes
    assert len(set(faults.tokens)) == kind.writes
    bulk.find()
    bulk.is_done(kind)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_when_the_store_goes_away_in_the_middle_of_a_saga_a_later_worker_resumes_it(
    bulk: Bulk, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk.bring_before(kind)
    monkeypatch.setattr(store.database, "retry", RetryPolicy(deadline=0))
    with ExitStack() as stack:

        def goes_away() -> None:
            stack.enter_context(Faults(store.database.client, always=UNREACHED))

        stack.enter_context(Interrupted(2, goes_away, made=True))
        assert bulk.ask(kind).refusal == IN_PROGRESS
    bulk.lease_is_over()
    assert bulk.ask(kind).body["state"] == kind.reached
    bulk.find()
    bulk.is_done(kind)


OTHER_REQUESTS = [
    (CANCELLING, {"reason": "address_problem"}),
    (CANCELLING, {"version": 1}),
    (ALLOCATING, {"warehouse": GZ}),
    (DISPATCHING, {"tracking_number": "SF99999999"}),
    (DISPATCHING, {"expected_arrival": "2026-11-27"}),
    (DISPATCHING, {"carrier": "jd"}),
]


@pytest.mark.parametrize(("kind", "other"), OTHER_REQUESTS, ids=str)
def test_a_request_for_something_else_does_not_resume_a_saga(bulk: Bulk, kind: Kind, other: dict[str, Any]) -> None:
    bulk.bring_before(kind)
    bulk.cut(kind, 2)
    bulk.lease_is_over()
    waiting = bulk.books()
    assert bulk.ask(kind, **other).refusal == IN_PROGRESS
    assert bulk.books() == waiting
    assert bulk.ask(kind).status == 200


def test_another_body_under_the_key_of_a_large_order_is_refused(bulk: Bulk) -> None:
    bulk.cut(PLACING, 2)
    bulk.lease_is_over()
    assert bulk.ask(PLACING, shipping_minor=1).refusal == (422, "idempotency_key_reused")


def test_an_order_that_is_being_placed_can_be_read_and_not_touched(bulk: Bulk) -> None:
    bulk.cut(PLACING, 3)
    assert bulk.floor.view(bulk.order)["state"] == "placing"
    shown = bulk.house.call("GET /storefront/orders/{order_id}", as_=STOREFRONT, order_id=bulk.order.order_id)
    assert (shown.status, shown.body["state"]) == (200, "placing")
    bulk.confirm_is_in_progress()
    assert bulk.floor.request(bulk.order).refusal == IN_PROGRESS
    assert bulk.ask(CANCELLING).refusal == bulk.ask(ALLOCATING).refusal == IN_PROGRESS


def test_scans_of_a_parcel_that_is_just_leaving_wait_for_it(bulk: Bulk) -> None:
    bulk.bring_before(DISPATCHING)
    bulk.cut(DISPATCHING, 3)
    assert push(bulk.house, bulk.order.tracking_number, ("2026-11-25 10:00:00", "103")).status == 200
    assert bulk.floor.view(bulk.order)["state"] == "dispatching"
    bulk.lease_is_over()
    sweep()
    assert push(bulk.house, bulk.order.tracking_number, ("2026-11-26 10:00:00", "301")).status == 200
    bulk.find()
    assert bulk.floor.view(bulk.order)["shipments"][0]["state"] == "delivered"
