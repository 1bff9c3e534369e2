"""How units are drawn from buckets, and what a pool that is spread comes to."""

import pytest
from hypothesis import given, strategies

from shop.stock.buckets import MOST_BUCKETS, Pool, Spread, draw, narrowed, shares, taken

OWN = {"sku": "MUG", "price_minor": 5, "available": 3, "reserved": 1, "spread": "S", "buckets": 3}
FULL = {"available": 2, "reserved": 4, "spread": "S"}
EMPTIED = {"available": 0, "reserved": 0}


@given(strategies.integers(0, 1000), strategies.integers(1, 8))
def test_shares_are_all_there_is_and_differ_by_a_unit_at_most(units: int, buckets: int) -> None:
    parts = shares(units, buckets)
    assert (len(parts), sum(parts)) == (buckets, units)
    assert max(parts) - min(parts) <= 1


def test_a_bucket_that_has_all_of_them_gives_all_of_them() -> None:
    assert draw({0: 1, 1: 9, 2: 5}, 4, [0, 2, 1]) == {2: 4}


def test_what_no_bucket_has_comes_from_several() -> None:
    assert draw({0: 1, 1: 0, 2: 3}, 4, [2, 1, 0]) == {2: 3, 0: 1}


@given(strategies.lists(strategies.integers(0, 6), min_size=1, max_size=8), strategies.data())
def test_the_last_unit_is_drawn_and_not_one_more(free: list[int], data: strategies.DataObject) -> None:
    buckets = dict(enumerate(free))
    order = data.draw(strategies.permutations(list(buckets)))
    parts = draw(buckets, sum(free), order) if sum(free) else {}
    assert {number: units for number, units in parts.items() if units} == {n: u for n, u in buckets.items() if u}
    with pytest.raises(ValueError, match="1 units more"):
        taken(buckets, sum(free) + 1, order)


def test_a_spread_pool_is_what_all_of_its_buckets_have() -> None:
    whole = Pool(OWN, {1: FULL, 2: FULL}).whole
    assert (whole["available"], whole["reserved"], whole["price_minor"]) == (7, 9, 5)


def test_buckets_of_a_former_spreading_count_for_nothing() -> None:
    pool = Pool(OWN | {"buckets": 2}, {1: FULL, 2: EMPTIED})
    assert not pool.is_torn
    assert pool.whole["available"] == 5


@pytest.mark.parametrize("others", [{}, {1: FULL}, {1: FULL, 2: EMPTIED}, {1: FULL, 2: FULL | {"spread": "LATER"}}])
def test_a_pool_that_was_read_while_units_moved_is_torn(others: dict[int, dict[str, object]]) -> None:
    assert Pool(OWN, others).is_torn


def test_a_pool_of_one_item_is_never_torn() -> None:
    own = {"available": 3, "reserved": 0}
    assert not Pool(own, {1: EMPTIED}).is_torn
    assert Pool(own, {1: EMPTIED}).whole == own


WIDTHS = strategies.dictionaries(strategies.sampled_from("ABCDE"), strategies.integers(2, MOST_BUCKETS), min_size=1)


@given(WIDTHS, strategies.integers(0, 40))
def test_the_widest_give_up_buckets_until_there_are_as_few_as_asked_for(widths: dict[str, int], fewer: int) -> None:
    changed = narrowed(widths, fewer)
    left = widths | changed
    assert all(1 <= left[sku] <= widths[sku] for sku in widths)
    assert sum(left.values()) == max(sum(widths.values()) - fewer, len(widths))
    assert all(left[sku] < widths[sku] for sku in changed)
    # Nobody gave one up while another one had two more.
    assert all(left[sku] + 1 >= max(left.values()) for sku in changed)


def test_what_was_drawn_from_a_folded_bucket_is_in_the_first() -> None:
    assert Spread("S", 3).still_in({0: 1, 2: 4, 3: 2, 7: 5}) == {0: 8, 2: 4}
