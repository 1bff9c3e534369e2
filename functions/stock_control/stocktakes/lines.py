"""A line of a stocktake: a SKU at a place, what was counted of it, and what becomes of a difference (R3.1.3). Pure.

What is compared is what somebody counted with what is recorded at the moment of the count. So goods may come and go
meanwhile: they change both, and the difference stays what it is until the ledger follows it.

A difference stands when two people, one after the other, found the same one. Who counts the second time does not know
that there was a first: a line that is to be counted again looks like any other.
"""

from datetime import datetime
from typing import NamedTuple, Self

from shop.clock import iso
from shop.contract.stock_control import DifferenceCause
from shop.errors import Invalid, VersionConflict
from shop.roles import Caller, Role, Transition
from stock_control.stocktakes import tables
from stock_control.stocktakes.refusals import ManagersAdjustment, NotToBeCounted, OwnCount, SameCounter

# Those before are in the events.
_KEPT_COUNTS = 10


class Goods(NamedTuple):
    """A SKU at the location, as recorded: units there, and what one is worth in minor units (None: nobody knows)."""

    sku: str
    on_hand: int
    currency: str
    unit_value_minor: int | None


class Count(NamedTuple):
    """What somebody counted, and what was recorded at that moment."""

    counter: str
    at: str
    units: int
    recorded_units: int

    @property
    def difference(self) -> int:
        """Units more than recorded."""
        return self.units - self.recorded_units


class Line(NamedTuple):
    """A SKU that is counted; `counts` are the last ones, `counters` all who counted it. `version` counts changes."""

    sku: str
    state: str = tables.TO_COUNT
    version: int = 1
    counts: tuple[Count, ...] = ()
    counters: tuple[str, ...] = ()
    currency: str = ""
    unit_value_minor: int | None = None
    investigator: str | None = None
    due: str | None = None
    cause: DifferenceCause | None = None
    note: str | None = None
    movement: str | None = None
    settled_at: str | None = None

    @property
    def holds(self) -> Count | None:
        """What holds: the last count, as soon as nobody is to count again."""
        return None if self.state in tables.UNCOUNTED else self.counts[-1]

    @property
    def difference(self) -> int:
        """Units more than recorded, as far as it is known."""
        return self.holds.difference if self.holds else 0

    @property
    def difference_value_minor(self) -> int:
        """What they are worth, in minor units."""
        return self.difference * (self.unit_value_minor or 0)

    def at_version(self, version: int) -> Self:
        """This line. Raises VersionConflict when the caller decided on another version of it."""
        if version != self.version:
            raise VersionConflict.between(version, self.version)
        return self

    def _move(self, transition: Transition, at: datetime, **changes: object) -> Self:
        state = transition.leave(self.state)
        settled = {"settled_at": iso(at)} if state == tables.SETTLED else {}
        return self._replace(state=state, version=self.version + 1, **settled, **changes)  # type: ignore[arg-type]

    def counted(self, units: int, goods: Goods, by: Caller, at: datetime) -> tuple[Self, Transition]:
        """The line after a count, and which transition that was. Raises SameCounter, NotToBeCounted."""
        if self.counts and self.counts[-1].counter == by.actor:
            raise SameCounter
        if self.state not in tables.UNCOUNTED:
            raise NotToBeCounted
        count = Count(by.actor, iso(at), units, goods.on_hand)
        counted = self._move(
            transition := self._found(count),
            at,
            counts=(*self.counts, count)[-_KEPT_COUNTS:],
            counters=tuple(sorted({*self.counters, by.actor})),
            currency=goods.currency,
            unit_value_minor=goods.unit_value_minor,
        )
        return counted, transition

    def _found(self, count: Count) -> Transition:
        if count.difference == 0:
            return tables.MATCH
        # Who counted last is somebody else: two people found the same.
        if self.counts and self.counts[-1].difference == count.difference:
            return tables.AGREE
        return tables.DIFFER

    def assigned(self, investigator: str, due: datetime, at: datetime) -> Self:
        """Whose difference it is to look into, and until when. Raises TransitionNotAllowed, Invalid."""
        if due <= at:
            raise Invalid.field("due", "is to be in the future")
        return self._move(tables.ASSIGN, at, investigator=investigator, due=iso(due))

    def explained(self, cause: DifferenceCause, note: str | None, at: datetime) -> Self:
        """The line with the cause of its difference, which may be found better. Raises TransitionNotAllowed."""
        return self._move(tables.EXPLAIN, at, cause=cause, note=note)

    def sent_back(self, at: datetime) -> Self:
        """The line, to be counted once more by somebody else than who counted it last. Raises TransitionNotAllowed."""
        return self._move(tables.SEND_BACK, at, cause=None, note=None, investigator=None, due=None)

    def needs_manager(self, limit_minor: int) -> bool:
        """Whether its difference is worth more than the limit, or nobody knows its worth."""
        return self.unit_value_minor is None or abs(self.difference_value_minor) > limit_minor

    def adjusted(self, movement: str, limit_minor: int, by: Caller, at: datetime) -> Self:
        """The line once the ledger followed it. Raises TransitionNotAllowed, OwnCount, ManagersAdjustment."""
        adjusted = self._move(tables.ADJUST, at, movement=movement)
        if by.actor in self.counters:
            raise OwnCount
        if self.needs_manager(limit_minor) and by.role != Role.MANAGER:
            raise ManagersAdjustment
        return adjusted
