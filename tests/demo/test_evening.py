"""The evening's table tells only the truth: whatever is not as told becomes a claim that fails."""

import io
from typing import Any, cast

import pytest
from rich.console import Console
from rich.progress import Progress

from infra.demo import evening, script
from infra.demo.cast import Case, Cast, Day, DayFailedError, until

SCRIPT = script.read()
Shown = dict[str, Any]


def a_day() -> Day:
    day = Day(1, cast(Cast, None), SCRIPT, Progress(console=Console(quiet=True)))
    day.cases = [well_ended(order) for order in SCRIPT.orders]
    return day


def well_ended(order: script.Order) -> Case:
    state, parcel = order.story.ends
    case = Case(order, f"DAY-0001-{order.number:02}", tracking_number=f"ZG00001{order.number:03}")
    if state:
        case.order_id = "01"
        shipment = {"state": parcel, "tracking_number": case.tracking_number}
        case.shown = {"state": state, "total_minor": 100, "party": "WH-SH", "shipments": [shipment] if parcel else []}
        case.notices = [
            {"event_type": event, "channel": channel, "published_at": "2026-11-24T10:00:00.000Z", "text": "…"}
            for event in order.story.told
            for channel in order.channels
        ]
    return case


def level(available: int, reserved: int) -> Shown:
    figures = {"available": available, "reserved": reserved, "on_hand": available + reserved}
    return {**figures, "price_minor": 1200, "locations": [{"party": "WH-SH", **figures}]}


def levels(day: Day) -> tuple[evening.Levels, evening.Levels]:
    """What lay there in the morning, and what must lie there in the evening."""
    before, after = {}, {}
    for code, sku in SCRIPT.skus.items():
        sold = [case.order for case in day.cases if case.order_id and case.order.story.name != "cancelled"]
        left = sum(order.lines.get(code, 0) for order in sold if order.story.ends[1] in (None, "assigned", "verified"))
        all_units = sum(order.lines.get(code, 0) for order in sold)
        before[code] = level(7, 2)
        after[code] = level(7 + sum(sku.receives.values()) - all_units, 2 + left)
    return before, after


def failed(day: Day) -> list[str]:
    return [sentence for sentence, holds in day.claims if not holds]


def test_a_day_that_went_well_has_no_failed_claim() -> None:
    day = a_day()
    evening.claim_endings(day)
    evening.claim_stock(day, *levels(day))
    assert failed(day) == []
    assert len(day.claims) == 20


@pytest.mark.parametrize(
    "spoil",
    [
        lambda case: case.shown.update(state="dispatched"),
        lambda case: case.shown["shipments"][0].update(state="in_transit"),
        lambda case: case.notices.pop(),
        lambda case: case.notices.append(dict(case.notices[0])),
        lambda case: case.notices[0].update(published_at=None),
    ],
    ids=["order elsewhere", "parcel elsewhere", "notice missing", "notice twice", "notice not published"],
)
def test_an_order_that_ended_otherwise_is_told(spoil: Any) -> None:
    day = a_day()
    spoil(day.cases[1])
    evening.claim_endings(day)
    assert failed(day) == ["one order: the signature is reported before the other scans → delivered"]


def test_a_refused_order_that_was_placed_after_all_is_told() -> None:
    day = a_day()
    next(case for case in day.cases if not case.order_id).order_id = "01"
    evening.claim_endings(day)
    assert failed(day) == ["one order: refused: more than there is"]


@pytest.mark.parametrize("field", ["available", "reserved"])
def test_one_unit_too_many_or_too_few_is_told(field: str) -> None:
    day = a_day()
    before, after = levels(day)
    after["PUER-357"][field] += 1
    evening.claim_stock(day, before, after)
    assert failed(day) == ["the stock of 25 SKUs is explained to the unit, not PUER-357"]


def test_what_does_not_come_is_named() -> None:
    with pytest.raises(DayFailedError, match="The last notice did not come within 0 s"):
        until(lambda: False, "The last notice", patience=0)


def test_a_day_in_which_nothing_comes_any_more_says_so_instead_of_waiting_for_every_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[Case] = []

    def nothing_comes(_: Day, case: Case) -> bool:
        looked.append(case)
        case.shown["state"] = "dispatched"
        return False

    monkeypatch.setattr(evening, "SILENCE", 0.05)
    monkeypatch.setattr(evening, "has_ended", nothing_comes)
    day = a_day()
    console = Console(record=True, file=io.StringIO(), width=200)
    day.progress = Progress(console=console)
    evening.wait_for_all(day)
    waiting = sum(bool(case.order_id) for case in day.cases)
    assert waiting <= len(looked) <= waiting + 8  # after the silence each is looked at once
    assert "Nothing has come for 0.05 s" in console.export_text()
