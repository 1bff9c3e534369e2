"""Listing on time (上架及时率): revisions published by their due time / revisions due in the month (R4.2.1, R3.1.2).

Whatever is due counts on the day on which it is due, for whoever entered it, and so a missed due counts by itself. A
due time that is moved, or whose revision is dropped, before it has passed is due no more; one that has passed stays
missed, and the new one is another.
"""

from collections.abc import Iterator
from datetime import datetime

from appraisal_rounds.indicators.definition import Entry, Indicator
from shop.business_days import business_date
from shop.clock import iso
from shop.contract import Event
from shop.contract.listing import (
    DueMoved,
    ProductDropped,
    ProductEntered,
    ProductPublished,
    RelistingRequested,
    RevisionBegun,
    RevisionDropped,
)
from shop.roles import Role


def _due(subject: str | None, due: datetime | None, number: int = 1) -> Iterator[Entry]:
    if subject and due:
        yield Entry(subject, business_date(due), {"due": number}, {"due": iso(due)})


def _entered(event: Event[ProductEntered | RevisionBegun | RelistingRequested]) -> Iterator[Entry]:
    yield from _due(event.actor, event.due)


def _moved(event: Event[DueMoved]) -> Iterator[Entry]:
    former = event.data.former_due and datetime.fromisoformat(event.data.former_due)
    if former and event.at <= former:
        yield from _due(event.data.entered_by, former, -1)
    yield from _due(event.data.entered_by, event.due)


def _dropped(event: Event[ProductDropped | RevisionDropped]) -> Iterator[Entry]:
    if event.due and event.at <= event.due:
        yield from _due(event.data.entered_by, event.due, -1)


def _published(event: Event[ProductPublished]) -> Iterator[Entry]:
    if event.due:
        facts: dict[str, str | int | None] = {"due": iso(event.due), "revision": event.data.revision}
        counts = {"in_time": int(event.at <= event.due)}
        yield Entry(event.data.entered_by, business_date(event.due), counts, facts)


INDICATOR = Indicator(
    "listing_on_time",
    Role.SPECIALIST,
    "share",
    "own",
    numerator={"in_time": 1},
    denominator={"due": 1},
    rows={
        ProductEntered: _entered,
        RevisionBegun: _entered,
        RelistingRequested: _entered,
        DueMoved: _moved,
        ProductDropped: _dropped,
        RevisionDropped: _dropped,
        ProductPublished: _published,
    },
)
