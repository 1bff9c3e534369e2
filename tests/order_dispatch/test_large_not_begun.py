"""A large order that cannot be served is refused before it begins: nothing is written, nobody hears of it (R3.2)."""

from typing import Any

import pytest

from order_dispatch import store
from tests.faults import Faults
from tests.order_dispatch.large import ALLOCATING, IN_PROGRESS, PLACING, SKUS, Bulk, sweep
from tests.order_dispatch.shop_floor import line, wanted
from tests.order_dispatch.test_large_refused import WHAT_FAILS, lacking, named, short_of
from tests.overtaking import overtake


def all_that_there_is() -> dict[str, Any]:
    """A large order of every unit of every SKU."""
    return {"lines": [line(sku, 10) for sku in SKUS]}


def test_a_large_order_that_cannot_be_served_is_refused_before_anything_is_written(bulk: Bulk) -> None:
    short_of(bulk)
    before = bulk.books()
    with Faults(store.database.client) as watched:
        answer = bulk.ask(PLACING)
    assert answer.refusal == (409, "price_changed")
    assert named(answer) == WHAT_FAILS
    assert watched.calls == []
    assert bulk.books() == before


def test_no_allocation_that_cannot_be_served_begins(bulk: Bulk) -> None:
    bulk.bring_before(ALLOCATING)
    asked = lacking(bulk)
    before = bulk.books()
    with Faults(store.database.client) as watched:
        answer = bulk.ask(ALLOCATING, **asked)
    assert [error["sku"] for error in answer.body["errors"]] == ["S06", "S07"]
    assert watched.calls == []
    assert bulk.books() == before


@pytest.mark.parametrize(("writes", "refusal"), [(3, IN_PROGRESS), (ALLOCATING.writes, (409, "version_conflict"))])
def test_who_allocates_what_another_is_allocating_or_has_hears_of_that_and_not_that_units_are_missing(
    bulk: Bulk, monkeypatch: pytest.MonkeyPatch, writes: int, refusal: tuple[int, str]
) -> None:
    bulk.ordered = bulk.ordered | all_that_there_is()
    bulk.bring_before(ALLOCATING)
    overtake(monkeypatch, store, "load_whole", lambda: bulk.cut(ALLOCATING, writes))
    assert bulk.ask(ALLOCATING).refusal == refusal
    bulk.lease_is_over()
    sweep()
    bulk.find()
    bulk.is_done(ALLOCATING)


def test_whoever_wants_what_a_refused_large_order_wanted_is_served_at_whichever_moment(bulk: Bulk) -> None:
    short_of(bulk)
    wants = [line(sku, 10) for sku in SKUS[:2]]
    ask = store.stock.refusals
    heard: list[int] = []

    def others_come(*asked: Any) -> Any:
        refusals = ask(*asked)
        if len(asked[-1]) == len(SKUS):
            heard.append(bulk.floor.place(wanted(*wants, external_id="OTHERS")).status)
        return refusals

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store.stock, "refusals", others_come)
        assert named(bulk.ask(PLACING)) == WHAT_FAILS
    assert heard == [201]
    bulk.nothing_is_underway()


def test_the_repeat_of_a_large_order_that_took_all_there_was_gets_its_answer(bulk: Bulk) -> None:
    asked = all_that_there_is()
    first = bulk.ask(PLACING, **asked)
    again = bulk.ask(PLACING, **asked)
    assert (again.status, again.headers["Idempotent-Replayed"], again.body) == (201, "true", first.body)
    taken = bulk.floor.place(bulk.ordered | asked, key="another")
    assert (taken.refusal, taken.body["order_id"]) == ((409, "external_id_taken"), first.body["order_id"])


def test_the_repeat_of_a_large_order_that_is_taking_all_there_is_waits_for_it(bulk: Bulk) -> None:
    asked = all_that_there_is()
    bulk.cut(PLACING, 2, **asked)
    assert bulk.ask(PLACING, **asked).refusal == IN_PROGRESS
    assert bulk.floor.place(bulk.ordered | asked, key="another").refusal == IN_PROGRESS
    bulk.lease_is_over()
    assert bulk.ask(PLACING, **asked).status == 201
    bulk.nothing_is_underway()
