"""An order is worked on in one transaction as long as one holds it: counted, whatever each SKU takes (R3.2)."""

import pytest

from order_dispatch import store
from tests.faults import Faults
from tests.harness import House
from tests.order_dispatch.large import ALLOCATING, CANCELLING, DISPATCHING, PLACING, Bulk, Kind
from tests.order_dispatch.shop_floor import Floor, line, wanted

# The most SKUs that fit, and how many writes one more takes: a beginning, the chunks, an end.
LIMITS = [(PLACING, 47, 3), (CANCELLING, 49, 4), (ALLOCATING, 96, 3), (DISPATCHING, 32, 3)]


def sizes(house: House, kind: Kind, skus: int) -> list[int]:
    """How many actions each transaction has that works on an order of so many SKUs."""
    bulk = Bulk(house, None, wanted(*[line(f"S{number:03d}") for number in range(skus)]))
    bulk.bring_before(kind)
    with Faults(store.database.client) as watched:
        assert bulk.ask(kind).body["state"] == kind.reached
    bulk.find()
    bulk.is_done(kind)
    return [len(call["TransactItems"]) for call in watched.calls]


@pytest.mark.parametrize(("kind", "most"), [limit[:2] for limit in LIMITS], ids=str)
def test_the_largest_order_that_one_transaction_holds_takes_one(house: House, kind: Kind, most: int) -> None:
    assert len(sizes(house, kind, most)) == 1


@pytest.mark.parametrize(("kind", "most", "writes"), LIMITS, ids=str)
def test_an_order_of_one_sku_more_is_worked_on_chunk_by_chunk(house: House, kind: Kind, most: int, writes: int) -> None:
    taken = sizes(house, kind, most + 1)
    assert (len(taken), max(taken) <= 100) == (writes, True)


def test_no_transaction_of_a_large_order_is_larger_than_the_store_takes(house: House) -> None:
    floor = Floor(house)
    skus = [f"S{n:03d}" for n in range(60)]
    floor.stock(*skus)
    with Faults(store.database.client) as watched:
        order = floor.placed(*[line(sku) for sku in skus])
        floor.bring(order, "dispatched")
    sizes = [len(call["TransactItems"]) for call in watched.calls]
    assert max(sizes) <= 100
    assert len(sizes) == (1 + 2 + 1) + 1 + 1 + 1 + (1 + 2 + 1)


def test_an_orders_blocks_of_lines_count_beside_its_skus(house: House) -> None:
    floor = Floor(house)
    codes = [f"S{number:03d}" for number in range(47)]
    floor.stock(*codes)
    with Faults(store.database.client) as watched:
        floor.placed(*map(line, codes), *[line(codes[0])] * 4)  # a second block of lines
    assert [len(call["TransactItems"]) <= 100 for call in watched.calls] == [True] * 3
