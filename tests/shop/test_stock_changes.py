"""What moving units does to a level, and what has to be true of it: by the figures alone."""

import re
from collections.abc import Callable
from itertools import product

import pytest

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


# All small levels as the ledger leaves them: where anything is short nothing is available.
LEVELS = [
    Level(available, reserved, blocked, shortfall)
    for available, reserved, blocked, shortfall in product(range(4), range(4), range(2), range(4))
    if shortfall <= reserved and not (shortfall and available)
]
UNITS = range(1, 5)


def after(level: Level, change: Change) -> Level:
    return Level(*(has + more for has, more in zip(level, change, strict=True)))


def is_sound(level: Level) -> bool:
    return min(level) >= 0 and level.shortfall <= level.reserved and not (level.shortfall and level.available)


def told(change: Change, short: int = 0) -> Callable[[Level], bool]:
    """What the store says to the condition of a change, of each level."""
    condition, values = change.needs(short)
    text = condition.replace("(attribute_not_exists(#shortfall) OR #shortfall = :none)", "#shortfall = :none")
    text = re.sub(r":(\w+)", lambda name: str(values[name[1]]), re.sub(r"#(\w+)", r"level.\1", text))
    holds: Callable[[Level], bool] = eval(f"lambda level: {text.replace(' = ', ' == ').replace('AND', 'and') or True}")
    return holds


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


@pytest.mark.parametrize("way", WAYS)
def test_a_change_by_what_was_seen_leaves_a_sound_level_or_is_not_taken(way: Way) -> None:
    for units, seen in product(UNITS, LEVELS):
        change = way.change(units, seen)
        assert seen.takes(change) == is_sound(after(seen, change)), (units, seen)
        assert after(seen, change).on_hand == seen.on_hand + change.on_hand


@pytest.mark.parametrize("way", WAYS)
def test_the_condition_of_a_change_holds_of_what_was_seen_and_of_no_level_that_it_would_spoil(way: Way) -> None:
    for units, seen in product(UNITS, LEVELS):
        change = way.change(units, seen)
        holds = told(change, seen.shortfall)
        assert holds(seen) == seen.takes(change), (units, seen)
        assert all(is_sound(after(found, change)) for found in LEVELS if holds(found)), (units, seen)


@pytest.mark.parametrize("way", WAYS)
def test_the_condition_of_a_change_without_a_look_holds_where_that_is_what_a_look_would_say(way: Way) -> None:
    for units in UNITS:
        change = way.change(units)
        holds = told(change)
        for found in LEVELS:
            if holds(found):
                assert change == way.change(units, found), (units, found)
                assert found.takes(change), (units, found)
