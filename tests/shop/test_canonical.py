"""Writings that are one name to people have one canonical form, and others have others."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.canonical import canonical_name

ONE = [
    "DN-1",
    "dn-1",
    "Dn-1",
    "ＤＮ－１",
    "DN - 1",
    " DN -1",
    "DN\u3000-\u00a01",
    "DN–1",
    "DN−1",
    "D\u200bN-1\u200e",
    "ＤＮ‐１",
]


@pytest.mark.parametrize("written", ONE)
def test_one_number_has_many_writings(written: str) -> None:
    assert canonical_name(written) == "dn-1"


@pytest.mark.parametrize(
    ("one", "other"),
    [("DN-1", "DN-11"), ("1 12", "11 2"), ("1 12", "112"), ("DN/1", "DN-1"), ("送货单1", "送货单2"), ("a", "ä")],
)
def test_two_numbers_stay_two(one: str, other: str) -> None:
    assert canonical_name(one) != canonical_name(other)


NUMBERS = st.from_regex(r"[A-Z]{1,6}[-/.][0-9]{1,8}([-/.][0-9]{1,4})?", fullmatch=True)
ON_A_KEYBOARD = range(0x21, 0x7F)


def wide(text: str) -> str:
    """As an input method for Chinese writes it."""
    return "".join(chr(ord(one) + 0xFEE0) if ord(one) in ON_A_KEYBOARD else one for one in text)


def spread(text: str) -> str:
    return re.sub(r"[-/.－．／]", lambda found: f"  {found[0]}\u3000", text)


@given(NUMBERS, st.lists(st.sampled_from([str.lower, str.title, str.swapcase, wide, spread])))
def test_case_width_and_blanks_make_no_other_number(number: str, ways: list[Callable[[str], str]]) -> None:
    written = number
    for way in ways:
        written = way(written)
    assert canonical_name(written) == canonical_name(number)


@given(NUMBERS, NUMBERS)
def test_different_numbers_are_never_one(one: str, other: str) -> None:
    assert (canonical_name(one) == canonical_name(other)) == (one == other)


@given(st.text())
def test_a_canonical_form_is_its_own(text: str) -> None:
    once = canonical_name(text)
    assert canonical_name(once) == once
