"""Allocating an order to a warehouse or supplier, and that party's check (R3.2.2)."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from order_dispatch import saving, store, working
from order_dispatch.domain import ALLOCATE, VERIFY_SHIPMENT, Shipment, WholeOrder
from order_dispatch.schemas import AllocateOrder, VerifyShipment
from order_dispatch.views import OrderSummary, summary
from shop.clock import iso
from shop.contract.order_dispatch import OrderAllocated, ShipmentVerified, SkuQuantity
from shop.errors import NotFound
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.sagas import running
from shop.sagas.operations import Condition, Operation
from shop.stock.units import Cause, Units
from shop.storage.transaction import Transaction


class Allocating(working.OrderSaga):
    """The tying of an order's units to one party, as one parcel."""

    kind: ClassVar[str] = "allocating"
    actions_per_unit: ClassVar[int] = 1
    overhead = 3  # head, shipment, event

    def __init__(self, whole: WholeOrder, by: Caller, party: str, left_since: str) -> None:
        super().__init__(whole, by)
        self.party = party
        self.left_since = left_since

    @classmethod
    def resumed(cls, whole: WholeOrder, operation: Operation) -> "Allocating":
        return cls(whole, operation.caller, **json.loads(operation.intent))

    def intent(self) -> Mapping[str, Any]:
        return {"party": self.party, "left_since": self.left_since}

    def apply(self, write: Transaction, unit: Units, cause: Cause) -> None:
        store.stock.tie(write, unit, self.party)

    def compensate(self, write: Transaction, unit: Units, cause: Cause) -> None:
        store.stock.untie(write, unit, self.party)

    def finish(self, write: Transaction, guard: Condition, now: datetime) -> None:
        shipment = Shipment(f"{self.order.order_id}-1", self.party, "assigned", iso(now))
        self.order = saving.move(
            write,
            self.order,
            guard,
            state=ALLOCATE.to,
            since=iso(now),
            party=self.party,
            shipment_id=shipment.shipment_id,
        )
        saving.put_shipment(write, self.order.order_id, shipment, was=None)
        lines = [SkuQuantity(sku=unit.sku, quantity=unit.quantity) for unit in self.units]
        self.tell(write, OrderAllocated(shipment_id=shipment.shipment_id, party=self.party, lines=lines), now)

    def roll_back(self, write: Transaction, guard: Condition, now: datetime) -> None:
        (left,) = ALLOCATE.sources
        self.order = saving.move(write, self.order, guard, state=left, since=self.left_since, bump=False)

    def refusals(self, units: Sequence[Units]) -> list[dict[str, Any]]:
        return store.stock.not_at(self.party, units)


def allocate(order_id: str, body: AllocateOrder, by: Caller, now: Callable[[], datetime]) -> OrderSummary:
    """Give a confirmed order, whole, to a party that has its units (R3.2.2).

    A repeat takes up an allocation that was cut off. Raises StockRefused (not_at_location) naming
    every SKU the party lacks, NotFound, VersionConflict, TransitionNotAllowed, InProgress.
    """
    whole = store.load_whole(order_id)
    if working.repeats(Allocating, whole, body.version, party=body.warehouse):
        return working.take_up(Allocating, whole, now)
    whole.head.at_version(body.version)
    ALLOCATE.leave(whole.head.state)
    work = Allocating(whole, by, body.warehouse, whole.head.since)
    running.run(work, now)
    return summary(work.order)


def verify(order_id: str, body: VerifyShipment, by: Caller, now: datetime) -> OrderSummary:
    """Record that the party checked goods and stock of its parcel (R3.2.2).

    Raises NotFound (also for another's parcel), VersionConflict, TransitionNotAllowed, InProgress.
    """
    order, shipment = store.load_with_shipment(order_id)
    order.seen_by(by)
    order.at_version(body.version)
    if shipment is None:
        raise NotFound("The order has no parcel.")
    verified = replace(shipment, state=VERIFY_SHIPMENT.leave(shipment.state), since=iso(now))
    with store.database.transaction() as write:
        moved = saving.move(write, order, saving.unchanged(order), state=order.state, since=order.since)
        saving.put_shipment(write, order_id, verified, was=shipment.state)
        data = ShipmentVerified(shipment_id=shipment.shipment_id, party=shipment.party)
        record(write, store.orders, Entity(store.partition(order_id), moved.version), data, by=by, at=now)
    return summary(moved)
