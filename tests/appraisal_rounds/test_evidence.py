"""Evidence: each event counts once, in its own month while that is open, and figures that are frozen stay so."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from appraisal_rounds.evidence import books, collecting, folding, freezing, store
from appraisal_rounds.evidence.domain import Books, FreezesOn, Partition, shards_of
from appraisal_rounds.store import database
from shop import invocation
from shop.clock import clock
from tests.appraisal_rounds.telling import (
    Desk,
    Told,
    at,
    counted,
    customer,
    due_moved,
    entered,
    placed,
    published,
    read,
    traffic,
)
from tests.faults import LOST_ANSWER, Faults
from tests.watch import Watch

NOV, DEC = "2026-11", "2026-12"


@pytest.fixture
def begun(desk: Desk) -> Desk:
    """A shop that collects since November, folded until its 28th."""
    desk.house.now = at("2026-11-29 09:00")
    desk.say("tick")
    store.keep_place(folding.JOB, "2026-11-29#0")
    return desk


def heard_at(desk: Desk, when: str, *events: Told) -> None:
    desk.house.now = at(when)
    desk.hear(*events)


def close_november(desk: Desk) -> None:
    desk.say("tick", at("2026-12-02 12:05"))


def freeze_november(desk: Desk) -> None:
    close_november(desk)
    desk.say("tick", at("2026-12-02 13:05"))
    assert books.read_or_begin(desk.house.now).state_of(NOV) == "frozen"


# -- collecting --------------------------------------------------------------------------------------------


def test_an_event_that_comes_twice_counts_once(begun: Desk) -> None:
    event = placed(begun.house.now, 900)
    begun.hear(event, event)
    begun.hear(event)
    assert begun.parts(NOV, "shop", "sales", "CNY") == {"placed": 900, "orders": 1}


def test_an_event_that_comes_again_days_later_counts_once(begun: Desk) -> None:
    event = placed(begun.house.now, 900)
    begun.hear(event)
    freeze_november(begun)
    heard_at(begun, "2026-12-05 09:00", event)
    assert begun.parts(NOV, "shop", "sales", "CNY") == {"placed": 900, "orders": 1}
    assert begun.parts(DEC, "shop", "sales", "CNY") == {}


def test_a_late_event_that_comes_again_counts_once(begun: Desk) -> None:
    event = placed(at("2026-11-27 09:00"), 900)
    begun.hear(event)
    freeze_november(begun)
    heard_at(begun, "2026-12-05 09:00", event, event)
    assert begun.parts(NOV, "shop", "sales", "CNY") == {"placed": 900, "orders": 1}
    assert begun.parts(DEC, "shop", "sales", "CNY") == {}


def test_what_the_shop_did_at_the_edge_of_a_month_belongs_to_the_month_of_shanghai(begun: Desk) -> None:
    heard_at(begun, "2026-12-01 00:30", placed(at("2026-11-30 23:59:59"), 1), placed(at("2026-12-01 00:00:00"), 20))
    assert begun.parts(NOV, "shop", "sales", "CNY")["placed"] == 1
    assert begun.parts(DEC, "shop", "sales", "CNY")["placed"] == 20


def test_what_comes_after_its_day_closed_counts_in_its_month_while_that_is_open(begun: Desk) -> None:
    heard_at(begun, "2026-12-02 11:59", placed(at("2026-11-30 23:59:59"), 1))
    freeze_november(begun)
    assert begun.parts(NOV, "shop", "sales", "CNY")["placed"] == 1


def test_what_comes_after_the_figures_were_closed_counts_in_the_oldest_open_month(begun: Desk) -> None:
    begun.hear(placed(begun.house.now, 1))
    close_november(begun)
    heard_at(begun, "2026-12-02 12:06", placed(at("2026-11-30 23:59:59"), 20))
    begun.say("tick", at("2026-12-02 13:05"))
    heard_at(begun, "2026-12-03 09:00", placed(at("2026-11-30 12:00"), 300))
    assert begun.parts(NOV, "shop", "sales", "CNY")["placed"] == 1
    assert begun.parts(DEC, "shop", "sales", "CNY")["placed"] == 320


def test_a_month_that_closes_while_a_reaction_decides_is_not_counted_in(
    begun: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun.house.now = at("2026-12-02 12:00")
    really = books.read_or_begin
    seen: list[Books] = []

    def closing_meanwhile(when: Any) -> Books:
        ours = really(when)
        if not seen:
            seen.append(ours)
            monkeypatch.setattr(books, "read_or_begin", really)
            freezing.advance(clock.now)
        return ours

    monkeypatch.setattr(books, "read_or_begin", closing_meanwhile)
    event = read(placed(at("2026-11-30 12:00"), 300))
    assert collecting.collect(event, clock.now) == 1
    assert (seen[0].state_of(NOV), really(begun.house.now).state_of(NOV)) == ("open", "closing")
    assert begun.parts(NOV, "shop", "sales", "CNY") == {}
    assert begun.parts(DEC, "shop", "sales", "CNY")["placed"] == 300


@pytest.mark.parametrize("day", ["2026-11-29", "2026-11-28"], ids=["in time", "late"])
def test_a_row_whose_answer_was_lost_counts_once(begun: Desk, day: str) -> None:
    operation = "PutItem" if day == "2026-11-29" else "TransactWriteItems"
    with Faults(database.client, LOST_ANSWER, operation=operation):
        begun.hear(placed(at(f"{day} 08:00"), 900))
    assert begun.parts(NOV, "shop", "sales", "CNY") == {"placed": 900, "orders": 1}


def test_a_crash_between_an_events_rows_is_made_up_for_when_it_comes_again(
    begun: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = read(traffic(begun.house.now, "2026-11-29", 100, 60, 3))
    really, calls = store.keep, 0

    def crashing(row: Any) -> bool:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise RuntimeError("killed")
        return really(row)

    monkeypatch.setattr(store, "keep", crashing)
    with pytest.raises(RuntimeError):
        collecting.collect(event, clock.now)
    assert collecting.collect(event, clock.now) == 2  # of three rows
    assert begun.parts(NOV, "shop", "conversion") == {"paying_visitors": 3, "visitors": 60}
    assert begun.parts(NOV, "shop", "traffic_growth") == {"visits": 100}
    assert begun.parts(DEC, "shop", "traffic_growth") == {}  # that is a day to come
    begun.house.now = at("2026-12-01 00:00")
    assert begun.parts(DEC, "shop", "traffic_growth") == {"previous_visits": 100}


def test_what_was_before_the_shop_began_to_collect_counts_in_no_month(begun: Desk) -> None:
    begun.hear(placed(at("2026-10-31 23:59:59"), 900))
    assert begun.parts(NOV, "shop", "sales", "CNY") == begun.parts("2026-10", "shop", "sales", "CNY") == {}
    (row,) = begun.house.items("appraisal_rounds", "EVIDENCE#")
    assert (row["late"], "counted_in" in row) == (True, False)


def test_what_somebody_did_who_left_counts_as_it_did(begun: Desk) -> None:
    begun.hear(entered(begun.house.now, at("2026-11-30 18:00"), who="gone"))
    freeze_november(begun)
    assert begun.parts(NOV, "gone", "listing_on_time") == {"due": 1}


def test_a_due_that_is_missed_counts_by_itself_and_moving_it_later_changes_nothing_of_that(begun: Desk) -> None:
    due, later = at("2026-11-30 18:00"), at("2026-12-03 18:00")
    begun.hear(entered(begun.house.now, due))
    freeze_november(begun)
    heard_at(begun, "2026-12-02 14:00", due_moved(begun.house.now, due, later))
    heard_at(begun, "2026-12-03 17:00", published(at("2026-12-03 17:00"), later))
    assert begun.parts(NOV, "lin", "listing_on_time") == {"due": 1}
    assert begun.parts(DEC, "lin", "listing_on_time") == {"due": 1, "in_time": 1}


def test_a_due_that_is_moved_in_time_is_due_in_the_other_month_alone(begun: Desk) -> None:
    due, later = at("2026-11-30 18:00"), at("2026-12-03 18:00")
    begun.hear(due_moved(begun.house.now, due, later), entered(at("2026-11-29 08:00"), due))  # in the wrong order, too
    freeze_november(begun)
    begun.house.now = at("2026-12-04 09:00")
    assert begun.parts(NOV, "lin", "listing_on_time") == {"due": 0}
    assert begun.parts(DEC, "lin", "listing_on_time") == {"due": 1}


def test_rows_hold_no_name_and_say_which_event_of_which_thing_they_are_of(begun: Desk) -> None:
    event = placed(begun.house.now, 900)
    begun.hear(event)
    (row,) = begun.house.items("appraisal_rounds", "EVIDENCE#")
    assert (row["event_id"], row["entity"], row["at"]) == (event["id"], event["entity"], event["at"])
    assert json.loads(row["facts"]) == {"order": "W-1"}


# -- folding -----------------------------------------------------------------------------------------------


def test_a_day_is_folded_once_nothing_of_it_is_on_its_way_any_more(begun: Desk) -> None:
    begun.hear(placed(begun.house.now, 900))
    begun.house.now = at("2026-11-30 02:14:58")
    assert folding.fold(clock.now) == 0
    begun.house.now = at("2026-11-30 02:15:00")
    assert folding.fold(clock.now) == 8
    assert folding.fold(clock.now) == 0


def test_figures_are_the_same_before_and_after_a_day_is_folded(begun: Desk) -> None:
    begun.hear(
        placed(begun.house.now, 900), counted(begun.house.now, 18, 20), entered(begun.house.now, begun.house.now)
    )
    heard_at(begun, "2026-11-30 02:30", placed(at("2026-11-29 23:00"), 50))
    before = [begun.sums(NOV, subject) for subject in ("shop", "specialists", "lin")]
    begun.say("fold")
    assert [begun.sums(NOV, subject) for subject in ("shop", "specialists", "lin")] == before
    assert begun.parts(NOV, "shop", "sales", "CNY")["placed"] == 950


def test_days_that_no_schedule_came_to_are_made_up_for(begun: Desk) -> None:
    begun.hear(placed(begun.house.now, 900))
    begun.say("fold", at("2026-12-03 03:00"))
    assert folding.place(begun.house.now) == Partition(at("2026-12-03 03:00").date(), 0)


def test_folding_stops_in_time_and_the_next_run_goes_on(begun: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    begun.hear(placed(begun.house.now, 900))
    watch = Watch()
    really = store.keep_place

    def slowly(job: str, after: str) -> None:
        really(job, after)
        watch.pauses.append(10)

    monkeypatch.setattr(store, "keep_place", slowly)
    begun.house.now = at("2026-11-30 03:00")
    done = []
    for _ in range(4):
        with invocation.running(watch.invocation(invocation.WINDING_UP + 25)):
            done.append(folding.fold(clock.now))
    assert done == [3, 3, 2, 0]


def kill(monkeypatch: pytest.MonkeyPatch, name: str, call: int) -> Callable[[], None]:
    """Let a write be the last of a run: the call of this number; returns what takes that back."""
    really, calls = getattr(store, name), 0

    def killed(*args: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call:
            raise RuntimeError("killed")
        return really(*args, **more)

    monkeypatch.setattr(store, name, killed)
    return lambda: monkeypatch.setattr(store, name, really)


@pytest.mark.parametrize(
    ("name", "call"), [("keep_fold", 1), ("keep_fold", 2), ("keep_place", 1), ("keep_place", 8), ("keep_figures", 1)]
)
def test_a_run_that_is_killed_anywhere_is_made_up_for_by_the_next(
    begun: Desk, monkeypatch: pytest.MonkeyPatch, name: str, call: int
) -> None:
    events = [placed(begun.house.now, 900), counted(begun.house.now, 18, 20), customer("CustomerWon", begun.house.now)]
    begun.hear(*events, entered(begun.house.now, at("2026-11-30 18:00")))
    expected = [begun.sums(NOV, subject) for subject in ("shop", "specialists")]
    close_november(begun)
    revive = kill(monkeypatch, name, call)
    begun.house.now = at("2026-12-02 13:05")
    with pytest.raises(RuntimeError):
        freezing.advance(clock.now)
    revive()
    assert freezing.advance(clock.now) == NOV
    assert [begun.sums(NOV, subject) for subject in ("shop", "specialists")] == expected
    assert begun.parts(NOV, "lin", "listing_on_time") == {"due": 1}


# -- freezing ----------------------------------------------------------------------------------------------


def test_a_month_is_closed_at_its_time_and_frozen_a_quarter_of_an_hour_later(begun: Desk) -> None:
    states = {}
    for moment in ("2026-12-02 11:59:59", "2026-12-02 12:00:00", "2026-12-02 12:14:59", "2026-12-02 12:15:00"):
        begun.say("tick", at(moment))
        states[moment[11:]] = books.read_or_begin(begun.house.now).state_of(NOV)
    assert states == {"11:59:59": "open", "12:00:00": "closing", "12:14:59": "closing", "12:15:00": "frozen"}


def test_closing_and_freezing_are_told_once_however_often_it_is_said(begun: Desk) -> None:
    for moment in ("12:05", "12:05", "13:05", "13:05", "14:05"):
        begun.say("tick", at(f"2026-12-02 {moment}"))
    told = [(event["type"], event["data"]) for event in begun.house.events("appraisal_rounds", "MONTH#")]
    assert told == [("MonthClosed", {"month": NOV}), ("FiguresFrozen", {"month": NOV})]


def test_of_two_ticks_at_once_one_closes_the_month(begun: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    stale = books.read_or_begin(begun.house.now)
    close_november(begun)
    monkeypatch.setattr(books, "read_or_begin", lambda _: stale)
    assert freezing.advance(clock.now) is None
    assert len(begun.house.events("appraisal_rounds", "MONTH#")) == 1


def test_months_that_no_tick_came_to_are_closed_one_after_the_other(begun: Desk) -> None:
    store.keep_place(folding.JOB, "2027-01-31#7")
    begun.hear(placed(begun.house.now, 900))
    for hour in range(4):
        begun.say("tick", at("2027-02-10 09:00") + timedelta(hours=hour))
    ours = books.read_or_begin(begun.house.now)
    assert [ours.state_of(month) for month in (NOV, DEC, "2027-01", "2027-02")] == ["frozen", "frozen", "open", "open"]


def test_frozen_figures_are_written_once(begun: Desk) -> None:
    begun.hear(placed(begun.house.now, 900))
    freeze_november(begun)
    (figures,) = begun.house.items("appraisal_rounds", "FIGURES#")
    store.keep_figures(NOV, "shop", sums="{}", frozen_at="later")
    assert begun.house.items("appraisal_rounds", "FIGURES#") == [figures]


def test_a_month_without_any_evidence_is_frozen_too(begun: Desk) -> None:
    freeze_november(begun)
    assert begun.house.items("appraisal_rounds", "FIGURES#") == []


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("2 12:00", "2026-12-02 12:00"),
        ("10 23:59", "2026-12-10 23:59"),
        ("1 00:00", "2026-12-01 02:15"),  # not before the last day is settled
    ],
)
def test_when_figures_freeze_is_a_setting(said: str, when: str) -> None:
    assert FreezesOn.said(said).of(NOV) == at(when)


@pytest.mark.parametrize("said", ["", "2", "12:00", "0 12:00", "29 12:00", "2 24:00", "2 12:00 ", "２ 12:00"])
def test_a_setting_that_is_no_time_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="is no day of a month and time"):
        FreezesOn.said(said)


# -- what it costs -----------------------------------------------------------------------------------------


def test_the_shops_rows_are_spread_over_shards_and_a_persons_lie_together(begun: Desk) -> None:
    begun.hear(*[placed(begun.house.now, 1) for _ in range(30)])
    begun.hear(*[entered(begun.house.now, begun.house.now) for _ in range(5)])
    rows = begun.house.items("appraisal_rounds", "EVIDENCE#")
    assert len({row["pk"] for row in rows if row["subject"] == "shop"}) > 3
    assert len({row["pk"] for row in rows if row["subject"] == "lin"}) == len(shards_of("lin")) == 1


def test_folding_asks_for_a_days_rows_once_however_many_people_there_are(begun: Desk) -> None:
    asked = {}
    for people, day in ((2, "2026-11-29"), (20, "2026-11-30")):
        store.keep_place(folding.JOB, f"{day}#0")
        for n in range(people):
            heard_at(begun, f"{day} 09:00", entered(begun.house.now, at(f"{day} 18:00"), who=f"{people}-{n}"))
        begun.house.now = at(f"{day} 09:00") + timedelta(days=1)
        with (
            Faults(database.client, operation="Query") as queries,
            Faults(database.client, operation="PutItem") as puts,
        ):
            folding.fold(clock.now)
        asked[people] = len(queries.calls), len(puts.calls)
    assert asked == {2: (8, 4), 20: (8, 40)}
