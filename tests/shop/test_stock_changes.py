"""What moving units does to a level, and what has to be true of it: by the figures alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.stock.changes import (
    BLOCKED,
    COME,
    FREED,
    GONE,
    PROMISED,
    TAKEN,
    UNBLOCKED,
    WRITTEN_OFF,
    Change,
    Level,
    Way,
)

WAYS = (COME, TAKEN, PROMISED, FREED, GONE, BLOCKED, UNBLOCKED, WRITTEN_OFF)


@st.composite
def levels(draw: st.DrawFn) -> Level:
    """A level as the ledger leaves one: where anything is short nothing is available."""
    reserved = draw(st.integers(0, 5))
    shortfall = draw(st.integers(0, reserved))
    return Level(0 if shortfall else draw(st.integers(0, 5)), reserved, draw(st.integers(0, 5)), shortfall)


def after(level: Level, change: Change) -> Level:
    return Level(*(has + more for has, more in zip(level, change, strict=True)))


def holds(condition: str, values: dict[str, int], level: Level) -> bool:
    """What the store says to a condition of a level that never had a shortfall of 0 written out."""
    text = condition.replace("(attribute_not_exists(#shortfall) OR #shortfall = :none)", "#shortfall = :none")
    for name, value in values.items():
        text = text.replace(f":{name}", str(value))
    for name, value in level._asdict().items():
        text = text.replace(f"#{name}", str(value))
    text = text.replace(" = ", " == ").replace("AND", "and") or "True"
    return bool(eval(text))


def test_what_is_on_hand_is_what_is_free_promised_or_blocked_without_what_is_missing() -> None:
    assert Level(0, 5, 2, 3).on_hand == 4
    assert Level.of({"available": 7, "reserved": 1}).on_hand == 8  # as levels were stored before
    assert Level.of(None) == Level(0, 0, 0, 0)


@pytest.mark.parametrize(
    ("way", "units", "seen", "change"),
    [
        (COME, 3, None, Change(3)),
        (COME, 3, Level(0, 4, 0, 2), Change(1, 0, 0, -2)),
        (COME, 3, Level(0, 4, 0, 4), Change(0, 0, 0, -3)),
        (FREED, 2, Level(0, 4, 0, 3), Change(0, -2, 0, -2)),
        (TAKEN, 3, Level(5, 1), Change(-3)),
        (TAKEN, 3, Level(1, 4), Change(-1, 0, 0, 2)),
        (BLOCKED, 3, Level(1, 4), Change(-1, 0, 3, 2)),
        (UNBLOCKED, 3, Level(0, 2, 3, 1), Change(2, 0, -3, -1)),
        (WRITTEN_OFF, 3, Level(0, 2, 3, 1), Change(0, 0, -3)),
        (GONE, 2, Level(0, 5, 0, 1), Change(0, -2)),
        (PROMISED, 2, Level(5), Change(-2, 2)),
    ],
)
def test_what_comes_free_makes_up_what_is_short_and_what_is_missing_is_free_first(
    way: Way, units: int, seen: Level | None, change: Change
) -> None:
    assert way.change(units, seen) == change


@given(way=st.sampled_from(WAYS), units=st.integers(1, 6), seen=levels())
def test_a_change_by_what_was_seen_leaves_a_sound_level_or_is_not_taken(way: Way, units: int, seen: Level) -> None:
    change = way.change(units, seen)
    left = after(seen, change)
    if seen.takes(change):
        assert not (left.shortfall and left.available)
        assert left.on_hand == seen.on_hand + change.on_hand


@given(way=st.sampled_from(WAYS), units=st.integers(1, 6), seen=levels(), found=levels())
def test_the_condition_of_a_change_holds_of_what_was_seen_and_of_no_level_that_it_would_spoil(
    way: Way, units: int, seen: Level, found: Level
) -> None:
    change = way.change(units, seen)
    condition, values = change.needs(seen.shortfall)
    assert holds(condition, values, seen) == seen.takes(change)
    if holds(condition, values, found):
        left = after(found, change)
        assert min(left) >= 0
        assert left.shortfall <= left.reserved
        assert not (left.shortfall and left.available)


@given(way=st.sampled_from(WAYS), units=st.integers(1, 6), found=levels())
def test_the_condition_of_a_change_without_a_look_holds_of_no_level_that_it_would_spoil(
    way: Way, units: int, found: Level
) -> None:
    change = way.change(units)
    condition, values = change.needs()
    if holds(condition, values, found):
        assert change == way.change(units, found)
        assert found.takes(change)
