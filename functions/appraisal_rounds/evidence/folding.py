"""The rows of closed days become sums, part by part (R4.2.1): a subject's rows of a part of a day are one sum each.

Where it is, is kept after each part. What a part comes to is decided once its day is settled, so that a run may end
anywhere, come twice or late. It costs what the day's rows and their subjects are, whatever was there before.
"""

from collections.abc import Callable
from datetime import datetime
from itertools import groupby

from appraisal_rounds.evidence import books, store, sums
from appraisal_rounds.evidence.domain import Books, Partition, is_settled
from shop import invocation

JOB = "fold"


def fold(now: Callable[[], datetime]) -> int:
    """Fold all days that are settled, as far as time allows; returns how many parts of days were folded."""
    done = 0
    books.read_or_begin(now())
    where = place(now())
    while invocation.time_left() > 0 and is_settled(where.day, now()):
        _fold(where)
        where = where.following
        store.keep_place(JOB, where.name)
        done += 1
    return done


def place(at: datetime) -> Partition:
    """The first part of a day that is not folded; the first of all is where the shop began to collect."""
    if kept := store.place_of(JOB):
        return Partition.named(kept)
    return (books.read() or Books.begun(at)).begins


def _fold(where: Partition) -> None:
    items = store.in_time(store.rows(where))
    for subject, its in groupby(items, key=lambda item: item["subject"]):
        rows = map(store.as_row, its)
        store.keep_fold(where, subject, sums.together({row.indicator: row.tally} for row in rows))
