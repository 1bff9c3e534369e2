"""How many sales of a SKU a second are to be expected: by the formulas, and by buyers who are played."""

import pytest

from infra.bench.hot import (
    PARTITION_UNITS,
    RESERVATION_UNITS,
    most_sales,
    simulated,
    table,
    tries,
    write_units,
)

BUCKETS = (1, 2, 4, 8)


@pytest.mark.parametrize(("buckets", "sales"), [(1, 42), (2, 71), (4, 111), (8, 154)])
def test_more_buckets_bear_more_sales(buckets: int, sales: int) -> None:
    assert round(most_sales(buckets)) == sales


@pytest.mark.parametrize("buckets", BUCKETS)
def test_the_most_sales_are_those_that_use_the_partition_up(buckets: int) -> None:
    assert write_units(most_sales(buckets), buckets) == pytest.approx(PARTITION_UNITS)


def test_no_number_of_buckets_gets_past_the_partition() -> None:
    assert most_sales(10**9) == pytest.approx(PARTITION_UNITS / RESERVATION_UNITS)


def test_where_nobody_meets_anybody_each_sale_is_tried_once() -> None:
    assert tries(1e-6, 1) == pytest.approx(1)
    assert write_units(10, 10**9) == pytest.approx(10 * RESERVATION_UNITS)


def test_more_buyers_than_a_bucket_takes_are_tried_without_end() -> None:
    assert tries(50, 1) == tries(51, 1) == float("inf")
    assert tries(49, 1) < float("inf")


@pytest.mark.parametrize(("rate", "buckets"), [(10, 1), (30, 1), (30, 2), (80, 4), (40, 8), (120, 8)])
def test_buyers_who_try_again_soon_are_as_often_in_the_way_as_is_reckoned(rate: int, buckets: int) -> None:
    played = simulated(rate, buckets, 4_000)
    assert (played.sold, played.gave_up) == (4_000, 0)
    assert played.tries == pytest.approx(tries(rate, buckets), rel=0.08)
    assert played.units == pytest.approx(RESERVATION_UNITS * played.tries)


def test_a_flash_sale_is_too_much_for_one_bucket_and_not_for_eight() -> None:
    one, eight = simulated(100, 1, 4_000), simulated(100, 8, 4_000)
    assert one.gave_up > 1_000
    assert eight.gave_up == 0


def test_the_table_has_a_line_for_each() -> None:
    assert [line.split()[:2] for line in table().splitlines()[1:]] == [
        ["1", "42"],
        ["2", "71"],
        ["4", "111"],
        ["8", "154"],
    ]
