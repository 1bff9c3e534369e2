"""Large orders: cut off after any write, the work is brought to its end (R3.2)."""

import pytest

from order_dispatch import store
from tests.faults import Faults
from tests.order_dispatch.large import (
    CANCELLING,
    DISPATCHING,
    IN_PROGRESS,
    KINDS,
    ORDERED,
    PLACING,
    SKUS,
    Bulk,
    Kind,
    sweep,
)

CUTS = [(kind, writes) for kind in KINDS for writes in range(kind.writes + 1)]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_work_on_a_large_order_takes_so_many_writes(bulk: Bulk, kind: Kind) -> None:
    bulk.bring_before(kind)
    with Faults(store.database.client) as watched:
        answer = bulk.ask(kind)
    assert answer.body["state"] == kind.reached
    assert len(watched.calls) == kind.writes
    bulk.find()
    bulk.is_done(kind)


@pytest.mark.parametrize(("kind", "writes"), CUTS, ids=str)
def test_the_repeat_of_a_request_resumes_the_saga_that_was_cut_off(bulk: Bulk, kind: Kind, writes: int) -> None:
    bulk.bring_before(kind)
    before = bulk.books()
    bulk.cut(kind, writes)
    if writes == 0:
        assert bulk.books() == before
    elif writes < kind.writes:
        waiting = bulk.books()
        assert bulk.ask(kind).refusal == IN_PROGRESS
        bulk.confirm_is_in_progress()
        assert all(bulk.floor.work_list(state) == [] for state in ("placed", "confirmed", "allocated"))
        assert bulk.books() == waiting
        bulk.lease_is_over()
    answer = bulk.ask(kind)
    if writes < kind.writes:
        assert (answer.status, answer.body["state"]) == (201 if kind is PLACING else 200, kind.reached)
        assert "Idempotent-Replayed" not in answer.headers
    if kind is PLACING:
        again = bulk.ask(kind)
        assert (again.headers["Idempotent-Replayed"], again.body) == ("true", answer.body)
    else:
        assert bulk.ask(kind).refusal == (409, "version_conflict")
    bulk.find()
    bulk.is_done(kind)


@pytest.mark.parametrize(("kind", "writes"), [cut for cut in CUTS if cut[1]], ids=str)
def test_the_sweeper_alone_resumes_a_saga_that_was_cut_off(bulk: Bulk, kind: Kind, writes: int) -> None:
    bulk.bring_before(kind)
    bulk.cut(kind, writes)
    waiting = bulk.books()
    sweep()
    assert bulk.books() == waiting
    bulk.lease_is_over()
    sweep()
    bulk.find()
    bulk.is_done(kind)
    finished = bulk.books()
    sweep()
    assert bulk.books() == finished
    if kind is PLACING:
        again = bulk.ask(kind)
        assert (again.status, again.headers["Idempotent-Replayed"]) == (201, "true")
        assert bulk.floor.view(bulk.order).items() >= again.body.items()


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_saga_cut_off_again_and_again_ends_all_the_same(bulk: Bulk, kind: Kind) -> None:
    bulk.bring_before(kind)
    bulk.cut(kind, 1)
    bulk.find()
    for _ in range(kind.writes - 2):
        bulk.lease_is_over()
        # Taking over and one chunk; then this one is gone, too.
        bulk.cut(kind, 2)
    bulk.lease_is_over()
    assert bulk.ask(kind).body["state"] == kind.reached
    bulk.is_done(kind)


def test_a_large_order_is_placed_with_all_its_lines(bulk: Bulk) -> None:
    answer = bulk.ask(PLACING)
    assert (answer.body["line_count"], answer.body["goods_minor"]) == (9, 17 * 500)
    bulk.find()
    view = bulk.floor.view(bulk.order)
    assert view["lines"] == [{"line": number, **line} for number, line in enumerate(ORDERED["lines"], start=1)]
    assert [bulk.floor.available(sku) for sku in SKUS] == [7] + [8] * 7


def test_a_large_order_goes_its_whole_way(bulk: Bulk) -> None:
    bulk.ask(PLACING)
    bulk.find()
    bulk.floor.bring(bulk.order, "delivered")
    assert bulk.floor.told(bulk.order)[-1] == "ShipmentDelivered"
    assert len(bulk.floor.told(bulk.order)) == bulk.order.version == 6
    bulk.nothing_is_underway()


def test_what_a_cancelled_large_order_had_reserved_can_be_sold(bulk: Bulk) -> None:
    bulk.bring_before(CANCELLING)
    bulk.ask(CANCELLING)
    assert {bulk.floor.available(sku) for sku in SKUS} == {10}


def test_the_event_of_a_large_dispatch_has_every_cost(bulk: Bulk) -> None:
    bulk.bring_before(DISPATCHING)
    bulk.ask(DISPATCHING)
    event = bulk.house.events("order_dispatch", f"ORDER#{bulk.order.order_id}")[-1]
    lines = event["data"]["lines"]
    assert [(one["line"], one["sku"]) for one in lines] == [
        (number, one["sku"]) for number, one in enumerate(ORDERED["lines"], start=1)
    ]
    assert {one["unit_cost_minor"] for one in lines} == {200}
    assert sum(one["net_minor"] for one in lines) == event["data"]["goods_minor"]
