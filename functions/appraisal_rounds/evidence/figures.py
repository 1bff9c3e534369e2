"""The sums of a month: of a frozen one as they stand for good, of another one so far (R4.2.1)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from appraisal_rounds.evidence import folding, store, sums
from appraisal_rounds.evidence.domain import Partition, days_so_far, shards_of
from appraisal_rounds.evidence.sums import Sums


def frozen(month: str, subjects: Iterable[str]) -> dict[str, Sums]:
    """The sums of a frozen month by subject; of whom nothing was told, none."""
    found = store.frozen_figures(month, subjects)
    return {subject: sums.loaded(item["sums"]) for subject, item in found.items()}


def of_closed_month(month: str, subject: str) -> Sums:
    """What a month comes to whose days are all folded: its folds, and what counts in it and was told late."""
    return sums.together([*store.folds_of(month, subject).values(), *_late(month, subject)])


def so_far(month: str, subject: str, at: datetime) -> Sums:
    """What a month comes to until now: what is due on a day to come is not in it."""
    folds = store.folds_of(month, subject)
    parts = [part for part in unfolded(month, subject, at) if part not in folds]
    items = (item for part in parts for item in store.in_time(store.rows_of(part, subject).items))
    loose = ({row.indicator: row.tally} for row in map(store.as_row, items))
    return sums.together([*folds.values(), *loose, *_late(month, subject)])


def unfolded(month: str, subject: str, at: datetime) -> list[Partition]:
    """The parts of a month's days until now that may hold rows of a subject and are not folded."""
    first, last = days_so_far(month, at)
    place = folding.place(at)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    parts = (Partition(day, shard) for day in days for shard in shards_of(subject))
    return [part for part in parts if part >= place]


def _late(month: str, subject: str) -> Iterable[Sums]:
    rows = map(store.as_row, store.late_rows_of(month, subject).items)
    return ({row.indicator: row.tally} for row in rows)
