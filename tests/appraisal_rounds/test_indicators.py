"""Indicators: what an event says for each, and what its figure and its points come to (R4.2.1)."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal_rounds import indicators
from appraisal_rounds.evidence import collecting
from appraisal_rounds.evidence.collecting import HEARD
from appraisal_rounds.indicators import INDICATORS
from appraisal_rounds.indicators.definition import Entry, Figure, Indicator, Tally
from appraisal_rounds.indicators.points import points
from appraisal_rounds.schemes import terms
from appraisal_rounds.schemes.defaults import TERMS
from shop.clock import clock
from shop.contract.catalogue import all_types
from shop.roles import Role
from tests.appraisal_rounds.telling import (
    Desk,
    Told,
    at,
    cancelled,
    counted,
    customer,
    dispatched,
    dropped,
    due_moved,
    entered,
    placed,
    published,
    read,
    sent_back,
    told,
    traffic,
)

NOON, DUE, LATER = at("2026-11-20 12:00"), at("2026-11-23 18:00"), at("2026-12-02 18:00")
OF_POST = {
    Role.MANAGER: {"sales", "traffic_growth", "conversion", "gross_margin", "new_customers"},
    Role.SPECIALIST: {"listing_on_time", "orders_correct", "stock_correct", "campaign_effect"},
    Role.DESIGNER: {"page_satisfaction", "material_quality", "tasks_on_time"},
    Role.CUSTOMER_SERVICE: {"satisfaction", "complaints_in_time", "follow_up_correct"},
}
MATERIAL: dict[str, Any] = {"designers": ["mei", "yu"], "deliveries": 1, "judged": 0}


def adds(name: str, event: Told) -> list[tuple[str, str, dict[str, int]]]:
    """Whose, on which day, what."""
    found = INDICATORS[name].entries(read(event))
    return [(entry.subject, entry.day.isoformat(), dict(entry.counts)) for entry in found]


def test_the_fifteen_indicators_of_the_rules_are_there_each_for_its_post() -> None:
    found = {post: {one.name for one in INDICATORS.values() if one.post == post} for post in Role}
    assert {post: names for post, names in found.items() if names} == OF_POST


def test_an_indicator_without_a_source_says_what_it_lacks_and_has_no_figure() -> None:
    lacking = [one for one in INDICATORS.values() if not one.rows]
    assert {one.name for one in lacking} == {
        "orders_correct", "campaign_effect", "page_satisfaction", "tasks_on_time", "satisfaction", "complaints_in_time",
        "follow_up_correct",
    }  # fmt: skip
    assert all(one.lacks and one.figures(Tally()) == "no_source" for one in lacking)
    assert all(one.lacks is None for one in INDICATORS.values() if one.rows)


@pytest.mark.parametrize("kind", [kind for kind in all_types().values() if "due_back_minor" in kind.model_fields])
def test_sales_hear_of_every_event_that_lowers_what_was_paid(kind: type[Any]) -> None:
    assert kind in INDICATORS["sales"].rows


def test_what_is_heard_is_what_indicators_are_made_of_and_nothing_else() -> None:
    assert {kind.__name__ for kind in HEARD} == {
        "CustomerLost", "CustomerWon", "DueMoved", "OrderCancelled", "OrderPlaced", "ProductDropped", "ProductEntered",
        "ProductPublished", "ProductSentBack", "RelistingRequested", "RevisionBegun", "RevisionDropped",
        "ShipmentDispatched", "StocktakeClosed", "TrafficRecorded",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "day"), [("2026-11-30 23:59:59.999", "2026-11-30"), ("2026-12-01 00:00:00", "2026-12-01")]
)
def test_an_order_belongs_to_its_day_in_shanghai(moment: str, day: str) -> None:
    assert adds("sales", placed(at(moment), 900)) == [("shop", day, {"placed": 900, "orders": 1})]


def test_what_is_due_back_counts_at_its_own_time() -> None:
    assert adds("sales", cancelled(NOON, 900)) == [("shop", "2026-11-20", {"due_back": 900})]


def test_a_line_whose_cost_nobody_knows_counts_in_neither_side_of_the_margin_and_is_told_of() -> None:
    event = dispatched(NOON, (2, 300, 1000), (1, None, 500), (3, 100, None))
    assert adds("gross_margin", event) == [
        ("shop", "2026-11-20", {"net": 1000, "cost": 600, "lines": 3, "lines_unknown": 2})
    ]


def test_customers_won_and_lost_count_on_their_days() -> None:
    assert adds("new_customers", customer("CustomerWon", NOON)) == [("shop", "2026-11-20", {"won": 1})]
    assert adds("new_customers", customer("CustomerLost", LATER)) == [("shop", "2026-12-02", {"lost": 1})]


def test_traffic_belongs_to_the_day_that_it_tells_of_and_counts_as_previous_in_the_next_month() -> None:
    event = traffic(at("2027-01-02 08:00"), "2026-12-31", 100, 60, 3)
    assert adds("conversion", event) == [("shop", "2026-12-31", {"paying_visitors": 3, "visitors": 60})]
    assert adds("traffic_growth", event) == [
        ("shop", "2026-12-31", {"visits": 100}),
        ("shop", "2027-01-01", {"previous_visits": 100}),
    ]


def test_a_correction_of_traffic_adds_the_difference_alone() -> None:
    event = traffic(NOON, "2026-11-19", 100, 60, 3, version=2)
    event["data"]["change"] = {"visits": -10, "visitors": 0, "paying_visitors": 1}
    assert adds("conversion", event) == [("shop", "2026-11-19", {"paying_visitors": 1, "visitors": 0})]
    assert adds("traffic_growth", event)[0][2] == {"visits": -10}


@pytest.mark.parametrize("kind", ["ProductEntered", "RevisionBegun", "RelistingRequested"])
def test_whatever_is_entered_is_due_on_its_day_by_whoever_entered_it(kind: str) -> None:
    data: dict[str, Any] = (
        {"currency": "CNY", "skus": [], "revision": 1} if kind == "ProductEntered" else {"revision": 2}
    )
    data |= {"restored": None} if kind == "RevisionBegun" else {}
    assert adds("listing_on_time", told(kind, NOON, data, due=DUE)) == [("lin", "2026-11-23", {"due": 1})]


@pytest.mark.parametrize(
    ("moment", "in_time"), [("2026-11-23 18:00:00", 1), ("2026-11-23 18:00:00.001", 0), ("2026-12-02 00:00", 0)]
)
def test_a_publication_stands_on_the_day_on_which_it_was_due(moment: str, in_time: int) -> None:
    assert adds("listing_on_time", published(at(moment), DUE)) == [("lin", "2026-11-23", {"in_time": in_time})]


def test_a_due_time_that_is_moved_in_time_is_due_no_more_and_one_that_has_passed_stays_missed() -> None:
    before, after = due_moved(NOON, DUE, LATER), due_moved(at("2026-11-23 18:00:00.001"), DUE, LATER)
    assert adds("listing_on_time", before) == [("lin", "2026-11-23", {"due": -1}), ("lin", "2026-12-02", {"due": 1})]
    assert adds("listing_on_time", after) == [("lin", "2026-12-02", {"due": 1})]


def test_a_due_time_moved_within_its_day_is_one_row_that_changes_nothing() -> None:
    assert adds("listing_on_time", due_moved(NOON, DUE, at("2026-11-23 20:00"))) == [("lin", "2026-11-23", {"due": 0})]


@pytest.mark.parametrize(("when", "found"), [(NOON, [("lin", "2026-11-23", {"due": -1})]), (LATER, [])])
def test_what_is_dropped_before_it_is_due_is_not_due(when: Any, found: list[Any]) -> None:
    assert adds("listing_on_time", dropped(when, DUE)) == found


@pytest.mark.parametrize(
    "event",
    [entered(NOON, None), published(NOON, None), due_moved(NOON, DUE, LATER, who=None)],
    ids=lambda e: e["type"],
)
def test_events_from_before_due_times_or_entries_were_told_add_nothing(event: Told) -> None:
    assert adds("listing_on_time", event) == []


@pytest.mark.parametrize(
    ("event", "accepted"),
    [
        (published(NOON, DUE, **MATERIAL), 1),
        (sent_back(NOON, **MATERIAL), 0),
        (published(NOON, DUE, **MATERIAL | {"deliveries": 2, "judged": 1}), None),
        (sent_back(NOON, **MATERIAL | {"deliveries": 2, "judged": 1}), None),
        (sent_back(NOON, "draft", **MATERIAL), None),
        (published(NOON, DUE), None),
    ],
    ids=["accepted", "refused", "accepted at last", "refused again", "back to the draft", "no pictures of its own"],
)
def test_the_first_judgement_of_a_revisions_pictures_counts_for_each_of_their_designers(
    event: Told, accepted: int | None
) -> None:
    its = {"accepted": accepted, "delivered": 1}
    expected = [] if accepted is None else [("mei", "2026-11-20", its), ("yu", "2026-11-20", its)]
    assert adds("material_quality", event) == expected


def test_stocktakes_count_for_all_specialists_together() -> None:
    counts = {"within_tolerance": 18, "counted": 20}
    assert adds("stock_correct", counted(NOON, 18, 20)) == [("specialists", "2026-11-20", counts)]


# -- figures -----------------------------------------------------------------------------------------------


def figure(name: str, **parts: int) -> Any:
    return INDICATORS[name].figures(Tally(1, {"": parts}))


@pytest.mark.parametrize(
    ("name", "parts", "value"),
    [
        ("conversion", {"paying_visitors": 1, "visitors": 3}, "0.333333"),
        ("conversion", {"paying_visitors": 2, "visitors": 3}, "0.666667"),
        ("traffic_growth", {"visits": 80, "previous_visits": 100}, "-0.200000"),
        ("gross_margin", {"net": 1000, "cost": 600}, "0.400000"),
        ("new_customers", {"won": 5, "lost": 2}, "3"),
        ("listing_on_time", {"due": 4, "in_time": 3}, "0.750000"),
        ("listing_on_time", {"due": 1}, "0.000000"),
        ("stock_correct", {"within_tolerance": 18, "counted": 20}, "0.900000"),
        ("material_quality", {"accepted": 1, "delivered": 2}, "0.500000"),
    ],
)
def test_a_figure_is_a_quotient_of_sums(name: str, parts: dict[str, int], value: str) -> None:
    (found,) = figure(name, **parts)
    assert f"{found.value:f}" == value


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("conversion", {"paying_visitors": 0, "visitors": 0}),
        ("traffic_growth", {"visits": 80}),
        ("listing_on_time", {"due": 0, "in_time": 0}),
        ("gross_margin", {"net": 0, "cost": 0, "lines": 2, "lines_unknown": 2}),
    ],
)
def test_a_figure_with_an_empty_denominator_is_not_given(name: str, parts: dict[str, int]) -> None:
    assert figure(name, **parts) == "empty_denominator"


def test_what_has_no_evidence_is_not_given_rather_than_0() -> None:
    assert INDICATORS["sales"].figures(Tally()) == "no_evidence"


def test_money_of_two_currencies_is_two_figures_of_which_a_scheme_takes_its_own() -> None:
    tally = Tally(3, {"CNY": {"placed": 900, "due_back": 100}, "USD": {"placed": 50}})
    sales = INDICATORS["sales"]
    assert sales.figures(tally) == [Figure("CNY", 800, None), Figure("USD", 50, None)]
    assert sales.figure(tally, "USD") == Figure("USD", 50, None)
    assert sales.figure(tally, "EUR") == "no_evidence"


def test_a_margin_in_two_currencies_counts_in_the_one_in_which_most_lines_were_sold() -> None:
    dear = {"net": 9000, "cost": 1000, "lines": 1}
    tally = Tally(3, {"CNY": dear, "USD": {"net": 100, "cost": 50, "lines": 2}})
    margin = INDICATORS["gross_margin"]
    assert margin.figure(tally) == Figure("USD", 50, 100)
    assert margin.figure(Tally(1, {"CNY": dear})) == Figure("CNY", 8000, 9000)
    assert margin.figure(Tally()) == "no_evidence"


# -- points ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "floor", "target", "brings"),
    [
        ("0.9", "0.8", "1", "50.00"),
        ("0.8", "0.8", "1", "0.00"),
        ("0.1", "0.8", "1", "0.00"),
        ("9", "0.8", "1", "120.00"),
        ("3", "5", "1", "50.00"),  # lower is better
        ("6", "5", "1", "0.00"),
        ("0.00005", "0", "1", "0.01"),  # half up
        ("0.000049", "0", "1", "0.00"),
    ],
)
def test_points_go_from_the_floor_to_the_target_and_somewhat_beyond(
    value: str, floor: str, target: str, brings: str
) -> None:
    assert str(points(Decimal(value), Decimal(floor), Decimal(target))) == brings


def test_points_are_of_the_exact_value_and_rounded_once() -> None:
    assert points(Fraction(1, 3), Decimal(0), Decimal(1)) == Decimal("33.33")
    assert points(Fraction(2, 3), Decimal(0), Decimal(1)) == Decimal("66.67")


DECIMALS = st.decimals(-1000, 1000, places=3)


@given(low=DECIMALS, high=DECIMALS, floor=DECIMALS, target=DECIMALS)
def test_a_better_value_never_brings_fewer_points(low: Decimal, high: Decimal, floor: Decimal, target: Decimal) -> None:
    if floor == target:
        return
    worse, better = sorted((low, high), reverse=floor > target)
    brings = points(worse, floor, target), points(better, floor, target)
    assert 0 <= brings[0] <= brings[1] <= 120


# -- adding one --------------------------------------------------------------------------------------------

ADDED = """
from appraisal_rounds.indicators.definition import SHOP, Entry, Indicator
from shop.business_days import business_date
from shop.contract.order_dispatch import OrderPlaced
from shop.roles import Role

INDICATOR = Indicator(
    "large_orders", Role.MANAGER, "share", SHOP, numerator={"large": 1}, denominator={"orders": 1},
    rows={OrderPlaced: lambda event: [
        Entry(SHOP, business_date(event.at), {"orders": 1, "large": int(event.data.total_minor >= 1000)})
    ]},
)
"""


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Indicator:
    """An indicator that is added by writing its file, and nothing else."""
    (tmp_path / "large_orders_of_a_test.py").write_text(ADDED)
    monkeypatch.setattr(indicators, "__path__", [*indicators.__path__, str(tmp_path)])
    return indicators.found()["large_orders"]


def test_an_indicator_is_added_by_its_file_and_a_scheme_that_weighs_it(
    added: Indicator, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(indicators.found()) == {*INDICATORS, "large_orders"}
    assert added.entries(read(placed(NOON, 1000))) == [Entry("shop", NOON.date(), {"orders": 1, "large": 1})]
    monkeypatch.setattr(terms, "BY_POST", indicators.by_post(indicators.found()))
    manager = TERMS["operations-manager"]
    weighed = [*manager.indicators[1:], terms.IndicatorTerms("large_orders", 30, Decimal(0), Decimal("0.5"))]
    assert manager._replace(indicators=tuple(weighed)).checked("operations-manager")


def test_an_indicator_added_in_mid_year_has_what_is_told_again_as_its_evidence(desk: Desk, added: Indicator) -> None:
    desk.house.now = NOON
    event = placed(NOON, 1000)
    desk.hear(event)
    assert collecting.collect(read(event), clock.now, {"sales": INDICATORS["sales"], "large_orders": added}) == 1
    assert desk.parts("2026-11", "shop", "large_orders") == {"orders": 1, "large": 1}
    assert desk.parts("2026-11", "shop", "sales", "CNY") == {"placed": 1000, "orders": 1}


def test_an_entry_for_the_same_day_is_one_whatever_an_indicator_yields() -> None:
    def twice(event: Any) -> list[Entry]:
        return [Entry("shop", NOON.date(), {"a": 1}, {"x": 1}), Entry("shop", NOON.date(), {"a": 2, "b": 3})]

    kinds: dict[Any, Callable[[Any], list[Entry]]] = {all_types()["OrderPlaced"]: twice}
    one = Indicator("twice", Role.MANAGER, "count", "shop", {"a": 1}, rows=kinds)
    assert one.entries(read(placed(NOON, 1))) == [Entry("shop", NOON.date(), {"a": 3, "b": 3}, {"x": 1})]
