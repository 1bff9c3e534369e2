"""Receiving goods at a warehouse (R3.1.3): the whole delivery in one write, or nothing of it.

One far above the usual waits for a second person; a wrong one is taken back, whole, by a movement of its own.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from shop.contract import EventData
from shop.contract.stock_control import (
    BlockedUnits,
    BlockReversed,
    ReceiptHeld,
    ReceiptRefused,
    ReceiptReversed,
    StockBlocked,
    StockReceived,
)
from shop.ids import new_id
from shop.roles import Caller
from shop.settings import Setting
from shop.stock.corrections import Seen
from shop.stock.units import Cause, Units
from shop.storage.paging import read_list
from shop.storage.transaction import LARGEST_TRANSACTION, Transaction
from shop.web.idempotency import IdempotencyKey
from stock_control import blocks, receipts, store, views
from stock_control.domain import WAITING, Limits, Receipt, ReceiptLine, at_own
from stock_control.refusals import TooManyShort
from stock_control.schemas import ReceiveStock, Step, StepWithReason

# Of one receipt: all its units, and what they cost in minor units.
UNITS_LIMIT = Setting("RECEIPT_UNITS_LIMIT")
COST_LIMIT = Setting("RECEIPT_COST_LIMIT")


def receive(body: ReceiveStock, by: Caller, key: IdempotencyKey, now: datetime) -> views.ReceiptView:
    """Take goods in at the caller's own warehouse, at what they cost, or enter them for a second person (R3.1.3).

    Raises OtherWarehouse, Invalid, then, the first outranking the others: Replayed or
    IdempotencyKeyReused, Taken (document_taken), UnknownWarehouse, StockRefused with every line
    that fails and why. Busy: nothing was written.
    """
    receipt = Receipt.of(
        by,
        now,
        Limits(int(UNITS_LIMIT.value), int(COST_LIMIT.value)),
        document=body.document,
        warehouse=body.warehouse,
        currency=body.currency,
        lines=(ReceiptLine(**line.model_dump()) for line in body.lines),
    )
    answer = views.receipt(receipt)
    with store.database.transaction() as write:
        key.claim(write, store.table, now, entity=receipts.partition(receipt.receipt_id), answer=answer)
        receipts.enter(write, receipt, _told(receipt), by=by, at=now)
        if receipt.state != WAITING:
            _take_in(write, receipt, by, now)
    return answer


def accept(receipt_id: str, body: Step, by: Caller, now: datetime) -> views.ReceiptView:
    """Let what waited come in, by a second person.

    Raises NotFound, VersionConflict, TransitionNotAllowed, OtherWarehouse, SamePerson, StockRefused.
    """
    receipt = receipts.load(receipt_id).at_version(body.version).accepted(by, now)
    with store.database.transaction() as write:
        receipts.save(write, receipt, _told(receipt), by=by, at=now)
        _take_in(write, receipt, by, now)
    return views.receipt(receipt)


def refuse(receipt_id: str, body: StepWithReason, by: Caller, now: datetime) -> views.ReceiptView:
    """Say that what waited was a slip of the pen; its document can be received again.

    Raises NotFound, VersionConflict, TransitionNotAllowed, OtherWarehouse.
    """
    receipt = receipts.load(receipt_id).at_version(body.version).refused(by, body.reason)
    event = ReceiptRefused(document=receipt.document, warehouse=receipt.warehouse)
    with store.database.transaction() as write:
        receipts.save(write, receipt, event, by=by, at=now)
        receipts.give_document_free(write, receipt)
    return views.receipt(receipt)


def reverse(receipt_id: str, body: StepWithReason, by: Caller, now: datetime) -> views.ReceiptView:
    """Take a wrong receipt back, whole and once, by a second person; its document can be received again.

    What is promised of it becomes a shortfall. What has left the house did come in: then it is refused, and a count
    says what lies there. Raises NotFound, VersionConflict, TransitionNotAllowed, SamePerson, StockRefused (not_there,
    not_blocked) with every line that fails, BlockChanged, TooManyShort.
    """
    receipt = receipts.load(receipt_id).at_version(body.version).reversed(by, body.reason)
    event = ReceiptReversed.model_validate(receipt, from_attributes=True)
    cause = Cause(new_id(now), receipts.partition(receipt_id), now)
    refused = _refused(receipt)
    block = blocks.load(receipt_id).undone() if refused else None

    def attempt(seen: Mapping[str, Seen]) -> views.ReceiptView:
        places = store.seen_all(seen, [line.sku for line in receipt.lines])
        with store.database.transaction() as write:
            receipts.save(write, receipt, event, by=by, at=now)
            receipts.give_document_free(write, receipt)
            if block:
                blocks.save(write, block, BlockReversed(party=block.party, lines=refused), by=by, at=now)
            store.each(
                partial(_take_back, write, line, place, cause, f"lines[{number}]", by)
                for number, (line, place) in enumerate(zip(receipt.lines, places, strict=True))
            )
            if len(write) > LARGEST_TRANSACTION:
                raise TooManyShort("Too many of its SKUs would be short at once: count them instead.")
        return views.receipt(receipt)

    return store.stock.on_seen(receipt.warehouse, [line.sku for line in receipt.lines], attempt)


def _told(receipt: Receipt) -> EventData:
    """What a receipt's coming in, or waiting, is told by."""
    if receipt.state != WAITING:
        return StockReceived.model_validate(receipt, from_attributes=True)
    return ReceiptHeld(
        document=receipt.document,
        warehouse=receipt.warehouse,
        currency=receipt.currency,
        units=receipt.units,
        stock_value_minor=receipt.cost_minor,
    )


def _take_in(write: Transaction, receipt: Receipt, by: Caller, now: datetime) -> None:
    """The units of a receipt, and a block with those that were refused."""
    cause = Cause(receipt.receipt_id, receipts.partition(receipt.receipt_id), now)
    for place, line in enumerate(receipt.lines):
        store.stock.receive(
            write,
            Units(line.sku, line.quantity),
            line.unit_cost_minor,
            receipt.currency,
            receipt.warehouse,
            cause,
            field=f"lines[{place}]",
            refused_units=line.refused_units,
        )
    if block := blocks.Block.of_receipt(receipt, now):
        blocks.save(write, block, StockBlocked(party=block.party, lines=_refused(receipt)), by=by, at=now)


def _refused(receipt: Receipt) -> list[BlockedUnits]:
    return [
        BlockedUnits(
            sku=line.sku,
            quantity=line.refused_units,
            currency=receipt.currency,
            unit_cost_minor=line.unit_cost_minor,
            reason=line.refusal_reason,
        )
        for line in receipt.lines
        if line.refused_units
    ]


def _take_back(write: Transaction, line: ReceiptLine, seen: Seen, cause: Cause, field: str, by: Caller) -> None:
    short = store.stock.take_back(
        write,
        seen,
        Units(line.sku, line.quantity),
        line.unit_cost_minor,
        cause,
        refused_units=line.refused_units,
        field=field,
    )
    store.record_shortfall(write, short, cause, by=by)


def read(receipt_id: str, by: Caller) -> views.ReceiptView:
    """A receipt. Raises NotFound, OtherWarehouse."""
    receipt = receipts.load(receipt_id)
    at_own(by, receipt.warehouse)
    return views.receipt(receipt)


def waiting(warehouse: str, by: Caller, limit: int, cursor: str | None) -> views.ReceiptPage:
    """A warehouse's receipts that wait for a second person, oldest first. Raises OtherWarehouse, Invalid."""
    at_own(by, warehouse)
    return read_list(
        views.ReceiptPage, receipts.list_of(warehouse), cursor, partial(receipts.waiting, warehouse, limit)
    )
