"""Texts of people are kept as they were written, unless nobody could read them or they turn others round."""

import unicodedata
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shop.web.models import EMPTY_IS_A_TEXT, RequestModel
from shop.web.reasons import reason
from shop.web.texts import is_blank, paragraphs, printable


class Card(RequestModel):
    name: Annotated[str, printable(40)] = "-"
    note: Annotated[str, printable(40)] | None = None
    message: Annotated[str, paragraphs(200)] | None = None
    blurb: Annotated[str, paragraphs(200, least=0)] = ""
    instead: Annotated[Annotated[str, paragraphs(200, least=0)] | None, EMPTY_IS_A_TEXT] = None


def reasons(**sent: Any) -> list[str]:
    """Why a card is refused; nothing when it is taken."""
    try:
        Card.model_validate(sent)
    except ValidationError as error:
        return [f"{found['loc'][0]} {reason(dict(found))}" for found in error.errors()]
    return []


KEPT = {
    "Persian with its joiner": "علی\u200cرضا محمدی",
    "Hindi with a joiner": "क्\u200dष",
    "an emoji of several": "👩\u200d👩\u200d👧\u200d👦 ❤\ufe0f",
    "a flag spelt in tags": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "Thai with breaks": "สวัสดี\u200bครับ",
    "Arabic with a mark of direction": "محمد\u200e (2)",
    "an isolate with its end": "\u2068עברית\u2069 abc",
    "an override with its end": "\u202d123\u202c",
    "a rare character of GBK": "\ue863",
    "Vietnamese, not composed": unicodedata.normalize("NFD", "Nguyễn Thị Hồng"),
    "a full-width blank": "欧阳\u3000春晓",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_a_text_is_kept_as_it_was_written(text: str) -> None:
    card = Card(name=text, note=text, message=text)
    assert (card.name, card.note, card.message) == (text, text, text)


REFUSED = {
    "a\0b": "control character (U+0000)",
    "a\x1b[31m": "control character (U+001B)",
    "a\x7fb": "control character (U+007F)",
    "a\x85b": "control character (U+0085)",
    "a\ufffdb": "damaged on the way",
    "a\ufffeb": "control character (U+FFFE)",
    "a\U0001ffffb": "control character (U+1FFFF)",
    "a\u202eb": "direction of writing without its end (U+202C)",
    "a\u2067b": "direction of writing without its end (U+2069)",
    "\u202ea\u2069b": "ends a direction of writing that it does not begin (U+2069)",
    "a\u202cb": "ends a direction of writing that it does not begin (U+202C)",
}


@pytest.mark.parametrize(("text", "why"), REFUSED.items(), ids=map(repr, REFUSED))
def test_what_nobody_can_read_is_refused_by_its_field_with_the_reason(text: str, why: str) -> None:
    (of_name,), (of_message,) = reasons(name=text), reasons(message=text)
    assert of_name.startswith("name ")
    assert of_message.startswith("message ")
    assert why in of_name
    assert why in of_message


def test_half_a_character_is_no_text() -> None:
    assert reasons(name="a\ud800") == ["name holds half a character"]


def test_lines_end_in_running_text_only() -> None:
    assert reasons(message="a\r\n\tb\u2028c") == []
    assert reasons(name="a\nb") == ["name holds a control character (U+000A)"]
    assert reasons(name="a\u2028b") == ["name holds a control character (U+2028)"]


@pytest.mark.parametrize("text", ["", " ", "\u3000\n", "\u200b", "\u202d\u202c", "\u2060 \u00ad", "\u3164", "\ufe0f"])
def test_a_text_that_shows_nothing_is_empty_where_it_is_needed_and_missing_where_it_is_not(text: str) -> None:
    assert reasons(name=text) == ["name is empty"]
    card = Card(note=text, message=text, blurb=text)
    assert (card.note, card.message) == (None, None)
    assert is_blank(card.blurb)


def test_an_empty_text_can_take_another_ones_place() -> None:
    assert (Card(instead="").instead, Card().instead) == ("", None)


def test_a_text_has_a_most() -> None:
    assert reasons(name="👍" * 40, message="x" * 200) == []
    assert reasons(name="x" * 41) == ["name is longer than 40 characters"]


# What may stand in a label: all characters but those that end lines, control something or were damaged.
WRITTEN = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Cn", "Zl", "Zp"]), min_size=1, max_size=40)
JOINERS = st.sampled_from(["", "\u200c", "\u200d", "\u200e", "\u200f"])


@given(WRITTEN, JOINERS, WRITTEN)
def test_letters_of_any_script_are_kept_with_their_joiners(one: str, joiner: str, other: str) -> None:
    text = f"x{one[:18]}{joiner}{other[:18]}x"
    if "\ufffd" not in text:
        assert Card(name=text, message=text).name == text


@given(WRITTEN, st.sampled_from([*map(chr, range(9)), "\x0b", "\x1f", "\x7f", "\x9f", "\ufffd", "\ufffe"]), WRITTEN)
def test_no_text_with_a_character_that_controls_or_was_damaged_is_taken(one: str, odd: str, other: str) -> None:
    text = f"x{one[:18]}{odd}{other[:18]}x"
    assert [why.split()[0] for why in reasons(name=text, message=text)] == ["name", "message"]


@given(st.lists(st.sampled_from(["a", "ש", "\u202a", "\u202b", "\u202d", "\u202e", "\u202c", "\u2066", "\u2069"])))
def test_what_is_taken_turns_nothing_round_that_stands_behind_it(parts: list[str]) -> None:
    text = "x" + "".join(parts)[:38]
    if not reasons(name=text):
        assert sum(one in "\u202a\u202b\u202d\u202e" for one in text) == text.count("\u202c")
        assert text.count("\u2066") == text.count("\u2069")


@given(st.text(st.characters(codec=None)))
def test_any_text_at_all_is_taken_or_refused_in_words(text: str) -> None:
    for why in reasons(name=text, note=text, message=text, blurb=text):
        assert "should" not in why
        assert "error" not in why
