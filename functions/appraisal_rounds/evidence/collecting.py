"""An event becomes rows of evidence (R4.1, R4.2.1): one for each indicator, subject and day that it counts for.

A row that is in time is a plain conditional put. A late one is a transaction, which also says in which month it counts,
and holds the months as they are: a month that is closed meanwhile has it decided anew.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from appraisal_rounds import months
from appraisal_rounds.evidence import books, store
from appraisal_rounds.evidence.books import MonthsMoved
from appraisal_rounds.evidence.domain import Row, is_late
from appraisal_rounds.evidence.store import KeptAlready
from appraisal_rounds.indicators import INDICATORS, heard
from appraisal_rounds.indicators.definition import Indicator
from appraisal_rounds.store import database
from shop.contract import Event
from shop.storage.retry import TransientError

HEARD = heard(INDICATORS)


def collect(event: Event[Any], now: Callable[[], datetime], indicators: Mapping[str, Indicator] = INDICATORS) -> int:
    """Keep what an event says for the indicators; returns how many rows are new. Raises Busy.

    After a crash it comes again and the rest of its rows is kept.
    """
    found = [Row.of(one.name, entry, event) for one in indicators.values() for entry in one.entries(event)]
    return sum(_keep(row, now()) for row in found)


def _keep(row: Row, at: datetime) -> bool:
    return database.retry.call(partial(_keep_late, row, at)) if is_late(row.day, at) else store.keep(row)


def _keep_late(row: Row, at: datetime) -> bool:
    ours = books.read_or_begin(at)
    counted_in = ours.counted_in(months.of(row.day))
    try:
        with database.transaction() as write:
            store.keep_late(write, row, counted_in)
            books.hold(write, ours)
    except KeptAlready:
        return False
    except MonthsMoved as moved:
        raise TransientError(moved) from None
    return True
