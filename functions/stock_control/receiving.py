"""Receiving goods at a warehouse (R3.1.3): the whole delivery in one write, or nothing of it."""

from datetime import datetime

from shop.contract.stock_control import StockReceived
from shop.roles import Caller
from shop.stock.units import Cause, Units
from shop.web.idempotency import IdempotencyKey
from stock_control import store, views
from stock_control.domain import Receipt, ReceiptLine
from stock_control.schemas import ReceiveStock


def receive(body: ReceiveStock, by: Caller, key: IdempotencyKey, now: datetime) -> views.ReceiptView:
    """Take goods in at the caller's own warehouse, at what they cost (R3.1.3).

    Raises OtherWarehouse, Invalid, then, the first outranking the others: Replayed or
    IdempotencyKeyReused, Taken (document_taken), UnknownWarehouse, StockRefused with every line
    that fails and why. Busy: nothing was written.
    """
    receipt = Receipt.of(
        by,
        now,
        document=body.document,
        warehouse=body.warehouse,
        currency=body.currency,
        lines=(ReceiptLine(line.sku, line.quantity, line.unit_cost_minor) for line in body.lines),
    )
    answer = views.receipt(receipt)
    event = StockReceived.model_validate(receipt, from_attributes=True)
    partition = store.receipt_partition(receipt.receipt_id)
    cause = Cause(receipt.receipt_id, partition, now)
    with store.database.transaction() as write:
        key.claim(write, store.table, now, entity=partition, answer=answer)
        store.save_receipt(write, receipt, event, by=by, at=now)
        for place, line in enumerate(receipt.lines):
            store.stock.receive(
                write,
                Units(line.sku, line.quantity),
                line.unit_cost_minor,
                receipt.currency,
                receipt.warehouse,
                cause,
                field=f"lines[{place}]",
            )
    return answer
