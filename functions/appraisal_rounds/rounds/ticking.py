"""What is due of rounds by now (R4.3): each hour everything is asked of the clock, and what was missed is made up for.

Every step is done once a round, whoever says it twice, and goes on where it was cut off. A reminder that comes too late
is left out.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from appraisal_rounds.people import store as people
from appraisal_rounds.rounds import calendar, opening, steps, store, tables
from appraisal_rounds.rounds.domain import Round
from appraisal_rounds.rounds.steps import Seen
from appraisal_rounds.sheets import chores, reviewers, reviewing
from appraisal_rounds.sheets import tables as sheet_tables
from appraisal_rounds.sheets.domain import Sheet
from appraisal_rounds.sheets.reviewing import BY
from appraisal_rounds.store import database
from shop import invocation
from shop.clock import iso
from shop.contract import EventData
from shop.contract.appraisal_rounds import (
    CalibrationBegun,
    FeedbackEscalated,
    ReviewsReminded,
    RoundClosed,
    RoundFedBack,
)
from shop.errors import VersionConflict
from shop.roles import Transition

Failed = Callable[[str, Exception], None]
Now = Callable[[], datetime]
_NOT_FED_BACK = frozenset({sheet_tables.REVIEWING, sheet_tables.COMPOSITE})


def tick(now: Now, failed: Failed) -> Sequence[Round]:
    """Do what is due by now, as far as time allows; returns the rounds that are not closed.

    What fails is told to `failed`, and holds nothing else up. Another tick at the same time is left to do its work.
    """
    try:
        found = calendar.schedule(now(), lambda month: _december_is_settled(month, now()))
    except VersionConflict:
        return []
    # Before the rounds, which go on when their sheets are that far.
    chores.tend(now, failed)
    left = []
    for round_id in found.open:
        if invocation.time_left() <= 0:
            break
        try:
            left.append(advance(store.load(round_id), now))
        except VersionConflict:  # another tick is at it
            continue
        except Exception as error:
            failed(round_id, error)
    return left


def advance(round_: Round, now: Now) -> Round:
    """Bring a round as far as it is due. Raises VersionConflict, Busy."""
    while invocation.time_left() > 0:
        after = _STEPS[round_.state](round_, now)
        if after.state == round_.state:
            break
        round_ = after
    return round_


def _open(round_: Round, now: Now) -> Round:
    return opening.open_(round_, now())


def _collect(round_: Round, now: Now) -> Round:
    at = now()
    if iso(at) < round_.reviews_due:
        if iso(at) >= round_.reminds:
            steps.along(round_.round_id, steps.REMIND, partial(_remind, round_), by=BY, at=at)
        all_in = steps.while_(lambda sheet: sheet.state != sheet_tables.REVIEWING)
        done = steps.along(round_.round_id, steps.REVIEWED, all_in, by=BY, at=at).done
    else:
        done = steps.along(round_.round_id, steps.END, partial(_end, now), by=BY, at=at).done
    if not done:
        return round_
    return _move(round_, tables.CALIBRATE, CalibrationBegun(composite_by=round_.composite_by), at)


def _calibrate(round_: Round, now: Now) -> Round:
    at = now()
    signed = steps.while_(lambda sheet: sheet.composites > 0)
    place = steps.along(round_.round_id, steps.SIGNED, signed, by=BY, at=at)
    unsigned = 0
    if not place.done:
        if iso(at) < round_.composite_by:
            return round_
        counted = steps.along(round_.round_id, steps.UNSIGNED, _count(lambda one: not one.composites), by=BY, at=at)
        if not counted.done:
            return round_
        unsigned = counted.counted
    return _move(round_, tables.RELEASE, RoundFedBack(fed_back_by=round_.fed_back_by, unsigned=unsigned), at)


def _feed_back(round_: Round, now: Now) -> Round:
    at = now()
    if iso(at) >= round_.fed_back_by:
        _tell_what_is_late(round_, at)
    filed = steps.while_(lambda sheet: sheet.state == sheet_tables.ARCHIVED)
    if not steps.along(round_.round_id, steps.FILED, filed, by=BY, at=at).done:
        return round_
    closed = round_.moved(tables.CLOSE, at)
    found = store.load_calendar()
    assert found is not None
    with database.transaction() as write:
        store.save(write, closed, RoundClosed(), by=BY, at=at)
        store.save_calendar(write, calendar.closed(found, round_.round_id))
    return closed


def _closed(round_: Round, now: Now) -> Round:
    return round_


_STEPS: dict[str, Callable[[Round, Now], Round]] = {
    tables.SCHEDULED: _open,
    tables.COLLECTING: _collect,
    tables.CALIBRATING: _calibrate,
    tables.FEEDBACK: _feed_back,
    tables.ARCHIVED: _closed,
}


def _move(round_: Round, step: Transition, event: EventData, at: datetime) -> Round:
    after = round_.moved(step, at)
    with database.transaction() as write:
        store.save(write, after, event, by=BY, at=at)
    return after


def _remind(round_: Round, found: Sequence[Sheet]) -> Seen:
    """Who of these sheets' people has something to give is told so, together, and not of whom."""
    waiting = [sheet for sheet in found if sheet.state == sheet_tables.REVIEWING]
    peers = reviewers.find_peers([sheet.sheet_id for sheet in waiting])
    late = {sheet.employee_id for sheet in waiting if not sheet.self_in and not sheet.on_paper}
    late |= {sheet.superior for sheet in waiting if not sheet.superior_in and sheet.superior}
    late |= {peer.employee_id for one in peers.values() for peer in one.asked if peer.scores is None}
    accounts = sorted(one.user for one in people.find(sorted(late)).values() if one.user)
    if not accounts:
        return Seen(len(found))
    event = ReviewsReminded(round_id=round_.round_id, people=accounts, reviews_due=round_.reviews_due)
    return Seen(len(found), len(accounts), event)


def _end(now: Now, found: Sequence[Sheet]) -> Seen:
    """The reviews of these sheets end."""
    for done, sheet in enumerate(found):
        if invocation.time_left() <= 0:
            return Seen(done)
        if sheet.state == sheet_tables.REVIEWING:
            reviewing.end(sheet, now())
    return Seen(len(found))


def _count(wanted: Callable[[Sheet], bool]) -> steps.See:
    return lambda found: Seen(len(found), sum(map(wanted, found)))


def _tell_what_is_late(round_: Round, at: datetime) -> None:
    """How many results have not been fed back by now, once a round: told in the write that ends the counting."""
    late = _count(lambda one: one.state in _NOT_FED_BACK)

    def see(found: Sequence[Sheet]) -> Seen:
        seen = late(found)
        last = len(found) < steps.AT_A_TIME
        left = steps.place(round_.round_id, steps.FED_BACK).counted + seen.counted
        return seen._replace(told=FeedbackEscalated(left=left) if last and left else None)

    steps.along(round_.round_id, steps.FED_BACK, see, by=BY, at=at)


def _december_is_settled(month: str, at: datetime) -> bool:
    """Whether nothing more is awaited of December's sheets but their archiving."""
    if not store.find([month]) or store.load(month).state in (tables.SCHEDULED, tables.COLLECTING):
        return False
    settled = steps.while_(lambda sheet: sheet.state in sheet_tables.SETTLED)
    return steps.along(month, steps.SETTLED, settled, by=BY, at=at).done
