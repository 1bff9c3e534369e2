"""Which rounds are due: of every month since the room began, and of every year, each once (R4.3).

The first tick begins the calendar: the month in which it comes is the first that has a round. Later ticks schedule what
is due by then, oldest first, however many were missed. Two ticks at once write the same calendar: one is refused.
"""

from collections.abc import Callable
from datetime import datetime

from appraisal_rounds import dates, months
from appraisal_rounds.rounds import store
from appraisal_rounds.rounds.domain import Round
from appraisal_rounds.rounds.store import Calendar
from appraisal_rounds.store import database


def schedule(at: datetime, december_is_settled: Callable[[str], bool]) -> Calendar:
    """Schedule the rounds that are due by now, and return the calendar with them. Raises VersionConflict."""
    calendar = store.load_calendar()
    if calendar is None:
        calendar = _begun(at)
    while due := next_due(calendar, at, december_is_settled):
        calendar = _scheduled(calendar, due, at)
    return calendar


def next_due(calendar: Calendar, at: datetime, december_is_settled: Callable[[str], bool]) -> str | None:
    """The next round that is due and not scheduled: a month's, or a year's once its December is there."""
    terms = dates.terms()
    year = str(int(calendar.year) + 1)
    if calendar.month >= f"{year}-12" and (at >= terms.year_opens(year) or december_is_settled(f"{year}-12")):
        return year
    month = months.after(calendar.month)
    return month if at >= terms.monthly(month).opens else None


def _begun(at: datetime) -> Calendar:
    month = months.before(months.at(at))
    # A year is appraised from its months: that of the last December before the beginning is not.
    begun = Calendar(month, str(int(months.at(at)[:4]) - 1), version=1)
    with database.transaction() as write:
        store.save_calendar(write, begun)
    return begun


def _scheduled(calendar: Calendar, round_id: str, at: datetime) -> Calendar:
    terms = dates.terms()
    if "-" in round_id:
        plan = terms.monthly(round_id).late(at, terms.span("least"))
        after = calendar._replace(month=round_id)
    else:
        plan = terms.yearly(at)
        after = calendar._replace(year=round_id)
    after = after._replace(open=(*calendar.open, round_id), version=calendar.version + 1)
    with database.transaction() as write:
        store.save_calendar(write, after)
        store.enter(write, Round.scheduled(round_id, plan, at))
    return after


def closed(calendar: Calendar, round_id: str) -> Calendar:
    """The calendar without a round that is closed."""
    left = tuple(one for one in calendar.open if one != round_id)
    return calendar._replace(open=left, version=calendar.version + 1)
