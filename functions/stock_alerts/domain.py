"""When a SKU is short, and what stands of it: places, policies, alerts. Pure.

A place is a SKU as a whole, or what lies of it at one warehouse or supplier.
"""

from datetime import datetime, timedelta
from typing import Literal, NamedTuple, Self

from shop.clock import iso
from shop.errors import VersionConflict
from shop.roles import Transition
from stock_alerts import tables
from stock_alerts.arithmetic import Proposed

# So many warehouses and suppliers of one SKU can have thresholds of their own.
MOST_LOCATIONS = 20
# For so long it counts that an order was refused: by then customers found something else.
WANTED_FOR = timedelta(days=1)

ThresholdBy = Literal["given", "proposed"]
Replenish = Literal["automatic", "proposed"]


class Place(NamedTuple):
    """A SKU as a whole, or at one party."""

    sku: str
    party: str | None = None

    @property
    def name(self) -> str:
        """How keys call it: no SKU code has an @."""
        return f"{self.sku}@{self.party}" if self.party else self.sku


class PolicyTerms(NamedTuple):
    """What a specialist says of a SKU. Without a threshold it is short when it is sold out."""

    threshold: int | None = None
    threshold_by: ThresholdBy = "given"
    locations: tuple[tuple[str, int], ...] = ()
    target: int | None = None
    replenish: Replenish = "proposed"
    supplier: str | None = None
    lead_time_days: int = 7
    minimum_order: int = 1
    pack: int = 1


class Policy(NamedTuple):
    """A SKU's policy as it stands; `why` has the figures of a threshold that was proposed."""

    sku: str
    version: int
    since: str
    terms: PolicyTerms
    why: Proposed | None = None

    @classmethod
    def none(cls, sku: str) -> Self:
        """What a SKU has of which nobody said anything."""
        return cls(sku, 0, "", PolicyTerms())

    def at_version(self, version: int) -> Self:
        """This policy. Raises VersionConflict when the caller decided on another version of it."""
        if version != self.version:
            raise VersionConflict.between(version, self.version)
        return self

    def set(self, terms: PolicyTerms, at: datetime, why: Proposed | None = None) -> Self:
        """The policy with other terms."""
        return self._replace(version=self.version + 1, since=iso(at), terms=terms, why=why)

    def threshold_at(self, party: str | None) -> int | None:
        """The threshold of the SKU as a whole, or at a party; None where nobody set one."""
        return dict(self.terms.locations).get(party) if party else self.terms.threshold


class Standing(NamedTuple):
    """How a place stands: what can be sold there, and what is on its way to the house.

    `watched` where it is to be there at all: it is on sale, and was there before or has a threshold. Where an order
    wanted some, it is enough that it is on sale.
    """

    place: Place
    on_sale: bool
    watched: bool
    available: int
    incoming: int
    threshold: int
    cover_hours: int | None

    def kind(self, wanted: int = 0) -> str | None:
        """How short it is when an order was refused so many units (0: none was); None where it is not."""
        lacks = self.available < wanted and self.on_sale
        if not lacks and (not self.watched or self.available > self.threshold):
            return None
        return tables.SOLD_OUT if (lacks or self.available <= 0) and self.incoming <= 0 else tables.LOW


class Wanted(NamedTuple):
    """What an order wanted when it was refused, and when that was (ISO 8601)."""

    units: int
    at: str


class Alert(NamedTuple):
    """That a place is or was short. It has one at most, which is opened again when it is short again.

    The figures are those of when it was opened or looked at last; `since` is when its state last changed, and
    `replenishment_id` what it asked purchasing for; `wanted_units` is what an order was refused last, and when.
    """

    place: Place
    state: str
    version: int
    since: str
    opened_at: str
    kind: str
    threshold: int
    available: int
    incoming: int
    cover_hours: int | None = None
    replenishment_id: str | None = None
    wanted_units: int | None = None
    wanted_at: str | None = None

    @classmethod
    def none(cls, place: Place) -> Self:
        """What a place has that was never short."""
        return cls(place, tables.NONE, 0, "", "", tables.LOW, 0, 0, 0)

    @property
    def stands(self) -> bool:
        """Whether the place is short, as far as is known."""
        return self.state in tables.STANDING

    def at_version(self, version: int) -> Self:
        """This alert. Raises VersionConflict when the caller decided on another version of it."""
        if version != self.version:
            raise VersionConflict.between(version, self.version)
        return self

    def seen(self, standing: Standing, at: datetime) -> Self | None:
        """What becomes of it when the place is found to stand so; None when nothing does."""
        lately = self.wanted_at is not None and self.wanted_at > iso(at - WANTED_FOR)
        kind = standing.kind(self.wanted_units or 0 if lately else 0)
        if kind is None:
            return self._move(tables.RESOLVE, at, standing)._forgetting() if self.stands else None
        if not self.stands:
            new = self._move(tables.RAISE, at, standing)
            return new._replace(kind=kind, opened_at=iso(at), replenishment_id=None)
        if kind == self.kind:
            return None
        to = tables.WORSEN if kind == tables.SOLD_OUT else tables.EASE[self.state]
        return self._move(to, at, standing)._replace(kind=kind)

    def seen_again(self, standing: Standing, at: datetime) -> Self:
        """It was seen to, and the place still is short: somebody is to see to it anew. Raises TransitionNotAllowed."""
        return self._move(tables.WORSEN, at, standing)

    def wanted(self, wanted: Wanted) -> Self:
        """The same alert when an order was refused: the last that was, whatever is heard of first."""
        if self.wanted_at is not None and self.wanted_at >= wanted.at:
            return self
        return self._replace(wanted_units=wanted.units, wanted_at=wanted.at)

    def acknowledged(self, at: datetime) -> Self:
        """Somebody sees to it. Raises TransitionNotAllowed."""
        return self._move(tables.ACKNOWLEDGE, at)

    def refreshed(self, standing: Standing) -> Self:
        """The same alert with today's figures: nothing has become of it."""
        return self._replace(
            threshold=standing.threshold,
            available=standing.available,
            incoming=standing.incoming,
            cover_hours=standing.cover_hours,
        )

    def _forgetting(self) -> Self:
        return self._replace(wanted_units=None, wanted_at=None)

    def _move(self, transition: Transition, at: datetime, standing: Standing | None = None) -> Self:
        state = transition.leave(self.state)
        moved = self._replace(state=state, version=self.version + 1, since=iso(at))
        return moved.refreshed(standing) if standing else moved
