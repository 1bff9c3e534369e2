"""A stocktake as a whole: how far its lines are, and what has to be so before it moves on (R3.1.3). Pure.

Its lines: `lines`. The tables: `tables`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple, Self

from shop.clock import iso
from shop.contract.stock_control import StocktakeKind
from shop.errors import TransitionNotAllowed, VersionConflict
from shop.ids import new_id
from shop.roles import Transition
from stock_control.stocktakes import tables
from stock_control.stocktakes.lines import Line
from stock_control.stocktakes.refusals import LinesLeft, StillLaidOut

# A line is three writes (SKU, location, line); so many fit one transaction with the stocktake itself.
MOST_SKUS = 30


class Tally(NamedTuple):
    """How many of a stocktake's lines are how far, and what was found: sums over its lines, kept as these move."""

    lines: int = 0
    uncounted: int = 0
    unexplained: int = 0
    unsettled: int = 0
    differing: int = 0
    within_tolerance: int = 0

    @classmethod
    def of(cls, line: Line, tolerance_permille: int) -> Self:
        """What one line adds."""
        count = line.holds
        return cls(
            lines=1,
            uncounted=line.state in tables.UNCOUNTED,
            unexplained=line.state == tables.TO_EXPLAIN,
            unsettled=line.state != tables.SETTLED,
            differing=count is not None and count.difference != 0,
            within_tolerance=count is not None
            and abs(count.difference) * 1000 <= tolerance_permille * max(count.recorded_units, 0),
        )

    def changed(self, before: Self | None, after: Self) -> Self:
        """The sums when a line, or a new one, adds something else."""
        return type(self)(
            *(own + more - less for own, more, less in zip(self, after, before or type(self)(), strict=True))
        )


class Worth(NamedTuple):
    """What differences of a currency are worth in minor units: units found beyond the record, and units missing."""

    surplus_value_minor: int = 0
    missing_value_minor: int = 0


class Stocktake(NamedTuple):
    """A session of counting at one warehouse or supplier; `version` counts its changes and those of its lines.

    `laid_out`: all that is to be counted is a line by now. `tolerance_permille` of what is recorded may differ, for a
    line to count as right.
    """

    stocktake_id: str
    warehouse: str
    kind: StocktakeKind
    state: str
    version: int
    opened_at: str
    since: str
    tolerance_permille: int
    laid_out: bool = False
    tally: Tally = Tally()
    worth: Mapping[str, Worth] = {}
    reason: str | None = None

    @classmethod
    def opened(cls, warehouse: str, kind: StocktakeKind, tolerance_permille: int, at: datetime) -> Self:
        """A new stocktake, of which nothing is laid out yet."""
        return cls(new_id(at), warehouse, kind, tables.OPEN, 0, iso(at), iso(at), tolerance_permille)

    def at_version(self, version: int) -> Self:
        """This stocktake. Raises VersionConflict when the caller decided on another version of it."""
        if version != self.version:
            raise VersionConflict.between(version, self.version)
        return self

    def move(self, transition: Transition, at: datetime, **changes: object) -> Self:
        """The stocktake after a transition. Raises TransitionNotAllowed."""
        return self._replace(state=transition.leave(self.state), since=iso(at), **changes)  # type: ignore[arg-type]

    def with_lines(self, lines: Iterable[Line], *, laid_out: bool) -> Self:
        """The stocktake with more to count."""
        tally = self.tally
        for line in lines:
            tally = tally.changed(None, Tally.of(line, self.tolerance_permille))
        return self._replace(tally=tally, laid_out=laid_out)

    def allow(self, transition: Transition) -> None:
        """Whether this may be done with a line now. Raises TransitionNotAllowed."""
        if self.state not in (during := tables.DURING[transition]):
            raise TransitionNotAllowed(
                f"'{transition.name}' may be done while {', '.join(sorted(during))}, not {self.state}.",
                state=self.state,
            )

    def changed(self, before: Line | None, after: Line) -> Self:
        """The stocktake when one of its lines, or a new one, has become another."""
        tolerance = self.tolerance_permille
        tally = self.tally.changed(before and Tally.of(before, tolerance), Tally.of(after, tolerance))
        return self._replace(tally=tally, worth=_worth(_worth(self.worth, before, -1), after, 1))

    def counted(self, before: Line | None, after: Line, at: datetime) -> Self:
        """The same after a count: the first one begins the counting, the last one ends it. Raises StillLaidOut."""
        if not self.laid_out:
            raise StillLaidOut
        counted = self.changed(before, after)
        if counted.state == tables.OPEN:
            counted = counted.move(tables.BEGIN, at)
        if counted.state == tables.COUNTING and counted.tally.uncounted == 0:
            counted = counted.move(tables.END, at)
        return counted

    def reviewed(self, at: datetime) -> Self:
        """Every line is counted and every difference has its cause. Raises TransitionNotAllowed, LinesLeft."""
        reviewed = self.move(tables.REVIEW, at)
        if self.tally.uncounted:
            raise LinesLeft("to be counted", self.tally.uncounted)
        if self.tally.unexplained:
            raise LinesLeft("without a cause", self.tally.unexplained)
        return reviewed

    def closed(self, at: datetime) -> Self:
        """Every difference is adjusted. Raises TransitionNotAllowed, LinesLeft."""
        closed = self.move(tables.CLOSE, at)
        if self.tally.unsettled:
            raise LinesLeft("not adjusted", self.tally.unsettled)
        return closed


def _worth(worth: Mapping[str, Worth], line: Line | None, sign: int) -> Mapping[str, Worth]:
    """What the differences are worth with one line's more (1) or less (-1)."""
    if line is None or not line.difference:
        return worth
    value = line.difference_value_minor
    before = worth.get(line.currency, Worth())
    found = Worth(before.surplus_value_minor + sign * max(value, 0), before.missing_value_minor + sign * max(-value, 0))
    return {**worth, line.currency: found}
