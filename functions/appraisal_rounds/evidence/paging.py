"""Along all rows of a figure, page by page: those of its days, then those that were told late and count with it.

A position is the last row seen: `<day>#<shard>#<sort key>`, or `late#<sort key>`; where an employee has had several
accounts, after `<n>~`, the place of the account. Parts of days without rows are passed over by what is folded.
"""

from collections.abc import Sequence
from datetime import datetime

from appraisal_rounds.evidence import figures, store
from appraisal_rounds.evidence.domain import Partition
from shop.storage.table import Page
from shop.storage.values import Item

POSITION = r"(\d{1,2}~)?((\d{4}-\d\d-\d\d#\d|late)#.+)?"
_LATE = "late"


def of_all(month: str, subjects: Sequence[str], indicator: str, at: datetime, limit: int, after: str | None) -> Page:
    """A page of the rows that a figure is made of until now, of all these subjects."""
    number, _, rest = after.rpartition("~") if after else ("", "", "")
    found: list[Item] = []
    seen: str | None = rest or None
    for place in range(int(number or 0), len(subjects)):
        if len(found) == limit:
            return Page(found, f"{place}~")
        page = read(month, subjects[place], indicator, at, limit - len(found), seen)
        found += page.items
        if page.last is not None:
            return Page(found, f"{place}~{page.last}" if place else page.last)
        seen = None
    return Page(found, None)


def read(month: str, subject: str, indicator: str, at: datetime, limit: int, after: str | None) -> Page:
    """A page of the rows that the figure of a month is made of until now; of a frozen one, all there will be."""
    found: list[tuple[str, Item]] = []
    begin, seen = _split(after)
    if begin != _LATE:
        for part in _parts(month, subject, indicator, at):
            if part.name < begin:
                continue
            last = seen if part.name == begin else None
            while len(found) < limit:
                page = store.rows_of(part, subject, indicator, limit=limit - len(found), after=last)
                found += [(f"{part.name}#{item['sk']}", item) for item in store.in_time(page.items)]
                if (last := page.last) is None:
                    break
        seen = None
    if len(found) < limit:
        page = store.late_rows_of(month, subject, indicator, limit=limit - len(found), after=seen)
        found += [(f"{_LATE}#{item['sk']}", item) for item in page.items]
        if page.last is None:
            return Page([item for _, item in found], None)
    return Page([item for _, item in found], found[-1][0])


def _parts(month: str, subject: str, indicator: str, at: datetime) -> list[Partition]:
    folds = store.folds_of(month, subject)
    loose = [part for part in figures.unfolded(month, subject, at) if part not in folds]
    return sorted([part for part, its in folds.items() if indicator in its] + loose)


def _split(after: str | None) -> tuple[str, str | None]:
    """In which part it goes on, and after which row."""
    if after is None:
        return "", None
    if after.startswith(f"{_LATE}#"):
        return _LATE, after.removeprefix(f"{_LATE}#")
    day, shard, seen = after.split("#", 2)
    return f"{day}#{shard}", seen
