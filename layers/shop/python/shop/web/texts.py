"""What people write: kept as it was written, in any script, as long as a label or a list can show it.

    name: Annotated[str, printable(100)]       one line
    reasons: Annotated[str, paragraphs(1000)]  running text

Joiners (U+200C, U+200D) are spelling in Persian and others, and hold emoji together. Refused, with the reason: what no
reader can show, what was damaged on the way, and what would turn the text behind it round.
"""

import unicodedata
from typing import Any, NamedTuple

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

DAMAGED = "\ufffd"
_ENDS_OF_LINES = "\t\n\r\u2028\u2029"
# Each direction with what ends it: embeddings and overrides, then isolates (Unicode Standard Annex 9).
_ENDED_BY = {**dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"), **dict.fromkeys("\u2066\u2067\u2068", "\u2069")}
_ENDS = frozenset(_ENDED_BY.values())
# Categories of marks, blanks and controls; and letters and symbols by their category that nobody sees all the same.
_SHOW_NOTHING = frozenset(("Mn", "Mc", "Me", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs"))
_UNSEEN = frozenset("\u115f\u1160\u3164\uffa0\u2800")


class Text(NamedTuple):
    """A text of at most so many characters; `beside` are the control characters that it may hold."""

    most: int
    least: int
    beside: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.str_schema(min_length=self.least, max_length=self.most, strip_whitespace=True)
        return core_schema.no_info_after_validator_function(self.checked, text)

    def checked(self, text: str) -> str:
        """The text as it is. Raises ValueError that says what is wrong with it."""
        # Most texts need no second look, in which every character is asked for its category.
        if not text.isprintable() or DAMAGED in text:
            _look_through(text, self.beside)
        if self.least and is_blank(text):
            raise ValueError("is empty")
        return text


def printable(most: int) -> Text:
    """One line of at most so many characters, and at least one that is seen."""
    return Text(most, 1, "")


def paragraphs(most: int, *, least: int = 1) -> Text:
    """Running text of at most so many characters, with tabs and ends of lines; with `least=0` it may be empty."""
    return Text(most, least, _ENDS_OF_LINES)


def is_blank(text: str) -> bool:
    """Whether there is nothing to be seen in a text."""
    if text.isascii():
        return not text.strip()
    return all(unicodedata.category(one) in _SHOW_NOTHING or one in _UNSEEN for one in text)


def _look_through(text: str, beside: str) -> None:
    awaited: list[str] = []
    for one in text:
        if one in beside:
            continue
        if one == DAMAGED:
            raise ValueError("holds characters that were damaged on the way (U+FFFD); is it sent as UTF-8?")
        if one in _ENDED_BY:
            awaited.append(_ENDED_BY[one])
        elif one in _ENDS and (not awaited or awaited.pop() != one):
            raise ValueError(f"ends a direction of writing that it does not begin (U+{ord(one):04X})")
        elif unicodedata.category(one) in ("Cc", "Zl", "Zp", "Cs") or _is_no_character(one):
            raise ValueError(f"holds a control character (U+{ord(one):04X})")
    if awaited:
        raise ValueError(f"begins a direction of writing without its end (U+{ord(awaited[-1]):04X})")


def _is_no_character(one: str) -> bool:
    # The two last of each plane and a row in between are given to no character for ever.
    return ord(one) & 0xFFFE == 0xFFFE or "\ufdd0" <= one <= "\ufdef"
