"""Receiving goods at a warehouse (R3.1.3): the whole delivery in one write, or nothing of it."""

from datetime import datetime

from shop.clock import iso
from shop.contract.stock_control import StockReceived
from shop.events.recording import Entity, record
from shop.ids import new_id
from shop.roles import Caller
from shop.stock.units import Cause, Units
from shop.web.idempotency import IdempotencyKey
from stock_control import store
from stock_control.domain import Receipt, ReceiptLine, acts_for, can_be_received
from stock_control.schemas import ReceiptView, ReceiveStock


def receive(body: ReceiveStock, by: Caller, once: IdempotencyKey, now: datetime) -> ReceiptView:
    """Take goods in at the caller's own warehouse, at what they cost (R3.1.3).

    Raises OtherWarehouse, Invalid, then, the first outranking the others: Replayed or
    IdempotencyKeyReused, Taken (document_taken), UnknownWarehouse, StockRefused with every line
    that fails and why. Busy: nothing was written.
    """
    acts_for(by, body.warehouse)
    lines = tuple(ReceiptLine(line.sku, line.quantity, line.unit_cost_minor) for line in body.lines)
    can_be_received(lines)
    receipt = Receipt(new_id(now), body.document, body.warehouse, body.currency, iso(now), lines)
    view = ReceiptView.model_validate(receipt, from_attributes=True)
    entity = Entity(store.receipt_partition(receipt.receipt_id), receipt.version)
    cause = Cause(receipt.receipt_id, entity.partition, now)
    with store.database.transaction() as write:
        once.claim(write, store.table, now, entity=entity.partition, answer=view)
        store.claim_document(write, receipt)
        store.check_warehouse(write, receipt.warehouse)
        store.put_receipt(write, receipt)
        told = StockReceived.model_validate(receipt, from_attributes=True)
        record(write, store.table, entity, told, by=by, at=now)
        for position, line in enumerate(lines):
            store.stock.receive(
                write,
                Units(line.sku, line.quantity),
                line.unit_cost_minor,
                receipt.currency,
                receipt.warehouse,
                cause,
                field=f"lines[{position}]",
            )
    return view
