"""Rows of evidence, and when the days and months close in which they count (R4.2.1, R4.3). Pure.

A day closes at 02:00 of the next day in Shanghai: what is told of it later is *late*, and counts by itself instead of
with its day. A month is open until it is being closed; what is told of a month that is not open any more counts once,
in the oldest month that is.
"""

import re
import zlib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, NamedTuple, Self

from appraisal_rounds import months
from appraisal_rounds.indicators.definition import SHOP, Entry, Tally
from shop.business_days import SHANGHAI, business_date
from shop.clock import iso
from shop.contract import Event
from shop.errors import TransitionNotAllowed

# What a subject's rows of a day are spread over: the shop's by their events, all others' lie together.
SHARDS = 8
_CLOSES = timedelta(days=1, hours=2)
# Longer than a reaction may run: what it began in time is written by then.
SETTLES = timedelta(minutes=15)

# Before the shop began to collect, to come or under way, waiting for its figures, with them.
MonthState = Literal["before", "open", "closing", "frozen"]


class Row(NamedTuple):
    """What one event adds to an indicator of a subject on a day, with the facts that count and the way to the event."""

    subject: str
    day: date
    indicator: str
    event_id: str
    type: str
    entity: str
    at: str
    counts: Mapping[str, int]
    facts: Mapping[str, str | int | None]
    currency: str

    @classmethod
    def of(cls, indicator: str, entry: Entry, event: Event[Any]) -> Self:
        return cls(
            entry.subject,
            entry.day,
            indicator,
            event.id,
            event.type,
            event.entity,
            iso(event.at),
            entry.counts,
            entry.facts,
            entry.currency,
        )

    @property
    def tally(self) -> Tally:
        """What it comes to."""
        return Tally(1, {self.currency: self.counts})

    @property
    def shard(self) -> int:
        return shard_of(self.subject, self.event_id)


def shard_of(subject: str, event_id: str = "") -> int:
    """The shard of a day in which a row lies; that of an event matters for the shop alone."""
    return zlib.crc32((event_id if subject == SHOP else subject).encode()) % SHARDS


def shards_of(subject: str) -> range:
    """All shards of a day in which rows of a subject lie."""
    return range(SHARDS) if subject == SHOP else range(shard_of(subject), shard_of(subject) + 1)


def closes(day: date) -> datetime:
    """When a day closes."""
    return datetime.combine(day, time(), SHANGHAI) + _CLOSES


def is_late(day: date, at: datetime) -> bool:
    """Whether what is told at a moment is too late to count with its day."""
    return at >= closes(day)


def is_settled(day: date, at: datetime) -> bool:
    """Whether no row of a day is on its way any more."""
    return at >= closes(day) + SETTLES


class Partition(NamedTuple):
    """A part of the rows of a day; they follow each other by day and shard."""

    day: date
    shard: int

    @property
    def following(self) -> "Partition":
        last = self.shard + 1 == SHARDS
        return Partition(self.day + timedelta(days=1), 0) if last else Partition(self.day, self.shard + 1)

    @property
    def name(self) -> str:
        return f"{self.day.isoformat()}#{self.shard}"

    @classmethod
    def named(cls, name: str) -> Self:
        day, _, shard = name.partition("#")
        return cls(date.fromisoformat(day), int(shard))


class FreezesOn(NamedTuple):
    """On which day of the month after, and at what time in Shanghai, a month is closed."""

    day: int
    time: time

    @classmethod
    def said(cls, text: str) -> Self:
        """As a setting says it: `2 12:00`. Raises ValueError."""
        if not (match := re.fullmatch(r"([1-9]|1[0-9]|2[0-8]) ([01][0-9]|2[0-3]):([0-5][0-9])", text)):
            raise ValueError(f"{text!r} is no day of a month and time, such as '2 12:00'")
        day, hour, minute = map(int, match.groups())
        return cls(day, time(hour, minute))

    def of(self, month: str) -> datetime:
        """When a month is closed; not before its last day is settled."""
        said = datetime.combine(months.first(months.after(month)), self.time, SHANGHAI) + timedelta(days=self.day - 1)
        return max(said, closes(months.last(month)) + SETTLES)


class Books(NamedTuple):
    """How far the months are: from `open_from` on they are open, and before `first` there is no evidence.

    `begun_on` is the day of that: rows may have been kept some days before the first tick, and no more than a week.
    `closing` is the one that waits for its figures, if one does, since `since`.
    """

    begun_on: str
    open_from: str
    closing: str | None
    since: str
    version: int

    @classmethod
    def begun(cls, at: datetime) -> Self:
        """Those of a shop that begins to collect."""
        return cls(business_date(at).isoformat(), months.at(at), None, iso(at), 1)

    @property
    def first(self) -> str:
        """The month in which the shop began to collect."""
        return self.begun_on[:7]

    @property
    def begins(self) -> Partition:
        """The first part of a day that there may be rows of."""
        week_before = date.fromisoformat(self.begun_on) - timedelta(days=7)
        return Partition(max(week_before, months.first(self.first)), 0)

    def state_of(self, month: str) -> MonthState:
        if month >= self.open_from:
            return "open"
        if month == self.closing:
            return "closing"
        return "frozen" if month >= self.first else "before"

    def counted_in(self, month: str) -> str | None:
        """The month in which a row of a month counts that is told now; None: in none, it was before the first."""
        return None if month < self.first else max(month, self.open_from)

    def closed(self, at: datetime) -> Self:
        """With the oldest open month closing: nothing is counted in it any more. Raises TransitionNotAllowed."""
        if self.closing:
            raise TransitionNotAllowed(f"{self.closing} is being closed.", state="closing")
        return self._replace(
            closing=self.open_from, open_from=months.after(self.open_from), since=iso(at), version=self.version + 1
        )

    def frozen(self, at: datetime) -> Self:
        """With the figures of the closing month standing for good. Raises TransitionNotAllowed."""
        if not self.closing:
            raise TransitionNotAllowed("No month is being closed.", state="open")
        return self._replace(closing=None, since=iso(at), version=self.version + 1)

    def may_be_frozen(self, at: datetime) -> bool:
        """Whether whatever began before the month was closing is written by now."""
        return self.closing is not None and at >= datetime.fromisoformat(self.since) + SETTLES


def days_so_far(month: str, at: datetime) -> tuple[date, date]:
    """The first day of a month, and the last that has begun; of one to come, the day before the first."""
    first = months.first(month)
    return first, max(min(months.last(month), business_date(at)), first - timedelta(days=1))
