"""Confirming an order with its customer (R3.2.1)."""

from datetime import datetime

from order_dispatch import saving, store
from order_dispatch.schemas import ConfirmOrder
from order_dispatch.views import OrderSummary, summary
from shop.contract.order_dispatch import OrderConfirmed
from shop.roles import Caller


def confirm(order_id: str, body: ConfirmOrder, by: Caller, now: datetime) -> OrderSummary:
    """Record that goods, quantity, price and address were confirmed, and by which channel (R3.2.1).

    Raises NotFound, VersionConflict, TransitionNotAllowed, InProgress.
    """
    order = store.load_head(order_id).at_version(body.version)
    confirmed = order.confirmed(by, now)
    event = OrderConfirmed(**confirmed.for_notices, channel=body.channel, confirmed=sorted(body.confirmed))
    with store.database.transaction() as write:
        saving.save(write, order, confirmed, event, by=by, at=now)
    return summary(confirmed)
