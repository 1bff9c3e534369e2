"""A large order refused in the middle is undone wholly, and every SKU that fails is named (R3.2)."""

from typing import Any

import pytest

from order_dispatch import store
from tests.faults import Faults
from tests.harness import Answer
from tests.order_dispatch.books import the_books_are_right
from tests.order_dispatch.large import ALLOCATING, IN_PROGRESS, PLACING, SKUS, Bulk, sweep
from tests.order_dispatch.shop_floor import GZ, InHand, line, of_orders

# Of three chunks the second and the third cannot be served: begin, one chunk, the refused one,
# the turn, one chunk back, the end.
REFUSED_WRITES = 6


def named(answer: Answer) -> list[tuple[str, str, str]]:
    return [(error["field"], error["sku"], error["code"]) for error in answer.body["errors"]]


def short_of(bulk: Bulk) -> InHand:
    """Somebody bought nine of S04 and of S06, and S07 has another price."""
    bought = bulk.floor.placed(line("S04", 9), line("S06", 9), external_id="OTHER")
    bulk.floor.publish("S07", price=600)
    return bought


WHAT_FAILS = [
    ("lines[4]", "S04", "out_of_stock"),
    ("lines[6]", "S06", "out_of_stock"),
    ("lines[7]", "S07", "price_changed"),
]


def only_the_other_order_is_left(bulk: Bulk, bought: InHand) -> None:
    assert {item["order_id"] for item in bulk.heads()} == {bought.order_id}
    keys = {item["pk"].split("#")[-1] for item in of_orders(bulk.house)}
    assert keys == {bought.order_id, "key-1", "OTHER"}
    assert [bulk.floor.available(sku) for sku in SKUS] == [10, 10, 10, 10, 1, 10, 1, 10]
    bulk.nothing_is_underway()


@pytest.mark.usefixtures("changed_meanwhile")
def test_of_a_large_order_every_sku_that_fails_is_named_and_nothing_is_left(bulk: Bulk) -> None:
    bought = short_of(bulk)
    with Faults(store.database.client) as watched:
        answer = bulk.ask(PLACING)
    assert answer.refusal == (409, "price_changed")
    assert named(answer) == WHAT_FAILS
    assert len(watched.calls) == REFUSED_WRITES
    only_the_other_order_is_left(bulk, bought)


@pytest.mark.usefixtures("changed_meanwhile")
def test_a_refusal_of_the_first_chunk_rolls_back_nothing_but_the_beginning(bulk: Bulk) -> None:
    bulk.floor.publish("S00", price=600)
    answer = bulk.ask(PLACING)
    assert named(answer) == [("lines[0]", "S00", "price_changed"), ("lines[8]", "S00", "price_changed")]
    assert bulk.house.items("order_dispatch") == []
    bulk.nothing_is_underway()


@pytest.mark.usefixtures("changed_meanwhile")
def test_after_a_large_order_was_refused_its_key_and_its_external_id_are_free(bulk: Bulk) -> None:
    bought = short_of(bulk)
    assert bulk.ask(PLACING).status == 409
    bulk.floor.cancel(bought)
    bulk.floor.publish("S07")
    assert bulk.ask(PLACING).status == 201
    bulk.nothing_is_underway()


def test_a_taken_external_id_is_told_before_anything_is_reserved(bulk: Bulk) -> None:
    first = bulk.floor.placed(line("S00"), external_id="WEB-1")
    short_of(bulk)
    with Faults(store.database.client) as watched:
        answer = bulk.ask(PLACING)
    assert answer.refusal == (409, "external_id_taken")
    assert answer.body["order_id"] == first.order_id
    assert len(watched.calls) == 1


@pytest.mark.usefixtures("changed_meanwhile")
@pytest.mark.parametrize("writes", range(1, REFUSED_WRITES))
def test_the_repeat_of_a_request_rolls_a_refused_saga_back_and_says_why(bulk: Bulk, writes: int) -> None:
    bought = short_of(bulk)
    bulk.cut(PLACING, writes)
    assert bulk.ask(PLACING).refusal == IN_PROGRESS
    bulk.lease_is_over()
    answer = bulk.ask(PLACING)
    assert answer.refusal == (409, "price_changed")
    assert named(answer) == WHAT_FAILS
    only_the_other_order_is_left(bulk, bought)


@pytest.mark.usefixtures("changed_meanwhile")
@pytest.mark.parametrize("writes", range(1, REFUSED_WRITES))
def test_the_sweeper_alone_rolls_a_refused_saga_back(bulk: Bulk, writes: int) -> None:
    bought = short_of(bulk)
    bulk.cut(PLACING, writes)
    bulk.lease_is_over()
    sweep()
    only_the_other_order_is_left(bulk, bought)
    assert named(bulk.ask(PLACING)) == WHAT_FAILS


@pytest.mark.usefixtures("changed_meanwhile")
def test_a_large_order_once_refused_stays_refused_though_stock_came_meanwhile(bulk: Bulk) -> None:
    bought = short_of(bulk)
    bulk.cut(PLACING, 4)
    bulk.floor.cancel(bought)
    bulk.floor.publish("S07")
    bulk.lease_is_over()
    assert named(bulk.ask(PLACING)) == WHAT_FAILS
    assert bulk.ask(PLACING).status == 201
    bulk.nothing_is_underway()


@pytest.mark.usefixtures("changed_meanwhile")
def test_stock_that_came_before_the_repeat_serves_a_large_order(bulk: Bulk) -> None:
    bought = short_of(bulk)
    bulk.cut(PLACING, 2)
    bulk.floor.cancel(bought)
    bulk.floor.publish("S07")
    bulk.lease_is_over()
    assert bulk.ask(PLACING).status == 201
    bulk.nothing_is_underway()


def lacking(bulk: Bulk) -> dict[str, Any]:
    """Guangzhou has all but S06 and S07; of the two chunks the second cannot be served."""
    for sku in SKUS:
        if sku not in ("S06", "S07"):
            bulk.floor.receive(sku, 5, GZ)
    return {"warehouse": GZ}


def is_as_confirmed(bulk: Bulk, before: Any) -> None:
    assert bulk.house.items("order_dispatch") == before
    assert bulk.floor.work_list("confirmed") == [bulk.order.order_id]
    for item in bulk.house.items("sku"):
        if item["sk"].startswith("LEVEL#"):
            assert item["reserved"] == 0
    bulk.nothing_is_underway()


@pytest.mark.usefixtures("changed_meanwhile")
def test_an_allocation_refused_in_the_middle_is_rolled_back(bulk: Bulk) -> None:
    bulk.bring_before(ALLOCATING)
    asked = lacking(bulk)
    before = bulk.house.items("order_dispatch")
    bulk.house.later(hours=3)
    answer = bulk.ask(ALLOCATING, **asked)
    assert answer.refusal == (409, "not_at_location")
    assert [error["sku"] for error in answer.body["errors"]] == ["S06", "S07"]
    is_as_confirmed(bulk, before)
    assert bulk.ask(ALLOCATING).status == 200


@pytest.mark.usefixtures("changed_meanwhile")
@pytest.mark.parametrize("by_sweeper", [False, True])
@pytest.mark.parametrize("writes", [1, 2, 3, 4, 5])
def test_an_allocation_cut_off_while_it_is_rolled_back_is_rolled_back_later(
    bulk: Bulk, writes: int, by_sweeper: bool
) -> None:
    bulk.bring_before(ALLOCATING)
    asked = lacking(bulk)
    before = bulk.house.items("order_dispatch")
    bulk.cut(ALLOCATING, writes, **asked)
    assert bulk.ask(ALLOCATING, **asked).refusal == IN_PROGRESS
    bulk.lease_is_over()
    if by_sweeper:
        sweep()
    else:
        assert [error["sku"] for error in bulk.ask(ALLOCATING, **asked).body["errors"]] == ["S06", "S07"]
    is_as_confirmed(bulk, before)
    assert bulk.ask(ALLOCATING).status == 200
    the_books_are_right(bulk.house)
