"""Dispatching a parcel (R3.2.2): it leaves with a tracking number and an expected arrival."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from order_dispatch import saving, store, working
from order_dispatch.carriers import parcels
from order_dispatch.domain import DISPATCH, Order, WholeOrder
from order_dispatch.schemas import DispatchShipment
from order_dispatch.shipments import DISPATCH_SHIPMENT
from order_dispatch.views import OrderSummary, summary
from shop.contract.order_dispatch import CostedLine, ShipmentDispatched
from shop.errors import Invalid, Refused
from shop.roles import Caller
from shop.sagas import running
from shop.sagas.operation import Operation
from shop.stock.refusals import StockRefused
from shop.stock.units import Units
from shop.storage.transaction import Transaction


class Dispatching(working.OrderSaga):
    """The leaving of a parcel's units."""

    kind: ClassVar[str] = "dispatching"
    refusal: ClassVar[type[Refused]] = StockRefused

    def __init__(self, whole: WholeOrder, by: Caller, **asked: str) -> None:
        super().__init__(whole, by, **asked)
        self.parcel = whole.shipments[0]

    def apply_whole(self, write: Transaction, now: datetime) -> Order:
        dispatched = super().apply_whole(write, now)
        self._claim_number(write)
        return dispatched

    def begin(self, write: Transaction, operation: Operation, now: datetime) -> None:
        super().begin(write, operation, now)
        # Now, not at the end: a dispatch that has begun cannot be refused any more.
        self._claim_number(write)

    def _claim_number(self, write: Transaction) -> None:
        # After the head: of two who dispatch the same parcel one is late, and nobody took its number.
        parcels.claim(write, self.asked["carrier"], self.asked["tracking_number"], self.order.order_id, again=True)

    def apply(self, write: Transaction, unit: Units, operation: Operation) -> None:
        store.stock.ship(write, unit, self.parcel.party, working.cause(self.order, operation))

    def compensate(self, write: Transaction, unit: Units, operation: Operation) -> None:
        # A count found units of this parcel missing while it was being dispatched; its number stays the order's.
        store.stock.unship(write, unit, self.parcel.party, working.cause(self.order, operation))

    def refusals(self, units: Sequence[Units]) -> list[dict[str, Any]]:
        return store.stock.missing_at(self.parcel.party, units)

    def end(self, write: Transaction, now: datetime, under: Operation | None = None) -> Order:
        parcel = self.parcel.dispatched(**self.asked, at=now)
        dispatched = self.order.dispatched(now)
        costs = store.stock.unit_costs([unit.sku for unit in self.units])
        event = ShipmentDispatched(
            **dispatched.for_notices,
            shipment_id=parcel.shipment_id,
            party=parcel.party,
            **self.asked,
            currency=dispatched.currency,
            goods_minor=dispatched.goods_minor,
            lines=[
                CostedLine(
                    sku=line.sku,
                    quantity=line.quantity,
                    unit_cost_minor=costs[line.sku],
                    line=number,
                    net_minor=line.net_minor(line.quantity),
                )
                for number, line in self.numbered
            ],
        )
        self.save(write, dispatched, event, now, under)
        saving.save_shipment(write, dispatched, self.parcel, parcel)
        return dispatched


def dispatch(order_id: str, body: DispatchShipment, by: Caller, now: Callable[[], datetime]) -> OrderSummary:
    """Let a verified parcel leave (R3.2.2).

    A repeat resumes a dispatch that was cut off. Raises NotFound (also for another's parcel),
    StockRefused (units_missing), Taken (tracking_number_taken), Invalid, VersionConflict, TransitionNotAllowed,
    InProgress.
    """
    whole = store.load_whole(order_id)
    order = whole.head.seen_by(by)
    leaving = {
        "carrier": body.carrier,
        "tracking_number": body.tracking_number,
        "expected_arrival": body.expected_arrival.isoformat(),
    }
    if working.repeats(Dispatching, whole, body.version, **leaving):
        return summary(working.resume(Dispatching, whole, now))
    DISPATCH.leave(order.at_version(body.version).state)
    DISPATCH_SHIPMENT.leave(whole.shipments[0].state)
    _check(body, now())
    return summary(running.run(Dispatching(whole, by, **leaving), now))


def _check(body: DispatchShipment, now: datetime) -> None:
    if body.carrier not in parcels.CARRIERS.values:
        raise Invalid.field("carrier", f"is not one of {', '.join(sorted(parcels.CARRIERS.values))}")
    # A day's slack either way of the date line; more than half a year is a slip of the pen.
    first, last = now.date() - timedelta(days=1), now.date() + timedelta(days=183)
    if not first <= body.expected_arrival <= last:
        raise Invalid.field("expected_arrival", f"is to be from {first} to {last}")
