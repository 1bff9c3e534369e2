"""Whoever takes a large order over, and whoever comes back too late to it (R3.2)."""

import pytest

from order_dispatch import store
from tests.order_dispatch.large import (
    ALLOCATING,
    DISPATCHING,
    IN_PROGRESS,
    KEY,
    KINDS,
    PLACING,
    SKUS,
    Bulk,
    Interrupted,
    Killed,
    Kind,
    killed,
    sweep,
)
from tests.order_dispatch.shop_floor import GZ, line, parcel, wanted
from tests.people import CUSTOMER_SERVICE, SPECIALIST, STOREFRONT, WAREHOUSE_GZ, WAREHOUSE_SH

DECIDES = {"placing": STOREFRONT, "cancelling": CUSTOMER_SERVICE, "allocating": SPECIALIST, "dispatching": WAREHOUSE_SH}


@pytest.mark.parametrize(("kind", "nth"), [(kind, nth) for kind in KINDS for nth in range(2, kind.writes)], ids=str)
def test_a_worker_overtaken_by_one_that_died_at_once_changes_nothing(bulk: Bulk, kind: Kind, nth: int) -> None:
    bulk.bring_before(kind)
    left = []

    def overtake() -> None:
        bulk.lease_is_over()
        with pytest.raises(Killed), Interrupted(2, killed, made=False):
            sweep()
        left.append(bulk.books())

    with Interrupted(nth, overtake, made=False):
        assert bulk.ask(kind).refusal == IN_PROGRESS
    assert [bulk.books()] == left


@pytest.mark.usefixtures("changed_meanwhile")
def test_an_allocation_given_up_and_begun_anew_is_safe_from_its_old_worker(bulk: Bulk) -> None:
    bulk.bring_before(ALLOCATING)
    for sku in SKUS[:6]:
        bulk.floor.receive(sku, 5, GZ)

    def overtake() -> None:
        bulk.lease_is_over()
        sweep()
        bulk.cut(ALLOCATING, 1)

    with Interrupted(2, overtake, made=False):
        assert bulk.ask(ALLOCATING, warehouse=GZ).refusal == IN_PROGRESS
    assert not [item for item in bulk.house.items("sku") if item["sk"].startswith("LEVEL#") and item["reserved"]]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_whoever_finishes_a_saga_its_event_is_theirs_who_decided(bulk: Bulk, kind: Kind) -> None:
    bulk.bring_before(kind)
    bulk.cut(kind, 2)
    bulk.lease_is_over()
    sweep()
    bulk.find()
    event = bulk.house.events("order_dispatch", f"ORDER#{bulk.order.order_id}")[-1]
    assert (event["type"], event["actor"]) == (kind.event, DECIDES[kind.name].actor)


def test_another_warehouse_cannot_take_up_a_dispatch_that_was_cut_off(bulk: Bulk) -> None:
    bulk.bring_before(DISPATCHING)
    bulk.cut(DISPATCHING, 2)
    bulk.lease_is_over()
    before = bulk.books()
    asked = parcel(bulk.order.tracking_number)
    assert bulk.floor.act(bulk.order, "dispatch", WAREHOUSE_GZ, **asked).refusal == (404, "not_found")
    assert bulk.books() == before


def test_a_large_allocation_names_all_that_its_chunks_would_lack(bulk: Bulk) -> None:
    bulk.bring_before(ALLOCATING)
    for sku in SKUS:
        if sku not in (SKUS[1], SKUS[7]):  # one of the first chunk, one of the second
            bulk.floor.receive(sku, 5, GZ)
    answer = bulk.ask(ALLOCATING, warehouse=GZ)
    assert [error["sku"] for error in answer.body["errors"]] == [SKUS[1], SKUS[7]]


def test_an_order_that_stood_still_for_longer_than_its_request_is_remembered_comes_to_its_end(bulk: Bulk) -> None:
    bulk.cut(PLACING, 4)
    bulk.house.later(days=8)
    with store.database.transaction() as write:  # as expiry does
        write.delete(store.orders, {"pk": f"IDEMPOTENCY#{STOREFRONT.actor}#{KEY}", "sk": "IDEMPOTENCY"})
    sweep()
    bulk.find()
    bulk.is_done(PLACING)


@pytest.mark.usefixtures("changed_meanwhile")
def test_an_order_that_cannot_be_had_is_gone_though_its_request_was_forgotten_meanwhile(bulk: Bulk) -> None:
    bulk.floor.publish(SKUS[7], price=600)
    bulk.cut(PLACING, 3)
    bulk.house.later(days=8)
    with store.database.transaction() as write:
        write.delete(store.orders, {"pk": f"IDEMPOTENCY#{STOREFRONT.actor}#{KEY}", "sk": "IDEMPOTENCY"})
    sweep()
    bulk.is_gone()


def test_a_key_used_anew_while_its_old_order_stood_still_keeps_its_new_answer(bulk: Bulk) -> None:
    bulk.cut(PLACING, 4)
    bulk.house.later(days=8)
    new = wanted(line(SKUS[0]), external_id="WEB-9")
    assert bulk.floor.place(new, key=KEY).status == 201
    sweep()
    assert {head["state"] for head in bulk.heads()} == {"placed"}
    again = bulk.floor.place(new, key=KEY)
    assert (again.status, again.body["external_id"]) == (201, "WEB-9")
    bulk.nothing_is_underway()


@pytest.mark.usefixtures("changed_meanwhile")
def test_nobody_is_told_of_an_order_that_may_never_be(bulk: Bulk) -> None:
    bulk.floor.publish(SKUS[7], price=600)
    bulk.cut(PLACING, 2)
    under_another_key = wanted(line(SKUS[0]))
    assert bulk.floor.place(under_another_key, key="another").refusal == IN_PROGRESS
    bulk.lease_is_over()
    sweep()
    assert bulk.heads() == []
    assert bulk.floor.place(under_another_key, key="another").status == 201


def test_an_order_that_came_to_be_is_named_to_whoever_asks_for_another_by_its_number(bulk: Bulk) -> None:
    bulk.cut(PLACING, 4)
    bulk.lease_is_over()
    sweep()
    taken = bulk.floor.place(wanted(line(SKUS[0])), key="another")
    assert (taken.refusal, taken.body["order_id"]) == ((409, "external_id_taken"), bulk.order.order_id)
