"""A day's traffic: what the storefront may tell of it, and when that is a new version. Pure.

A visit has one source and begins on one kind of page, so that visits of rows add up to the day's. A person may come
more than once: a visitor of several rows is one visitor of the day, who paid if a visit of theirs ended in a payment.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, Self

from shop.business_days import business_date
from shop.clock import iso
from shop.errors import Invalid, VersionConflict
from shop.roles import Right, Role

READ = Right("read traffic", frozenset({Role.MANAGER, Role.SPECIALIST, Role.DESIGNER, Role.DIRECTOR}))

# The last round of a year looks at all of it, and begins by 20 January: until then its first day can be corrected.
OLDEST = timedelta(days=400)
MOST_SOURCES = MOST_PAGE_KINDS = 12
MOST_ROWS = MOST_SOURCES * MOST_PAGE_KINDS

Fault = dict[str, Any]


class Counts(NamedTuple):
    """How often somebody came, how many people that were, and how many of them paid."""

    visits: int = 0
    visitors: int = 0
    paying_visitors: int = 0

    def plus(self, other: "Counts") -> "Counts":
        return Counts(*(one + more for one, more in zip(self, other, strict=True)))

    def minus(self, other: "Counts") -> "Counts":
        return Counts(*(one - less for one, less in zip(self, other, strict=True)))


class Row(NamedTuple):
    """What came by one source to one kind of page."""

    source: str
    page_kind: str
    counts: Counts

    @property
    def name(self) -> tuple[str, str]:
        """What tells it from the day's other rows."""
        return self.source, self.page_kind


class Day(NamedTuple):
    """A day in Shanghai as it was told last; version 0 where it never was. Rows stand in the order of their names."""

    day: date
    version: int
    recorded_at: str
    totals: Counts
    rows: tuple[Row, ...]

    @classmethod
    def untold(cls, day: date) -> Self:
        """A day of which the storefront said nothing yet."""
        return cls(day, 0, "", Counts(), ())

    def at_version(self, version: int | None) -> Self:
        """This day. Raises VersionConflict when the caller corrects another version of it; none corrects any."""
        if version is not None and version != self.version:
            raise VersionConflict.between(version, self.version)
        return self

    def told(self, totals: Counts, rows: Iterable[Row], at: datetime) -> Self:
        """The day as it is told now: the next version, or this one where nothing is different.

        Raises Invalid naming every figure that cannot be, and why.
        """
        given = tuple(rows)
        if faults := [*_of_day(self.day, business_date(at)), *_of_figures(totals, given)]:
            raise Invalid(f"{len(faults)} field(s) are not valid.", errors=faults)
        after = self._replace(totals=totals, rows=tuple(sorted(given)))
        if self.version and after == self:
            return self
        return after._replace(version=self.version + 1, recorded_at=iso(at))

    @property
    def sources(self) -> dict[str, Counts]:
        """The sums of its rows by source."""
        return sums((row.source, row.counts) for row in self.rows)

    @property
    def page_kinds(self) -> dict[str, Counts]:
        """The sums of its rows by kind of page."""
        return sums((row.page_kind, row.counts) for row in self.rows)


def sums(named: Iterable[tuple[str, Counts]]) -> dict[str, Counts]:
    """What stands under each name together, in the order of the names."""
    found: dict[str, Counts] = {}
    for name, counts in named:
        found[name] = found.get(name, Counts()).plus(counts)
    return dict(sorted(found.items()))


def total(counts: Iterable[Counts]) -> Counts:
    """All of them together."""
    together = Counts()
    for each in counts:
        together = together.plus(each)
    return together


def _of_day(day: date, today: date) -> Iterator[Fault]:
    if day > today:
        yield _fault("day", "is still to come")
    elif day < today - OLDEST:
        yield _fault("day", f"is more than {OLDEST.days} days ago")


def _of_figures(totals: Counts, rows: tuple[Row, ...]) -> Iterator[Fault]:
    yield from _in_itself("", totals)
    together = total(row.counts for row in rows)
    if totals.visits != together.visits:
        yield _fault("visits", f"is to be the sum of the rows' visits, {together.visits}")
    for name in ("visitors", "paying_visitors"):
        if getattr(totals, name) > getattr(together, name):
            yield _fault(name, f"is more than all rows have, {getattr(together, name)}")
    seen: dict[tuple[str, str], int] = {}
    for place, row in enumerate(rows):
        field = f"rows[{place}]"
        if (first := seen.setdefault(row.name, place)) != place:
            yield _fault(field, f"has the source and page_kind of rows[{first}]")
        yield from _in_itself(f"{field}.", row.counts)
        for name in ("visitors", "paying_visitors"):
            if getattr(row.counts, name) > getattr(totals, name):
                yield _fault(f"{field}.{name}", f"is more than the day's {name}")
    if len({row.source for row in rows}) > MOST_SOURCES:
        yield _fault("rows", f"is to have at most {MOST_SOURCES} sources")
    if len({row.page_kind for row in rows}) > MOST_PAGE_KINDS:
        yield _fault("rows", f"is to have at most {MOST_PAGE_KINDS} kinds of pages")


def _in_itself(field: str, counts: Counts) -> Iterator[Fault]:
    if counts.visitors > counts.visits:
        yield _fault(f"{field}visitors", "is more than visits")
    if counts.paying_visitors > counts.visitors:
        yield _fault(f"{field}paying_visitors", "is more than visitors")


def _fault(field: str, reason: str) -> Fault:
    return {"field": field, "reason": reason}
