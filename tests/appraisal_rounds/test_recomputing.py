"""However late, often and disordered events come, figures are what a plain computation from them says (R4.1)."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal_rounds.evidence import collecting, domain, folding, paging, store
from shop.clock import clock
from tests.appraisal_rounds.telling import (
    Desk,
    Told,
    at,
    cancelled,
    counted,
    dispatched,
    dropped,
    due_moved,
    entered,
    placed,
    published,
    read,
    sent_back,
    traffic,
)
from tests.harness import on_moto

NOV, DEC = "2026-11", "2026-12"
BEGINS, CLOSES = at("2026-11-29 00:00"), at("2026-12-02 12:00")
SUBJECTS = ("shop", "specialists", "lin", "mei")
# Moments around the end of the month, those at its edges among them.
MOMENTS = st.one_of(
    st.sampled_from([at("2026-11-30 23:59:59"), at("2026-12-01 00:00:00"), at("2026-12-01 02:00:00"), CLOSES]),
    st.integers(0, 4 * 24 * 60).map(lambda minutes: BEGINS + timedelta(minutes=minutes)),
)
FIRINGS = [
    *[("fold", f"{day} 03:05") for day in ("2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03")],
    *[("tick", moment) for moment in ("2026-12-02 11:59:59", "2026-12-02 12:00:00", "2026-12-02 13:05")],
]
DELAYS = st.sampled_from([0, 60, 24 * 60, 5 * 24 * 60]).map(lambda minutes: timedelta(minutes=minutes))
AMOUNTS = st.integers(0, 1000)


class Added(NamedTuple):
    """What an event adds, by the words of the indicators."""

    subject: str
    day: datetime
    indicator: str
    part: str
    number: int
    currency: str = ""


@st.composite
def happenings(draw: st.DrawFn) -> tuple[Told, list[Added]]:
    """An event, and what it adds as somebody would work it out on paper."""
    when, kind = (
        draw(MOMENTS),
        draw(st.sampled_from(["sale", "refund", "parcel", "count", "visits", "material", "due"])),
    )
    n, m, currency = draw(AMOUNTS), draw(AMOUNTS), draw(st.sampled_from(["CNY", "USD"]))
    match kind:
        case "sale":
            its = [("placed", n), ("orders", 1)]
            return placed(when, n, currency), [Added("shop", when, "sales", *one, currency) for one in its]
        case "refund":
            return cancelled(when, n, currency), [Added("shop", when, "sales", "due_back", n, currency)]
        case "parcel":
            its = [("net", n), ("cost", 3 * m), ("lines", 2), ("lines_unknown", 1)]
            event = dispatched(when, (3, m, n), (1, None, 7), currency=currency)
            return event, [Added("shop", when, "gross_margin", *one, currency) for one in its]
        case "count":
            its = [("within_tolerance", min(n, m)), ("counted", n)]
            return counted(when, min(n, m), n), [Added("specialists", when, "stock_correct", *one) for one in its]
        case "visits":
            day = when - timedelta(days=1)
            after = at("2026-12-01 00:00") if f"{day:%Y-%m}" == NOV else at("2027-01-01 00:00")
            seen = [Added("shop", day, "conversion", *one) for one in (("visitors", n), ("paying_visitors", min(n, m)))]
            growth = [Added("shop", day, "traffic_growth", "visits", 2 * n)]
            growth += [Added("shop", after, "traffic_growth", "previous_visits", 2 * n)]
            return traffic(when, f"{day:%Y-%m-%d}", 2 * n, n, min(n, m)), seen + growth
        case "material":
            event = sent_back(when, designers=["mei"], deliveries=1, judged=0)
            return event, [Added("mei", when, "material_quality", *one) for one in (("delivered", 1), ("accepted", 0))]
    return draw(dues(when))


@st.composite
def dues(draw: st.DrawFn, when: datetime) -> tuple[Told, list[Added]]:
    """What was to be on the page, and became of it."""
    due, later = draw(MOMENTS), draw(MOMENTS)
    in_time = when <= due

    def row(day: datetime, part: str, number: int) -> Added:
        return Added("lin", day, "listing_on_time", part, number)

    match draw(st.sampled_from(["entered", "moved", "dropped", "published"])):
        case "entered":
            return entered(when, due), [row(due, "due", 1)]
        case "moved":
            return due_moved(when, due, later), [row(due, "due", -1)] * in_time + [row(later, "due", 1)]
        case "dropped":
            return dropped(when, due), [row(due, "due", -1)] * in_time
    return published(when, due), [row(due, "in_time", int(in_time))]


class Heard(NamedTuple):
    """An event that comes at a moment; or, without one, a schedule that fires then."""

    moment: datetime
    event: Told | None
    added: list[Added]
    job: str = ""


@st.composite
def months(draw: st.DrawFn) -> list[Heard]:
    """Events as they come: late, twice, in any order, with schedules firing in between at any time, or not at all."""
    heard = []
    for event, added in draw(st.lists(happenings(), min_size=4, max_size=10)):
        when = datetime.fromisoformat(event["at"])
        for delay in draw(st.lists(DELAYS, min_size=1, max_size=2)):
            heard.append(Heard(when + delay, event, added))
    for job, moment in FIRINGS:
        for minutes in draw(st.lists(st.sampled_from([0, 0, 1, 600]), max_size=2)):  # missed, doubled, late
            heard.append(Heard(at(moment) + timedelta(minutes=minutes), None, [], job))
    return sorted(heard, key=lambda one: one.moment)


Sums = dict[str, Counter[tuple[str, str, str, str]]]


def on_paper(heard: list[Heard]) -> Sums:
    """The sums of both months by subject, indicator, currency and part: each event once, where it counts."""
    sums: Sums = {NOV: Counter(), DEC: Counter()}
    closed, known = False, set()
    for one in heard:
        closed = closed or (one.job == "tick" and one.moment >= CLOSES)
        if one.event is None or one.event["id"] in known:
            continue
        known.add(one.event["id"])
        for added in one.added:
            month = f"{added.day.astimezone(BEGINS.tzinfo):%Y-%m}"
            if month in sums:  # what counts as previous in January is of another month
                counts_in = DEC if closed else month
                sums[counts_in][added.subject, added.indicator, added.currency, added.part] += added.number
    return sums


def flat(desk: Desk, month: str) -> Iterator[tuple[tuple[str, str, str, str], int]]:
    for subject in SUBJECTS:
        for indicator, tally in desk.sums(month, subject).items():
            for currency, parts in tally.counts.items():
                for part, number in parts.items():
                    yield (subject, indicator, currency, part), number


def by_rows(desk: Desk, month: str) -> Counter[tuple[str, str, str, str]]:
    """The same sums from the rows that people page through, three at a time."""
    sums: Counter[tuple[str, str, str, str]] = Counter()
    for subject in SUBJECTS:
        for indicator in desk.sums(month, subject):
            after, seen = None, set()
            while True:
                page = paging.read(month, subject, indicator, desk.house.now, 3, after)
                for row in map(store.as_row, page.items):
                    assert (row.event_id, row.day) not in seen
                    seen.add((row.event_id, row.day))
                    for part, number in row.counts.items():
                        sums[subject, indicator, row.currency, part] += number
                if (after := page.last) is None:
                    break
    return sums


def nonzero(sums: Any) -> dict[Any, int]:
    return {key: number for key, number in dict(sums).items() if number}


# Two shards tell as much as eight, and are folded in a quarter of the time.
@settings(max_examples=12)
@given(months())
def test_figures_are_what_a_plain_computation_from_the_events_says(heard: list[Heard]) -> None:
    with pytest.MonkeyPatch.context() as patch, on_moto() as house:
        patch.setattr(domain, "SHARDS", 2)
        desk = Desk(house)
        house.now = BEGINS
        desk.say("tick")
        store.keep_place(folding.JOB, "2026-11-27#0")
        for one in heard:
            house.now = one.moment
            if one.event is None:
                desk.say(one.job)
            else:
                collecting.collect(read(one.event), clock.now)
        for moment in ("2026-12-09 12:05", "2026-12-09 13:05"):
            desk.say("tick", at(moment))  # which folds what is not yet
        expected = on_paper(heard)
        for month in (NOV, DEC):
            assert nonzero(flat(desk, month)) == nonzero(by_rows(desk, month)) == nonzero(expected[month])
