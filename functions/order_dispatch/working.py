"""Large operations of orders: what they have in common, and taking up one that was left."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from order_dispatch import saving, store
from order_dispatch.domain import Order, WholeOrder
from order_dispatch.views import OrderSummary, summary
from shop.clock import iso
from shop.contract import EventData
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.sagas import operations, running
from shop.sagas.operations import Operation
from shop.stock.units import Cause, Units
from shop.storage.transaction import Transaction


class OrderSaga(operations.Saga):
    """Work on an order that is there."""

    def __init__(self, whole: WholeOrder, by: Caller) -> None:
        self.order: Order = whole.head
        self.by = by
        self.units: Sequence[Units] = whole.units
        self.head_table, self.head_key = store.orders, store.head_key(self.order.order_id)

    def apply_whole(self, write: Transaction, now: datetime) -> None:
        self.finish(write, saving.unchanged(self.order), now)

    def begin(self, write: Transaction, operation: Operation, now: datetime) -> None:
        guard = saving.unchanged(self.order)
        self.order = saving.move(
            write, self.order, guard, state=self.kind, since=iso(now), bump=False, operation=operation
        )

    def cause(self, movement: str, at: datetime) -> Cause:
        return Cause(movement, store.partition(self.order.order_id), at)

    def tell(self, write: Transaction, data: EventData, now: datetime) -> None:
        """Record the event of the version that `self.order` has by now."""
        entity = Entity(store.partition(self.order.order_id), self.order.version)
        record(write, store.orders, entity, data, by=self.by, at=now)


class Kind(Protocol):
    """A class of work that can be built again from what it had stored."""

    kind: str

    def resumed(self, whole: WholeOrder, operation: Operation) -> Any: ...


def repeats(kind: Kind, whole: WholeOrder, version: int, **asked: Any) -> bool:
    """Whether a request asks for what is being done already: this kind of work, in the same words."""
    operation = whole.head.operation
    if operation is None or operation.kind != kind.kind:
        return False
    return version == whole.head.version and asked.items() <= json.loads(operation.intent).items()


def take_up(kind: Kind, whole: WholeOrder, now: Callable[[], datetime]) -> OrderSummary:
    """Bring an order's unfinished operation of this kind to its end, if nobody else has it.

    Raises InProgress, and what the work refuses.
    """
    operation = whole.head.operation
    if operation is None or operation.kind != kind.kind:  # finished meanwhile; a repeat finds its answer
        raise operations.LeaseLost
    work = kind.resumed(whole, operation)
    running.resume(work, operation, now)
    return summary(work.order)
