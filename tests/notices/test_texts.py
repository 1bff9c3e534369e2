"""Every event has its words on every channel and in every language."""

import re
from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from notices import reactions, texts
from notices.audiences import TOLD
from notices.robots.addresses import PLATFORMS
from notices.robots.port import Robot
from notices.views import KeptNotice, own
from shop.contacts import CHANNELS
from shop.contract import Event, EventData
from shop.contract.catalogue import all_types
from shop.roles import Role

CUSTOMERS = sorted(reactions.reactions.reactions["tell_customers"].hears)
STAFF = sorted(reactions.reactions.reactions["tell_staff"].hears)
AT = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
# What the fields of an event may hold, where it matters to a text.
FIELDS: dict[str, Any] = {
    "external_id": "WEB-1",
    "document": "DN-1",
    "sku": "MUG-1",
    "carrier": "shunfeng",
    "tracking_number": "SF1234567890",
    "expected_arrival": "2026-11-30",
    "carrier_code": "203",
    "department": "warehouse",
    "party": "WH-SH",
    "to": "draft",
    "entered_by": "sub-of-lin",
    "kind": "cycle",
    "cause": "damaged",
    "needs_manager": True,
    "was_published": True,
    "why": "closed",
    "cycle": "monthly",
    "round_id": "2026-11",
    "people": ["sub-of-lin"],
    **dict.fromkeys(("reviews_due", "composite_by", "fed_back_by", "answer_by", "decide_by"), "2026-12-05T10:00:00Z"),
}
ENTITY = {
    "shop.contract.listing": "PRODUCT#01M85MG3G0R8V5X7TN4Y6J1HCE",
    "shop.contract.stock_alerts": "REPLENISHMENT#01M85MG3G0R8V5X7TN4Y6J1HCE",
}


def event(kind: str) -> Event[EventData]:
    """An event of this type, with something in each field."""
    of = all_types()[kind]
    plain: dict[Any, Any] = {str: "X1", int: 1, bool: True, str | None: "X1", int | None: 1}
    data = {name: FIELDS.get(name, plain.get(field.annotation, [])) for name, field in of.model_fields.items()}
    envelope = {"id": "01M85MG3G0W1C9E6P4T8V2N7RD", "type": kind, "at": AT, "actor": "a", "role": "r", "version": 5}
    entity = ENTITY.get(of.__module__, "ORDER#01M85MG3G0R8V5X7TN4Y6J1HCE")
    return Event[of].model_validate(envelope | {"entity": entity, "data": data})  # type: ignore[valid-type]


def is_told(text: str, language: str) -> None:
    """The text is whole, in its language, and names nothing that could be followed."""
    assert text
    assert not re.search(r"[{}@<>\[\]/]|https?:|None", text), text
    assert bool(re.search(r"[一-鿿]", text)) == (language == "zh-CN"), text


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("kind", CUSTOMERS)
def test_customers_are_told_of_every_event_on_every_channel_in_every_language(
    kind: str, channel: str, language: str
) -> None:
    text = texts.for_customer(event(kind), language)
    is_told(text, language)
    assert "WEB-1" in text
    # Three parts of a long SMS at most.
    assert channel != "sms" or len(text) <= 3 * (67 if language == "zh-CN" else 153)


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("kind", STAFF)
def test_staff_are_told_of_every_event_in_every_language_of_their_lists(kind: str, language: str) -> None:
    told = event(kind)
    kept = KeptNotice(
        notice_id="N", event_id=told.id, event_type=kind, entity=told.entity, texts=texts.for_staff(told), at="T"
    )
    shown = own(kept, language, None)
    is_told(shown.text, language)
    things = (told.entity.partition("#")[2], *(FIELDS[name] for name in ("external_id", "document", "sku", "round_id")))
    assert any(thing in shown.text for thing in things)


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("kind", STAFF)
def test_robots_of_every_platform_say_every_event_in_every_language(kind: str, platform: str, language: str) -> None:
    robot = Robot("r", platform, "https://robots.example/send?key=K", "S", frozenset(), language)
    line = texts.for_staff(event(kind))[language]
    request = PLATFORMS[platform].request(robot, texts.title(language, shown=1, left=0), [line], AT)
    (said,) = [text for text in strings(request.body) if line in text]
    assert texts.LANGUAGES[language].TITLE in said
    assert len(said.encode()) <= PLATFORMS[platform].largest


def strings(value: Any) -> list[str]:
    """Every text in a body."""
    if isinstance(value, str):
        return [value]
    return [text for part in (value.values() if isinstance(value, dict) else []) for text in strings(part)]


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_table_has_the_words_that_are_used_and_no_others(language: str) -> None:
    table = texts.LANGUAGES[language]
    assert sorted(table.CUSTOMERS) == CUSTOMERS
    assert sorted(table.STAFF) == STAFF == sorted(kind.__name__ for kind in TOLD)
    assert set(Role) < set(table.WORDS)
    assert table.WORDS.keys() == texts.LANGUAGES["en"].WORDS.keys()
    assert set(table.ROWS) == {kind for kind in STAFF if "rows" in all_types()[kind].model_fields}


def listing(kind: str, rows: int) -> Event[EventData]:
    """An event that lists so many things, as long as they get."""
    told = event(kind)
    of = get_args(all_types()[kind].model_fields["rows"].annotation)[0]
    long: dict[str, Any] = {"sku": "W" * 40, "party": "W" * 20, "supplier": "W" * 20, "kind": "sold_out"}
    plain: dict[Any, Any] = {int: 999_999, int | None: 999_999, str: "X" * 26}
    row = {name: long.get(name, plain.get(field.annotation)) for name, field in of.model_fields.items()}
    return told.model_copy(update={"data": all_types()[kind].model_validate({"rows": [row] * rows, "more": 7})})


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("kind", texts.LANGUAGES["en"].ROWS)
def test_a_list_of_any_length_fits_a_message_of_every_robot_and_counts_what_is_left_out(
    kind: str, language: str
) -> None:
    told = texts.for_staff(listing(kind, 500))[language]
    is_told(told, language)
    assert "492" in told
    assert len(told.encode()) + 200 <= min(platform.largest for platform in PLATFORMS.values())


def test_a_number_that_is_a_code_too_is_told_as_a_number() -> None:
    told = event("OrderPlaced")
    odd = told.model_copy(update={"data": told.data.model_copy(update={"external_id": "admin"})})
    assert "admin" in texts.for_customer(odd, "zh-CN")


@pytest.mark.parametrize(
    ("shown", "left", "title"), [(1, 0, "Zhanggui"), (3, 2, "Zhanggui (3 notices), 2 more to follow")]
)
def test_a_title_counts_what_follows_and_what_is_to_come(shown: int, left: int, title: str) -> None:
    assert texts.title("en", shown=shown, left=left) == title
