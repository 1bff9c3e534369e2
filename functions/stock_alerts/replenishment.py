"""A replenishment: what purchasing is asked for, and what became of it (R3.1.3). Pure."""

from datetime import date, datetime
from typing import Any, NamedTuple, Self

from shop import business_days
from shop.business_days import business_date
from shop.clock import iso
from shop.errors import VersionConflict
from shop.ids import new_id
from shop.roles import Caller, Transition
from stock_alerts import tables
from stock_alerts.arithmetic import Arithmetic
from stock_alerts.domain import Place

# Purchasing takes a request up by the next business day, and has ordered two later.
_TAKEN_UP, _ORDERED = 1, 2


class Replenishment(NamedTuple):
    """A request to purchasing as it stands. Days are in Shanghai, `first_expected_on` the supplier's first word.

    `received` counts what was accepted; `refused` came and was not.
    """

    replenishment_id: str
    sku: str
    party: str | None
    state: str
    version: int
    since: str
    due_on: str | None
    quantity: int
    why: Arithmetic
    requested_by: str
    received: int = 0
    refused: int = 0
    supplier: str | None = None
    unit_cost_minor: int | None = None
    currency: str | None = None
    ordered_at: str | None = None
    expected_on: str | None = None
    first_expected_on: str | None = None
    chased_on: str | None = None
    reason: str | None = None

    @classmethod
    def requested(
        cls, place: Place, why: Arithmetic, by: Caller, at: datetime, *, supplier: str | None, quantity: int | None
    ) -> Self:
        """A new one: of as many as the arithmetic says, or as a person asks for."""
        return cls(
            new_id(at), *place, tables.REQUESTED, 1, iso(at), _due(at, _TAKEN_UP), quantity or why.quantity, why,
            by.actor, supplier=supplier,
        )  # fmt: skip

    @property
    def place(self) -> Place:
        return Place(self.sku, self.party)

    @property
    def underway(self) -> bool:
        return self.state in tables.UNDERWAY

    @property
    def outstanding(self) -> int:
        """What has still to come."""
        return max(self.quantity - self.received, 0) if self.underway else 0

    @property
    def incoming(self) -> int:
        """How many units of the pool's `incoming` are its."""
        return self.outstanding if self.ordered_at else 0

    def at_version(self, version: int) -> Self:
        """This one. Raises VersionConflict when the caller decided on another version of it."""
        if version != self.version:
            raise VersionConflict.between(version, self.version)
        return self

    def taken_up(self, at: datetime) -> Self:
        """Purchasing sees to it. Raises TransitionNotAllowed."""
        return self._move(tables.TAKE_UP, at, due_on=_due(at, _ORDERED))

    def ordered(
        self, at: datetime, *, supplier: str, quantity: int, unit_cost_minor: int, currency: str, expected_on: date
    ) -> Self:
        """Ordered of a supplier. Raises TransitionNotAllowed."""
        day = expected_on.isoformat()
        return self._move(
            tables.ORDER, at, supplier=supplier, quantity=quantity, unit_cost_minor=unit_cost_minor, currency=currency,
            ordered_at=iso(at), expected_on=day, first_expected_on=day, due_on=day,
        )  # fmt: skip

    def slipped(self, at: datetime, expected_on: date) -> Self:
        """The supplier says another day. Raises TransitionNotAllowed."""
        day = expected_on.isoformat()
        transition = tables.SLIP.get(self.state, tables.SLIP[tables.ORDERED])
        return self._move(transition, at, expected_on=day, due_on=day)

    def closed(self, transition: Transition, at: datetime, reason: str) -> Self:
        """Declined or cancelled. Raises TransitionNotAllowed."""
        return self._move(transition, at, reason=reason, due_on=None)

    def came(self, at: datetime, units: int, refused: int) -> Self:
        """Units of it came, of which some may have been refused. Raises TransitionNotAllowed."""
        received = self.received + units
        rest = received >= self.quantity
        more: dict[str, Any] = {"due_on": None} if rest else {}
        transition = tables.RECEIVE_REST if rest else tables.RECEIVE_PART
        return self._move(transition, at, received=received, refused=self.refused + refused, **more)

    def taken_back(self, at: datetime, units: int, refused: int) -> Self:
        """A receipt that brought units of it was wrong: they have still to come. Raises TransitionNotAllowed."""
        received = self.received - units
        if received >= self.quantity:
            state = tables.RECEIVED
        elif received > 0:
            state = tables.PARTLY
        else:
            state = tables.ORDERED if self.ordered_at else tables.ACKNOWLEDGED
        due_on = None if state == tables.RECEIVED else self.due_on or self.expected_on or _due(at, _ORDERED)
        left = {"received": received, "refused": self.refused - refused, "due_on": due_on}
        return self._move(tables.TAKE_BACK[state], at, **left)

    def chased(self, at: datetime, day: str) -> Self:
        """Purchasing was reminded of it on this day. Raises TransitionNotAllowed."""
        transition = tables.CHASE.get(self.state, tables.CHASE[tables.REQUESTED])
        return self._move(transition, at, chased_on=day)._replace(since=self.since)

    def _move(self, transition: Transition, at: datetime, **changes: Any) -> Self:
        state = transition.leave(self.state)
        return self._replace(state=state, version=self.version + 1, since=iso(at), **changes)


def _due(at: datetime, days: int) -> str:
    return business_date(business_days.later(at, days)).isoformat()
