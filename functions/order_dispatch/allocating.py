"""Allocating an order to a warehouse or supplier, and that party's check (R3.2.2)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from order_dispatch import saving, store, working
from order_dispatch.domain import ALLOCATE, Order
from order_dispatch.schemas import AllocateOrder, VerifyShipment
from order_dispatch.shipments import Shipment
from order_dispatch.views import OrderSummary, summary
from shop.contract.order_dispatch import OrderAllocated, ShipmentVerified, SkuQuantity
from shop.errors import NotFound, Refused
from shop.roles import Caller
from shop.sagas import running
from shop.sagas.operation import Operation
from shop.stock.refusals import StockRefused, UnknownWarehouse
from shop.stock.units import Units
from shop.storage.transaction import Transaction


class Allocating(working.OrderSaga):
    """The tying of an order's units to one party, as one parcel."""

    kind: ClassVar[str] = "allocating"
    refusal: ClassVar[type[Refused]] = StockRefused

    def apply(self, write: Transaction, unit: Units, operation: Operation) -> None:
        store.stock.tie(write, unit, self.asked["party"])

    def compensate(self, write: Transaction, unit: Units, operation: Operation) -> None:
        store.stock.untie(write, unit, self.asked["party"])

    def refusals(self, units: Sequence[Units]) -> list[dict[str, Any]]:
        return store.stock.not_at(self.asked["party"], units)

    def end(self, write: Transaction, now: datetime, under: Operation | None = None) -> Order:
        parcel = Shipment.assigned(f"{self.order.order_id}-1", self.asked["party"], now)
        allocated = self.order.allocated(parcel, self.by, now)
        lines = [SkuQuantity(sku=line.sku, quantity=line.quantity, line=number) for number, line in self.numbered]
        event = OrderAllocated(**allocated.handled, shipment_id=parcel.shipment_id, party=parcel.party, lines=lines)
        self.save(write, allocated, event, now, under)
        saving.save_shipment(write, allocated, None, parcel)
        return allocated


def allocate(order_id: str, body: AllocateOrder, by: Caller, now: Callable[[], datetime]) -> OrderSummary:
    """Give a confirmed order, whole, to a party that has its units (R3.2.2).

    A repeat resumes an allocation that was cut off. Raises StockRefused (not_at_location) naming
    every SKU the party lacks, UnknownWarehouse when nobody opened that party, NotFound,
    VersionConflict, TransitionNotAllowed, InProgress.
    """
    whole = store.load_whole(order_id)
    if working.repeats(Allocating, whole, body.version, party=body.warehouse):
        return summary(working.resume(Allocating, whole, now))
    ALLOCATE.leave(whole.head.at_version(body.version).state)
    try:
        return summary(running.run(Allocating(whole, by, party=body.warehouse), now))
    except StockRefused:
        if store.stock.knows_party(body.warehouse):
            raise
        raise UnknownWarehouse(body.warehouse) from None


def verify(order_id: str, body: VerifyShipment, by: Caller, now: datetime) -> OrderSummary:
    """Record that the party checked goods and stock of its parcel (R3.2.2).

    Raises NotFound (also for another's parcel), VersionConflict, TransitionNotAllowed, InProgress.
    """
    order, parcel = store.load_with_shipment(order_id)
    noted = order.seen_by(by).at_version(body.version).noted(now)
    if parcel is None:
        raise NotFound("The order has no parcel.")
    verified = parcel.verified(now)
    event = ShipmentVerified(**noted.handled, shipment_id=verified.shipment_id, party=verified.party)
    with store.database.transaction() as write:
        saving.save(write, order, noted, event, by=by, at=now)
        saving.save_shipment(write, noted, parcel, verified)
    return summary(noted)
