"""Orders and their parcels: states, who may move them, and what an order wants of the stock.

    order     placing → placed → confirmed → allocating → allocated → dispatching → dispatched → delivered
                         └─────────┴→ cancelling → cancelled
    shipment  assigned → verified → dispatched → in_transit → out_for_delivery
              → delivered | exception | returned_to_sender

The -ing states are those of large operations (`shop.sagas`); no event tells of them.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from shop.errors import InProgress, NotFound, VersionConflict
from shop.roles import Caller, Right, Role, Transition
from shop.sagas.operations import Operation
from shop.stock.units import Demand, Units

FOLLOWS_ORDERS = frozenset({Role.CUSTOMER_SERVICE, Role.SPECIALIST, Role.MANAGER})

READ_ORDERS = Right("read orders", FOLLOWS_ORDERS)
READ_ORDER = Right("read an order", FOLLOWS_ORDERS | {Role.WAREHOUSE})
READ_PARCELS = Right("read a warehouse's parcels", frozenset({Role.WAREHOUSE}))
RECORD_REQUEST = Right("record a special request", frozenset({Role.CUSTOMER_SERVICE}))

CONFIRM = Transition("confirm", frozenset({"placed"}), "confirmed", frozenset({Role.CUSTOMER_SERVICE}))
CANCEL = Transition("cancel", frozenset({"placed", "confirmed"}), "cancelled", frozenset({Role.CUSTOMER_SERVICE}))
ALLOCATE = Transition("allocate", frozenset({"confirmed"}), "allocated", frozenset({Role.SPECIALIST}))
DISPATCH = Transition("dispatch", frozenset({"allocated"}), "dispatched", frozenset({Role.WAREHOUSE}))
# Moved by the carrier's word, not by staff.
DELIVER = Transition("deliver", frozenset({"dispatched"}), "delivered", frozenset())

VERIFY_SHIPMENT = Transition("verify", frozenset({"assigned"}), "verified", frozenset({Role.WAREHOUSE}))
DISPATCH_SHIPMENT = Transition("dispatch", frozenset({"verified"}), "dispatched", frozenset({Role.WAREHOUSE}))
_MOVING = frozenset({"dispatched", "in_transit", "out_for_delivery", "exception", "returned_to_sender"})
TRACK_SHIPMENT = {
    to: Transition(f"track to {to}", _MOVING - {to}, to, frozenset())
    for to in ("in_transit", "out_for_delivery", "exception", "returned_to_sender", "delivered")
}

ORDER_TRANSITIONS = (CONFIRM, CANCEL, ALLOCATE, DISPATCH, DELIVER)
SHIPMENT_TRANSITIONS = (VERIFY_SHIPMENT, DISPATCH_SHIPMENT, *TRACK_SHIPMENT.values())
RIGHTS = (READ_ORDERS, READ_ORDER, READ_PARCELS, RECORD_REQUEST)

UNDERWAY = frozenset({"placing", "allocating", "cancelling", "dispatching"})
# States in which there is something left to do stand on lists.
OPEN_STATES = ("placed", "confirmed", "allocated", "dispatched", "exception")
NEEDS_CONFIRMING = ("goods", "quantity", "price", "address")


class Line(NamedTuple):
    """One line as ordered; amounts in minor units, the discount for the whole line."""

    sku: str
    quantity: int
    unit_price: int
    discount_minor: int

    @property
    def amount_minor(self) -> int:
        return self.quantity * self.unit_price - self.discount_minor


@dataclass(frozen=True, slots=True)
class Order:
    """An order's head: small, and with the version that every change of the order makes."""

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
    operation: Operation | None = None

    def at_version(self, version: int) -> None:
        """Raises VersionConflict when decided on another version, InProgress when being worked on."""
        if self.state in UNDERWAY:
            raise InProgress("The order is still being worked on; read it again in a moment.", state=self.state)
        if version != self.version:
            raise VersionConflict.between(version, self.version)

    def seen_by(self, caller: Caller) -> None:
        """A warehouse sees the parcels given to it and no other. Raises NotFound."""
        if caller.role == Role.WAREHOUSE and self.party != caller.party:
            raise NotFound("There is no such order.")


@dataclass(frozen=True, slots=True)
class Shipment:
    """One parcel from one warehouse or supplier."""

    shipment_id: str
    party: str
    state: str
    since: str
    carrier: str | None = None
    tracking_number: str | None = None
    expected_arrival: str | None = None
    carrier_code: str | None = None
    carrier_time: str | None = None


@dataclass(frozen=True, slots=True)
class WholeOrder:
    """An order with everything that belongs to it."""

    head: Order
    contact: dict[str, Any]
    lines: list[Line]
    shipments: list[Shipment] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)

    @property
    def units(self) -> list[Units]:
        """What was ordered of each SKU, over all lines."""
        return [Units(demand.sku, demand.quantity) for demand in demands(self.lines, self.head.currency)]


def demands(lines: list[Line], currency: str) -> list[Demand]:
    """What these lines want of each SKU: lines of one SKU count together."""
    by_sku: dict[str, list[tuple[int, Line]]] = {}
    for position, line in enumerate(lines):
        by_sku.setdefault(line.sku, []).append((position, line))
    return [
        Demand(
            sku,
            sum(line.quantity for _, line in wanted),
            currency,
            tuple((position, line.unit_price) for position, line in wanted),
        )
        for sku, wanted in by_sku.items()
    ]
