"""Orders: states, who may move them, and what becomes of them. Their parcels: `shipments`.

    placing → placed → confirmed → allocating → allocated → dispatching → dispatched → delivered
                 └─────────┴→ cancelling → cancelled

The -ing states are those of sagas (`shop.sagas`): no event tells of them, and they make no version.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Self

from order_dispatch.shipments import TROUBLE, Shipment
from shop.clock import iso
from shop.errors import Conflict, InProgress, NotFound, VersionConflict
from shop.roles import Caller, Right, Role, Transition
from shop.sagas.operation import Operation
from shop.stock.units import Demand, Units

FOLLOWS_ORDERS = frozenset({Role.CUSTOMER_SERVICE, Role.SPECIALIST, Role.MANAGER})

READ_ORDERS = Right("read orders", FOLLOWS_ORDERS)
READ_ORDER = Right("read an order", FOLLOWS_ORDERS | {Role.WAREHOUSE})
# Carriers' texts can name people and places.
READ_TRACK = Right("read what carriers tell", frozenset({Role.CUSTOMER_SERVICE}))
# Those who answer for the customers' data (PIPL art. 51): who read it, and not the data.
READ_CONTACT_READS = Right("read who read a contact", frozenset({Role.MANAGER, Role.DIRECTOR, Role.ADMIN}))
READ_PARCELS = Right("read a warehouse's parcels", frozenset({Role.WAREHOUSE}))
# Every role is a department; which requests concern a caller, `shop.web.sight` says. The list is by department, and not
# for warehouses: theirs stand on the parcels that they are given.
READ_REQUESTS = Right("read a department's special requests", frozenset(Role) - {Role.WAREHOUSE})
ANSWER_REQUEST = Transition("answer a special request", frozenset({"open"}), "answered", frozenset(Role))
RECORD_REQUEST = Right("record a special request", frozenset({Role.CUSTOMER_SERVICE}))

CONFIRM = Transition("confirm", frozenset({"placed"}), "confirmed", frozenset({Role.CUSTOMER_SERVICE}))
CANCEL = Transition("cancel", frozenset({"placed", "confirmed"}), "cancelled", frozenset({Role.CUSTOMER_SERVICE}))
ALLOCATE = Transition("allocate", frozenset({"confirmed"}), "allocated", frozenset({Role.SPECIALIST}))
DISPATCH = Transition("dispatch", frozenset({"allocated"}), "dispatched", frozenset({Role.WAREHOUSE}))
# Moved by the carrier's word, not by staff.
DELIVER = Transition("deliver", frozenset({"dispatched"}), "delivered", frozenset())

UNDERWAY = frozenset({"placing", "allocating", "cancelling", "dispatching"})
# States in which there is something left to do stand on lists.
OPEN_STATES = ("placed", "confirmed", "allocated", "dispatched", "exception")
# Each stands on the order in full; no customer has that many wishes.
MOST_REQUESTS = 50
NEEDS_CONFIRMING = ("goods", "quantity", "price", "address")


class TooManyRequests(Conflict):
    code, title = "too_many_special_requests", "An order has no more special requests than that"


class Line(NamedTuple):
    """One line as ordered; amounts in minor units, the discount for the whole line."""

    sku: str
    quantity: int
    unit_price: int
    discount_minor: int

    @property
    def amount_minor(self) -> int:
        return self.quantity * self.unit_price - self.discount_minor

    def net_minor(self, units: int, *, after: int = 0) -> int:
        """What so many units of it were paid, when `after` of them left before: the discount is shared out by units.

        Never less than nothing, and in whatever parts all units leave, the parts come to the line's amount (R4.2.1).
        """
        return units * self.unit_price - (self._discount_of(after + units) - self._discount_of(after))

    def _discount_of(self, first: int) -> int:
        """The share of the discount of its first units, half up: of the sums, so that no share is lost in rounding."""
        return (2 * self.discount_minor * first + self.quantity) // (2 * self.quantity)


class Order(NamedTuple):
    """An order's head: small, and with the version that every change of the order makes.

    `since` is when it came to wait where it waits; `trouble` is what is wrong with its parcel;
    `requests` is how many special requests it has, None for none; `channels` is how its customer can be told something;
    `confirmed_by` and `allocated_by` are whose work it was so far.
    """

    order_id: str
    external_id: str
    client: str
    payment_reference: str
    state: str
    version: int
    placed_at: str
    since: str
    currency: str
    goods_minor: int
    shipping_minor: int
    total_minor: int
    line_count: int
    party: str | None = None
    shipment_id: str | None = None
    trouble: str | None = None
    requests: int | None = None
    channels: list[str] | None = None
    confirmed_by: str | None = None
    allocated_by: str | None = None
    operation: Operation | None = None

    @property
    def waits_for(self) -> str | None:
        """The work list on which it stands; None when nothing is left to do, or a saga is doing it."""
        state = "exception" if self.trouble else self.state
        return state if state in OPEN_STATES else None

    @property
    def is_refunded(self) -> bool:
        """Whether all that was paid is due back."""
        return self.state == CANCEL.to

    @property
    def handled(self) -> dict[str, str | None]:
        """Whose work it was so far, as each of its events says (`Handled`)."""
        return {"confirmed_by": self.confirmed_by, "allocated_by": self.allocated_by}

    @property
    def for_notices(self) -> dict[str, Any]:
        """The same with what events say so that people can be told of it (`OfOrder`): no personal data."""
        return {"external_id": self.external_id, "channels": self.channels or [], **self.handled}

    def at_version(self, version: int) -> Self:
        """This order. Raises VersionConflict when decided on another version, InProgress when being worked on."""
        if self.state in UNDERWAY:
            raise InProgress("The order is still being worked on; read it again in a moment.", state=self.state)
        if version != self.version:
            raise VersionConflict.between(version, self.version)
        return self

    def seen_by(self, caller: Caller) -> Self:
        """This order: a warehouse sees the parcels given to it and no other. Raises NotFound."""
        if caller.role == Role.WAREHOUSE and self.party != caller.party:
            raise NotFound("There is no such order.")
        return self

    def placed(self, at: datetime) -> Self:
        """The order whose stock is reserved: it comes to be, at the version that it has."""
        return self._replace(state="placed", placed_at=iso(at), since=iso(at), operation=None)

    def confirmed(self, by: Caller, at: datetime) -> Self:
        """The order that was confirmed with its customer. Raises TransitionNotAllowed."""
        return self._next(at, state=CONFIRM.leave(self.state), confirmed_by=by.actor)

    def cancelled(self, at: datetime) -> Self:
        """The order whose stock is released. Raises TransitionNotAllowed."""
        return self._next(at, state=CANCEL.leave(self.state))

    def allocated(self, parcel: Shipment, by: Caller, at: datetime) -> Self:
        """The order whose units are tied to one party, as one parcel. Raises TransitionNotAllowed."""
        state = ALLOCATE.leave(self.state)
        return self._next(at, state=state, party=parcel.party, shipment_id=parcel.shipment_id, allocated_by=by.actor)

    def dispatched(self, at: datetime) -> Self:
        """The order whose parcel left. Raises TransitionNotAllowed."""
        return self._next(at, state=DISPATCH.leave(self.state))

    def tracked(self, parcel: Shipment, at: datetime) -> Self:
        """The order after its carrier moved its parcel: signed for, it is delivered. Raises TransitionNotAllowed."""
        state = DELIVER.leave(self.state) if parcel.state == DELIVER.to else self.state
        return self._next(at, state=state, trouble=parcel.state if parcel.state in TROUBLE else None)

    def requested(self, at: datetime) -> Self:
        """The order with one more special request. Raises TooManyRequests."""
        requests = self.requests or 0
        if requests >= MOST_REQUESTS:
            raise TooManyRequests(f"An order has at most {MOST_REQUESTS} special requests.")
        return self._next(at, requests=requests + 1)

    def noted(self, at: datetime) -> Self:
        """The order of which something was recorded that moves it nowhere."""
        return self._next(at)

    def begun(self, operation: Operation, at: datetime) -> Self:
        """The order while a saga works on it: the same version of it, and none that people decide on."""
        return self._replace(state=operation.kind, since=iso(at), operation=operation)

    def _next(self, at: datetime, **changes: Any) -> Self:
        after = self._replace(version=self.version + 1, **changes)
        return after if after.waits_for == self.waits_for else after._replace(since=iso(at))


class WholeOrder(NamedTuple):
    """An order with everything that belongs to it but its contact."""

    head: Order
    lines: list[Line]
    shipments: list[Shipment]
    requests: list[dict[str, Any]]
    short: list[dict[str, Any]]

    @property
    def units(self) -> list[Units]:
        """What was ordered of each SKU, over all lines."""
        return [Units(demand.sku, demand.quantity) for demand in demands(self.lines, self.head.currency)]

    @property
    def numbered(self) -> list[tuple[int, Line]]:
        """Its lines by their numbers, the first of which is 1: as events and views name them."""
        return list(enumerate(self.lines, start=1))


def demands(lines: Sequence[Line], currency: str, asked_at: str | None = None) -> list[Demand]:
    """What these lines want of each SKU, asked for at a time: lines of one SKU count together."""
    by_sku: dict[str, list[tuple[int, Line]]] = {}
    for position, line in enumerate(lines):
        by_sku.setdefault(line.sku, []).append((position, line))
    return [
        Demand(
            sku,
            sum(line.quantity for _, line in wanted),
            currency,
            tuple((position, line.unit_price) for position, line in wanted),
            asked_at,
        )
        for sku, wanted in by_sku.items()
    ]
