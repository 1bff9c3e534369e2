"""The figures of thresholds and orders, against numbers that were worked out by hand (R3.1.3)."""

from typing import Any

import pytest

from stock_alerts.arithmetic import Demand, Terms, TooLittleKnown, cover_hours, order, proposed, units_at_risk

# Mean 4 a day; squared distances 4+4+0+0+1+1+0 = 10, over 6, so the deviation is √1.6667 = 1.2910.
WEEK = Demand.of([2, 6, 4, 4, 3, 5, 4])
BY_NOBODY = Terms(lead_time_days=9, lead_time_by="given", minimum_order=1, pack=1)


def ordered(**other: Any) -> Any:
    given: dict[str, Any] = dict(
        available=3, incoming=0, backlog=0, threshold=20, target=None, demand=WEEK, cover_days=14, terms=BY_NOBODY
    )
    return order(**(given | other))


def test_a_threshold_covers_the_lead_time_and_what_may_be_sold_beyond_it() -> None:
    # 4 × 9 = 36; 1.65 × 1.2910 × 3 = 6.39; together 42.39.
    found = proposed(WEEK, 9, "given", 1.65)
    assert found._asdict() == {
        "threshold": 43,
        "days": 7,
        "mean_daily_demand": 4.0,
        "deviation": 1.29,
        "lead_time_days": 9,
        "lead_time_by": "given",
        "z": 1.65,
        "lead_time_demand": 36.0,
        "safety_stock": 6.39,
    }


def test_what_sells_the_same_every_day_needs_no_safety() -> None:
    assert proposed(Demand.of([3] * 10), 7, "given", 1.65).threshold == 21  # and not 22 for a fraction in binary


@pytest.mark.parametrize(("z", "threshold"), [(0.0, 36), (1.0, 40), (2.33, 46)])
def test_a_greater_factor_asks_for_more(z: float, threshold: int) -> None:
    assert proposed(WEEK, 9, "given", z).threshold == threshold


def test_of_six_days_nothing_is_proposed() -> None:
    with pytest.raises(TooLittleKnown, match="6 days are known"):
        proposed(Demand.of([1] * 6), 7, "given", 1.65)


def test_what_lacks_from_the_target_is_ordered() -> None:
    # The target is 20 + 4 × 14 = 76; 3 are there.
    found = ordered()
    assert (found.target, found.target_by, found.projected, found.lacking, found.quantity) == (76, "demand", 3, 73, 73)


def test_what_is_on_its_way_counts_and_what_is_owed_does_not() -> None:
    found = ordered(incoming=30, backlog=5)
    assert (found.projected, found.quantity) == (28, 48)


def test_why_120_and_not_100() -> None:
    # 100 lack; packs hold 24, and five of them are 120.
    found = ordered(available=0, target=100, terms=BY_NOBODY._replace(pack=24))
    assert (found.lacking, found.target_by, found.quantity) == (100, "given", 120)


@pytest.mark.parametrize(("minimum", "pack", "quantity"), [(1, 1, 2), (50, 1, 50), (50, 12, 60), (0, 1, 2)])
def test_a_supplier_sells_no_less_than_the_minimum_and_whole_packs(minimum: int, pack: int, quantity: int) -> None:
    assert (
        ordered(threshold=4, target=5, terms=BY_NOBODY._replace(minimum_order=minimum, pack=pack)).quantity == quantity
    )


def test_a_threshold_that_grew_beyond_the_target_is_what_is_aimed_for() -> None:
    found = ordered(threshold=60, target=60)
    assert (found.target, found.target_by) == (116, "demand")


def test_who_asks_though_nothing_lacks_gets_the_least_there_is() -> None:
    assert ordered(available=500, terms=BY_NOBODY._replace(minimum_order=0)).quantity == 1


@pytest.mark.parametrize(("available", "hours"), [(0, 0), (-1, 0), (1, 6), (4, 24), (9, 54)])
def test_cover_is_in_hours_of_what_is_sold(available: int, hours: int) -> None:
    assert cover_hours(available, WEEK) == hours


def test_what_does_not_sell_covers_nobody_knows_how_long() -> None:
    assert cover_hours(5, Demand.of([])) is None
    assert cover_hours(5, Demand.of([0] * 9)) is None


def test_what_is_sold_before_goods_come_and_is_not_there_is_at_risk() -> None:
    assert units_at_risk(9, WEEK, 5) == 11
    assert units_at_risk(21, WEEK, 5) == 0
