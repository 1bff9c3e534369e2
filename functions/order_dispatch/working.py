"""Sagas of orders: what they have in common, and resuming one that was left."""

import json
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, Self

from order_dispatch import saving, store
from order_dispatch.domain import Order, WholeOrder
from shop.contract import EventData
from shop.roles import Caller
from shop.sagas import running
from shop.sagas.operation import LeaseLost, Operation
from shop.sagas.saga import Saga
from shop.stock.units import Cause, Units
from shop.storage.transaction import Transaction


class OrderSaga(Saga[Units, Order]):
    """Work on an order that is there; `order` is as it was when this was decided, `asked` what was asked for."""

    def __init__(self, whole: WholeOrder, by: Caller, **asked: str) -> None:
        self.order, self.by, self.asked = whole.head, by, asked
        self.numbered = whole.numbered
        self.units: Sequence[Units] = whole.units
        self.head_table, self.head_key = store.orders, store.head_key(self.order.order_id)

    @classmethod
    def resumed(cls, whole: WholeOrder, operation: Operation) -> Self:
        """The saga that was left unfinished, from what it had stored."""
        asked = json.loads(operation.intent)
        before = whole.head._replace(state=asked.pop("left"), since=asked.pop("left_since"), operation=None)
        return cls(whole._replace(head=before), operation.caller, **asked)

    def intent(self) -> Mapping[str, Any]:
        return {**self.asked, "left": self.order.state, "left_since": self.order.since}

    def apply_whole(self, write: Transaction, now: datetime) -> Order:
        return self.end(write, now)

    def is_known(self) -> bool:
        # Whoever began this order meanwhile has the units that would be missed: `begin` says so.
        head = store.load_head(self.order.order_id)
        return (head.version, head.state) != (self.order.version, self.order.state)

    def begin(self, write: Transaction, operation: Operation, now: datetime) -> None:
        saving.save_head(write, self.order, self.order.begun(operation, now))

    def finish(self, write: Transaction, operation: Operation, now: datetime) -> Order:
        return self.end(write, now, under=operation)

    @abstractmethod
    def end(self, write: Transaction, now: datetime, under: Operation | None = None) -> Order:
        """The change of state with its event; the order as it is then."""

    def roll_back(self, write: Transaction, operation: Operation, now: datetime) -> None:
        saving.save_head(write, self.order, self.order, under=operation)

    def save(self, write: Transaction, after: Order, event: EventData, now: datetime, under: Operation | None) -> None:
        saving.save(write, self.order, after, event, by=self.by, at=now, under=under)


def cause(order: Order, operation: Operation) -> Cause:
    """Why this operation moves an order's units."""
    return Cause(operation.effect_id, store.partition(order.order_id), operation.began_at)


class Kind(Protocol):
    """A class of sagas that can be built again from what one had stored."""

    kind: str

    def resumed(self, whole: WholeOrder, operation: Operation) -> Saga[Any, Order]: ...


def repeats(kind: Kind, whole: WholeOrder, version: int, **asked: str) -> bool:
    """Whether a request asks for what is being done already: this kind of work, in the same words."""
    operation = whole.head.operation
    if operation is None or operation.kind != kind.kind:
        return False
    return version == whole.head.version and asked.items() <= json.loads(operation.intent).items()


def resume(kind: Kind, whole: WholeOrder, now: Callable[[], datetime]) -> Order:
    """Bring an order's unfinished operation of this kind to its end, if nobody else has it.

    Raises InProgress, and what the saga refuses.
    """
    operation = whole.head.operation
    if operation is None or operation.kind != kind.kind:  # finished meanwhile; a repeat finds its answer
        raise LeaseLost
    return running.resume(kind.resumed(whole, operation), operation, now)
