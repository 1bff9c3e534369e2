"""When a difference stands, and what a stocktake's sums say of its lines: by the rules alone (R3.1.3)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies

from shop.roles import Caller, Role
from stock_control.stocktakes import tables
from stock_control.stocktakes.domain import Stocktake, Tally
from stock_control.stocktakes.lines import Goods, Line
from stock_control.stocktakes.refusals import NotToBeCounted, SameCounter

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
DUE = AT + timedelta(days=1)
PEOPLE = tuple(Caller(f"sub-{name}", Role.WAREHOUSE, "WH-SH") for name in "abc")


def goods(recorded: int = 10) -> Goods:
    return Goods("MUG", recorded, "CNY", 1250)


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        ("a10", "settled"),
        ("a8", "to_recount"),
        ("a8 b8", "to_explain"),
        ("a8 b10", "settled"),
        ("a8 b7", "to_recount"),
        ("a8 b7 c8", "to_recount"),
        ("a8 b7 a7", "to_explain"),
        ("a8 b7 c10", "settled"),
    ],
)
def test_a_difference_stands_when_two_people_in_a_row_found_it(counts: str, state: str) -> None:
    line = Line("MUG")
    for said in counts.split():
        line, _ = line.counted(int(said[1:]), goods(), PEOPLE["abc".index(said[0])], AT)
    assert line.state == state


def test_what_is_compared_is_the_difference_and_not_the_units() -> None:
    line, _ = Line("MUG").counted(8, goods(10), PEOPLE[0], AT)
    again, transition = line.counted(18, goods(20), PEOPLE[1], AT)
    assert (transition, again.difference) == (tables.AGREE, -2)
    again, transition = line.counted(8, goods(20), PEOPLE[1], AT)
    assert (transition, again.difference) == (tables.DIFFER, 0)


@pytest.mark.parametrize("units", [8, 9, 10])
def test_who_counted_last_hears_the_same_whatever_became_of_it(units: int) -> None:
    line, _ = Line("MUG").counted(units, goods(), PEOPLE[0], AT)
    with pytest.raises(SameCounter):
        line.counted(units, goods(), PEOPLE[0], AT)


def test_what_is_settled_is_not_counted_again() -> None:
    line, _ = Line("MUG").counted(10, goods(), PEOPLE[0], AT)
    with pytest.raises(NotToBeCounted):
        line.counted(10, goods(), PEOPLE[1], AT)


@pytest.mark.parametrize(
    ("units", "value", "limit", "needs"),
    [(8, 1250, 2500, False), (8, 1250, 2499, True), (12, 1250, 2499, True), (9, None, 10**12, True), (10, 1, 0, False)],
)
def test_a_difference_above_the_limit_is_the_managers(units: int, value: int | None, limit: int, needs: bool) -> None:
    line = Line("MUG")
    for person in PEOPLE[:2]:
        if line.state in tables.UNCOUNTED:
            line, _ = line.counted(units, goods()._replace(unit_value_minor=value), person, AT)
    assert line.needs_manager(limit) is needs


@pytest.mark.parametrize(
    ("units", "right"), [(100, True), (98, True), (102, True), (97, False), (103, False), (0, False)]
)
def test_a_line_is_right_within_the_tolerance(units: int, right: bool) -> None:
    line = Line("MUG")
    for person in PEOPLE[:2]:
        if line.state in tables.UNCOUNTED:
            line, _ = line.counted(units, goods(100), person, AT)
    assert Tally.of(line, 20).within_tolerance == right


STEPS = strategies.lists(
    strategies.tuples(strategies.integers(0, 2), strategies.sampled_from(("count", "explain", "back", "adjust")),
                      strategies.integers(0, 2), strategies.integers(8, 12)),
    max_size=30,
)  # fmt: skip


@given(STEPS)
def test_a_stocktakes_sums_are_the_sums_over_its_lines(steps: list[tuple[int, str, int, int]]) -> None:
    stocktake = Stocktake.opened("WH-SH", "skus", 100, AT).with_lines(map(Line, "XYZ"), laid_out=True)
    lines = [Line(sku) for sku in "XYZ"]
    for place, step, person, units in steps:
        before = lines[place]
        try:
            after = done(before, step, PEOPLE[person], units)
        except (SameCounter, NotToBeCounted):
            continue
        if after is before:
            continue
        lines[place] = after
        stocktake = stocktake.counted(before, after, AT) if step == "count" else stocktake.changed(before, after)
    summed = Tally(*map(sum, zip(*(Tally.of(line, 100) for line in lines), strict=True)))
    assert stocktake.tally == summed
    worth = stocktake.worth.get("CNY", (0, 0))
    assert worth[0] == sum(max(line.difference_value_minor, 0) for line in lines)
    assert worth[1] == sum(max(-line.difference_value_minor, 0) for line in lines)
    uncounted = any(line.state in tables.UNCOUNTED for line in lines)
    assert stocktake.state == "open" or stocktake.state == "investigating" or uncounted


def done(line: Line, step: str, by: Caller, units: int) -> Line:
    """The line after a step, or as it is where that is not to be done."""
    match step, line.state:
        case "count", _:
            return line.counted(units, goods(), by, AT)[0]
        case "explain", tables.TO_EXPLAIN:
            return line.explained("other", None, AT)
        case "back", tables.TO_EXPLAIN | tables.EXPLAINED:
            return line.sent_back(AT)
        case "adjust", tables.EXPLAINED:
            return line.adjusted("M", 10**12, Caller("sub-boss", Role.MANAGER), AT)
    return line
