"""Cancelling an order before it is allocated (R3.2.1): its stock can be sold again."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from order_dispatch import saving, store, working
from order_dispatch.domain import CANCEL, WholeOrder
from order_dispatch.schemas import CancelOrder
from order_dispatch.views import OrderSummary, summary
from shop.clock import iso
from shop.contract.order_dispatch import OrderCancelled, SkuQuantity
from shop.roles import Caller
from shop.sagas import running
from shop.sagas.operations import Condition, Operation
from shop.stock.units import Cause, Units
from shop.storage.transaction import Transaction


class Cancelling(working.OrderSaga):
    """The release of what an order had reserved."""

    kind: ClassVar[str] = "cancelling"
    actions_per_unit: ClassVar[int] = 2
    overhead = 2  # head, event

    def __init__(self, whole: WholeOrder, by: Caller, reason: str) -> None:
        super().__init__(whole, by)
        self.reason = reason

    @classmethod
    def resumed(cls, whole: WholeOrder, operation: Operation) -> "Cancelling":
        return cls(whole, operation.caller, json.loads(operation.intent)["reason"])

    def intent(self) -> Mapping[str, Any]:
        return {"reason": self.reason}

    def apply(self, write: Transaction, unit: Units, cause: Cause) -> None:
        store.stock.release(write, unit, cause)

    def finish(self, write: Transaction, guard: Condition, now: datetime) -> None:
        self.order = saving.move(write, self.order, guard, state=CANCEL.to, since=iso(now))
        data = OrderCancelled(
            reason=self.reason,
            currency=self.order.currency,
            total_minor=self.order.total_minor,
            payment_reference=self.order.payment_reference,
            released=[SkuQuantity(sku=unit.sku, quantity=unit.quantity) for unit in self.units],
        )
        self.tell(write, data, now)


def cancel(order_id: str, body: CancelOrder, by: Caller, now: Callable[[], datetime]) -> OrderSummary:
    """Cancel a placed or confirmed order and release its stock (R3.2.1).

    A repeat takes up a cancellation that was cut off. Raises NotFound, VersionConflict,
    TransitionNotAllowed, InProgress.
    """
    whole = store.load_whole(order_id)
    if working.repeats(Cancelling, whole, body.version, reason=body.reason):
        return working.take_up(Cancelling, whole, now)
    whole.head.at_version(body.version)
    CANCEL.leave(whole.head.state)
    work = Cancelling(whole, by, body.reason)
    running.run(work, now)
    return summary(work.order)
