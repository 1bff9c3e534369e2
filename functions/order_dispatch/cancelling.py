"""Cancelling an order before it is allocated (R3.2.1): its stock can be sold again."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from order_dispatch import store, working
from order_dispatch.domain import CANCEL, Order
from order_dispatch.schemas import CancelOrder
from order_dispatch.views import OrderSummary, summary
from shop.contract.order_dispatch import OrderCancelled, SkuQuantity
from shop.roles import Caller
from shop.sagas import running
from shop.sagas.operation import Operation
from shop.stock.units import Units
from shop.storage.transaction import Transaction


class Cancelling(working.OrderSaga):
    """The release of what an order had reserved."""

    kind: ClassVar[str] = "cancelling"

    def apply(self, write: Transaction, unit: Units, operation: Operation) -> None:
        store.stock.release(write, unit, working.cause(self.order, operation))

    def end(self, write: Transaction, now: datetime, under: Operation | None = None) -> Order:
        cancelled = self.order.cancelled(now)
        event = OrderCancelled(
            **cancelled.for_notices,
            reason=self.asked["reason"],
            currency=cancelled.currency,
            total_minor=cancelled.total_minor,
            payment_reference=cancelled.payment_reference,
            due_back_minor=cancelled.total_minor,
            released=[SkuQuantity(sku=line.sku, quantity=line.quantity, line=number) for number, line in self.numbered],
        )
        self.save(write, cancelled, event, now, under)
        return cancelled


def cancel(order_id: str, body: CancelOrder, by: Caller, now: Callable[[], datetime]) -> OrderSummary:
    """Cancel a placed or confirmed order and release its stock (R3.2.1).

    A repeat resumes a cancellation that was cut off. Raises NotFound, VersionConflict,
    TransitionNotAllowed, InProgress.
    """
    whole = store.load_whole(order_id)
    if working.repeats(Cancelling, whole, body.version, reason=body.reason):
        return summary(working.resume(Cancelling, whole, now))
    CANCEL.leave(whole.head.at_version(body.version).state)
    return summary(running.run(Cancelling(whole, by, reason=body.reason), now))
