"""Orders of a SKU that is spread over buckets: placed, cancelled and dispatched as all others."""

from collections.abc import Iterator

import pytest

from order_dispatch import store
from shop.clock import clock
from shop.ids import new_id
from shop.sagas import running
from shop.stock import spreading
from shop.stock.buckets import Pool
from shop.stock.units import Cause
from shop.storage import transaction
from tests.order_dispatch.large import PLACING, Bulk
from tests.order_dispatch.shop_floor import Floor, line, wanted


@pytest.fixture(autouse=True)
def _nobody_knows_of_it() -> Iterator[None]:
    store.stock.spreads.clear()
    yield
    store.stock.spreads.clear()


def part(sku: str, buckets: int) -> None:
    def attempt(seen: Pool) -> None:
        with store.database.transaction() as write:
            store.stock.spread(write, sku, seen, buckets, Cause(new_id(clock.now()), "SPREAD#1", clock.now()))

    store.stock.on_pool(sku, attempt)


def free(sku: str = "MUG") -> int:
    available: int = store.stock.pools([sku])[sku]["available"]
    return available


@pytest.mark.parametrize("gathered_after", [None, "placed", "verified"])
def test_an_order_goes_its_way_though_its_sku_is_spread_and_gathered_meanwhile(
    floor: Floor, gathered_after: str | None
) -> None:
    part("MUG", 4)
    order = floor.placed(line("MUG", 9), line("TEA", 1))
    steps = {
        "placed": floor.confirm,
        "confirmed": floor.allocate,
        "allocated": floor.verify,
        "verified": floor.dispatch,
    }
    for state, step in steps.items():
        if state == gathered_after:
            part("MUG", 1)
        step(order)
    pool = store.stock.pools(["MUG"])["MUG"]
    assert (pool["available"], pool["reserved"]) == (1, 0)


def test_what_is_cancelled_can_be_sold_again_to_the_last_unit(floor: Floor) -> None:
    part("MUG", 8)
    first = floor.placed(line("MUG", 7))
    assert floor.place(wanted(line("MUG", 4), external_id="WEB-9")).refusal == (409, "out_of_stock")
    floor.cancel(first)
    floor.placed(line("MUG", 10))
    assert free() == 0


def test_a_large_order_of_hot_skus_is_placed_whole_by_who_knows_nothing_of_them(bulk: Bulk) -> None:
    for sku in bulk.skus[:3]:
        part(sku, 4)
    assert bulk.ask(PLACING).status == 201
    assert all(store.stock.pools([sku])[sku]["reserved"] for sku in bulk.skus)


def test_an_order_that_outgrows_one_write_by_being_drawn_is_placed_chunk_by_chunk(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    part("MUG", 4)
    part("TEA", 4)
    monkeypatch.setattr(spreading, "shuffled", sorted)
    monkeypatch.setattr(transaction, "LARGEST_TRANSACTION", 12)
    monkeypatch.setattr(running, "_WITH_ROOM", 4)
    order = floor.placed(line("MUG", 10), line("TEA", 10))
    assert (free("MUG"), free("TEA")) == (0, 0)
    assert floor.view(order)["state"] == "placed"
    floor.cancel(order)
    assert (free("MUG"), free("TEA")) == (10, 10)
