"""Dispatching a parcel (R3.2.2): it leaves with a tracking number and an expected arrival."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from order_dispatch import parcels, saving, store, working
from order_dispatch.domain import DISPATCH, DISPATCH_SHIPMENT, Shipment, WholeOrder
from order_dispatch.schemas import DispatchShipment
from order_dispatch.views import OrderSummary, summary
from shop.clock import iso
from shop.contract.order_dispatch import CostedLine, ShipmentDispatched
from shop.errors import Invalid
from shop.roles import Caller
from shop.sagas import running
from shop.sagas.operations import Condition, Operation
from shop.stock.units import Cause, Units
from shop.storage.transaction import Transaction


class Dispatching(working.OrderSaga):
    """The leaving of a parcel's units."""

    kind: ClassVar[str] = "dispatching"
    actions_per_unit: ClassVar[int] = 3
    overhead = 4  # head, shipment, tracking number, event

    def __init__(
        self, whole: WholeOrder, by: Caller, carrier: str, tracking_number: str, expected_arrival: str
    ) -> None:
        super().__init__(whole, by)
        self.shipment: Shipment = whole.shipments[0]
        self.carrier, self.tracking_number, self.expected_arrival = carrier, tracking_number, expected_arrival

    @classmethod
    def resumed(cls, whole: WholeOrder, operation: Operation) -> "Dispatching":
        return cls(whole, operation.caller, **json.loads(operation.intent))

    def intent(self) -> Mapping[str, Any]:
        return {
            "carrier": self.carrier,
            "tracking_number": self.tracking_number,
            "expected_arrival": self.expected_arrival,
        }

    def apply_whole(self, write: Transaction, now: datetime) -> None:
        super().apply_whole(write, now)
        self._claim_number(write)

    def begin(self, write: Transaction, operation: Operation, now: datetime) -> None:
        super().begin(write, operation, now)
        # Now, not at the end: a dispatch that has begun cannot be refused any more.
        self._claim_number(write)

    def _claim_number(self, write: Transaction) -> None:
        # After the head: of two who dispatch the same parcel one is late, and nobody took its number.
        parcels.claim(write, self.carrier, self.tracking_number, self.order.order_id)

    def apply(self, write: Transaction, unit: Units, cause: Cause) -> None:
        store.stock.ship(write, unit, self.shipment.party, cause)

    def finish(self, write: Transaction, guard: Condition, now: datetime) -> None:
        shipment = replace(
            self.shipment,
            state=DISPATCH_SHIPMENT.to,
            since=iso(now),
            carrier=self.carrier,
            tracking_number=self.tracking_number,
            expected_arrival=self.expected_arrival,
        )
        self.order = saving.move(write, self.order, guard, state=DISPATCH.to, since=iso(now))
        saving.put_shipment(write, self.order.order_id, shipment, was=self.shipment.state)
        costs = store.stock.unit_costs([unit.sku for unit in self.units])
        data = ShipmentDispatched(
            shipment_id=shipment.shipment_id,
            party=shipment.party,
            carrier=self.carrier,
            tracking_number=self.tracking_number,
            expected_arrival=self.expected_arrival,
            currency=self.order.currency,
            goods_minor=self.order.goods_minor,
            lines=[
                CostedLine(sku=unit.sku, quantity=unit.quantity, unit_cost_minor=costs[unit.sku]) for unit in self.units
            ],
        )
        self.tell(write, data, now)


def dispatch(order_id: str, body: DispatchShipment, by: Caller, now: Callable[[], datetime]) -> OrderSummary:
    """Let a verified parcel leave (R3.2.2).

    A repeat takes up a dispatch that was cut off. Raises NotFound (also for another's parcel),
    Taken (tracking_number_taken), Invalid, VersionConflict, TransitionNotAllowed, InProgress.
    """
    whole = store.load_whole(order_id)
    whole.head.seen_by(by)
    leaving = {
        "carrier": body.carrier,
        "tracking_number": body.tracking_number,
        "expected_arrival": body.expected_arrival.isoformat(),
    }
    if working.repeats(Dispatching, whole, body.version, **leaving):
        return working.take_up(Dispatching, whole, now)
    whole.head.at_version(body.version)
    DISPATCH.leave(whole.head.state)
    DISPATCH_SHIPMENT.leave(whole.shipments[0].state)
    _check(body, now())
    work = Dispatching(whole, by, **leaving)
    running.run(work, now)
    return summary(work.order)


def _check(body: DispatchShipment, now: datetime) -> None:
    if body.carrier not in parcels.CARRIERS.values:
        raise Invalid.field("carrier", f"is not one of {', '.join(sorted(parcels.CARRIERS.values))}")
    # A day's slack either way of the date line; more than half a year is a slip of the pen.
    first, last = now.date() - timedelta(days=1), now.date() + timedelta(days=183)
    if not first <= body.expected_arrival <= last:
        raise Invalid.field("expected_arrival", f"is to be from {first} to {last}")
