"""Texts: an event in words, for whoever is told of it, in each language. One table a language, beside each other.

Nothing in a text can be taken for a link or a mention, whoever gave the number that it names.
"""

import re
from typing import Any, Literal, Protocol

from notices.texts import en, zh_cn
from shop.contract import Event, EventData

Language = Literal["zh-CN", "en"]


class _Texts(Protocol):
    """A language: texts by the event's type."""

    CUSTOMERS: dict[str, str]
    STAFF: dict[str, str]
    WORDS: dict[str, str]
    TITLE: str
    SEVERAL: str
    MORE: str


LANGUAGES: dict[str, _Texts] = {"zh-CN": zh_cn, "en": en}

# What an event tells by codes that people know by another word.
_CODES = {"carrier", "department"}
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
    """What a text can name of an event: its texts, codes with a word of their own in words, and whose it is."""
    known: dict[str, Any] = event.data.model_dump() | {"thing": event.entity.partition("#")[2]}
    for name in _CODES & known.keys():
        known[name] = texts.WORDS.get(known[name], known[name])
    return {name: _LINKING.sub(" ", value) for name, value in known.items() if isinstance(value, str)}
