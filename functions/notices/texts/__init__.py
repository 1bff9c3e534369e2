"""Texts: an event in words, for whoever is told of it, in each language. One table a language, beside each other.

Nothing in a text can be taken for a link or a mention, whoever gave the number that it names.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from notices.texts import en, zh_cn
from shop.business_days import SHANGHAI
from shop.contract import Event, EventData


class _Texts(Protocol):
    """A language: texts by the event's type."""

    CUSTOMERS: dict[str, str]
    STAFF: dict[str, str]
    ROWS: dict[str, str]
    BETWEEN: str
    AND_MORE: str
    WORDS: dict[str, str]
    TITLE: str
    SEVERAL: str
    MORE: str
    MOMENT: str


LANGUAGES: dict[str, _Texts] = {"zh-CN": zh_cn, "en": en}

# What an event tells by codes that people know by another word.
_CODES = {"carrier", "department", "kind", "post", "state", "why"}
# Moments that people are told as they read clocks in Shanghai.
_MOMENTS = {"reviews_due", "composite_by", "fed_back_by", "answer_by", "decide_by"}
# What is told of something that an event leaves out.
_NOTHING = "–"
# A message of a robot holds so many rows, in any language; the whole list is in its room.
_MOST_ROWS = 15
# Letters and digits of any script and hyphens make no link; a dot, a colon, a slash or an @ between them may.
_LINKING = re.compile(r"[^\w-]+")


def for_customer(event: Event[EventData], language: str) -> str:
    """What the customer is told of this event."""
    texts = LANGUAGES[language]
    return texts.CUSTOMERS[event.type].format_map(_shown(event, texts))


def for_staff(event: Event[EventData]) -> dict[str, str]:
    """What staff are told of this event, in every language."""
    return {language: texts.STAFF[event.type].format_map(_shown(event, texts)) for language, texts in LANGUAGES.items()}


def title(language: str, *, shown: int, left: int) -> str:
    """What stands above what a robot tells: how many notices follow, and how many are still to come."""
    texts = LANGUAGES[language]
    several = texts.SEVERAL.format(shown=shown) if shown > 1 else ""
    return texts.TITLE + several + (texts.MORE.format(left=left) if left else "")


def _shown(event: Event[EventData], texts: _Texts) -> dict[str, str]:
    """What a text can name of an event: its fields, codes with a word of their own in words, and whose it is."""
    known: dict[str, Any] = event.data.model_dump() | {"thing": event.entity.partition("#")[2]}
    rows = known.pop("rows", None)
    shown = _in_words(known, texts)
    if rows is not None:
        shown["rows"] = _listed(rows, known["more"], texts.ROWS[event.type], texts)
    return shown


def _listed(rows: Sequence[Mapping[str, Any]], more: int, row: str, texts: _Texts) -> str:
    """The first rows of a list, and how many there are besides, `more` of them not in the event."""
    told = texts.BETWEEN.join(row.format_map(_in_words(each, texts)) for each in rows[:_MOST_ROWS])
    left = len(rows[_MOST_ROWS:]) + more
    return told + (texts.AND_MORE.format(left=left) if left > 0 else "")


def _in_words(known: Mapping[str, Any], texts: _Texts) -> dict[str, str]:
    words = {name: texts.WORDS.get(value, value) if name in _CODES else value for name, value in known.items()}
    for name in _MOMENTS & words.keys():
        words[name] = _moment(words[name], texts)
    told = {name: _NOTHING if value is None else value for name, value in words.items()}
    return {name: _LINKING.sub(" ", str(value)) for name, value in told.items() if isinstance(value, str | int)}


def _moment(said: str, texts: _Texts) -> str:
    """A moment as clocks in Shanghai tell it. A colon between figures could be taken for part of a link."""
    at = datetime.fromisoformat(said).astimezone(SHANGHAI)
    return texts.MOMENT.format(day=at.date(), hour=f"{at:%H}", minute=f"{at:%M}")
