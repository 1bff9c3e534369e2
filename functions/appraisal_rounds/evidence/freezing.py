"""A month closes, and its figures stand for good (R4.2.1, R4.3), in two steps.

*Closing*: from then on whatever is told of the month counts in the next one. *Frozen*: once what was underway is
written and all its days are folded, the figures of each subject are written, once. A run may end anywhere: the next one
goes on.
"""

from collections.abc import Callable
from datetime import datetime

from appraisal_rounds import months
from appraisal_rounds.evidence import books, figures, folding, store, sums
from appraisal_rounds.evidence.domain import Books, FreezesOn
from shop import invocation
from shop.clock import iso
from shop.contract.appraisal_rounds import FiguresFrozen, MonthClosed
from shop.errors import VersionConflict
from shop.settings import Setting

# When the month before is closed, in Shanghai: `2 12:00` is the 2nd at noon.
FREEZE = Setting("FIGURES_FREEZE")
_AT_A_TIME = 50


def advance(now: Callable[[], datetime]) -> str | None:
    """Close or freeze the oldest month as far as it is time for that; the month whose figures stand since, if one does.

    Does one month at a time: after a gap the next tick goes on. Raises Busy.
    """
    ours = books.read_or_begin(now())
    try:
        if ours.closing is None:
            _close(ours, now())
            return None
        return ours.closing if ours.may_be_frozen(now()) and _freeze(ours, ours.closing, now) else None
    except VersionConflict:  # somebody else advances
        return None


def _close(ours: Books, at: datetime) -> None:
    if at >= FreezesOn.said(FREEZE.value).of(ours.open_from):
        books.save(ours.closed(at), ours.open_from, 1, MonthClosed(month=ours.open_from), at)


def _freeze(ours: Books, month: str, now: Callable[[], datetime]) -> bool:
    """Write the figures, page by page; tells whether the month is frozen."""
    if months.of(folding.place(now()).day) <= month:
        folding.fold(now)
        if months.of(folding.place(now()).day) <= month:
            return False
    job = f"freeze#{month}"
    after = store.place_of(job)
    while True:
        if invocation.time_left() <= 0:
            return False
        page = store.subjects_in(month, _AT_A_TIME, after)
        for item in page.items:
            if invocation.time_left() <= 0:
                return False
            _freeze_one(month, item["sk"], now())
        if page.last is None:
            break
        after = page.last
        store.keep_place(job, after)
    at = now()
    books.save(ours.frozen(at), month, 2, FiguresFrozen(month=month), at)
    return True


def _freeze_one(month: str, subject: str, at: datetime) -> None:
    whole = figures.of_closed_month(month, subject)
    store.keep_figures(month, subject, sums=sums.dumped(whole), frozen_at=iso(at))
