"""Where receipts lie: goods that came in, each under its document (R3.1.3).

A delivery's number, in its canonical form, belongs to one receipt for ever, unless that was a mistake: one that is
refused or reversed gives it free.
"""

import json
from collections.abc import Callable
from datetime import datetime

from shop.canonical import canonical_name
from shop.contract import EventData
from shop.errors import NotFound, ShopError, Taken
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.storage.lists import oldest_first, on_list
from shop.storage.table import Page
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key
from shop.storage.versions import put_version
from stock_control import views
from stock_control.domain import WAITING, Receipt, ReceiptLine
from stock_control.store import check_warehouse, table


def partition(receipt_id: str) -> str:
    return f"RECEIPT#{receipt_id}"


def _key(receipt_id: str) -> Key:
    return {"pk": partition(receipt_id), "sk": "RECEIPT"}


def list_of(warehouse: str) -> str:
    """The work list of a warehouse's receipts that wait for a second person."""
    return f"receipts@{warehouse}"


def load(receipt_id: str) -> Receipt:
    """A receipt. Raises NotFound."""
    item = table.get(_key(receipt_id))
    if item is None:
        raise NotFound("There is no such receipt.")
    # Of those from before there were states nobody knows who entered them.
    kept = {"received_by": ""} | {name: item[name] for name in Receipt._fields if name in item}
    return Receipt(**kept | {"lines": tuple(ReceiptLine(*line) for line in json.loads(item["lines"]))})


def enter(write: Transaction, receipt: Receipt, event: EventData, *, by: Caller, at: datetime) -> None:
    """Write a new receipt with the event that tells of it. Refused: document_taken, unknown_warehouse."""
    _put_document(
        write,
        receipt,
        "attribute_not_exists(#pk) OR attribute_exists(#given_free)",
        lambda found: Taken(
            "A receipt has this document.", code="document_taken", receipt_id=found and found["receipt_id"]
        ),
    )
    check_warehouse(write, receipt.warehouse)
    write.put(table, _item(receipt))
    record(write, table, Entity(partition(receipt.receipt_id), receipt.version), event, by=by, at=at)


def save(write: Transaction, receipt: Receipt, event: EventData, *, by: Caller, at: datetime) -> None:
    """Write what became of a receipt, with the event that tells of it. Refused: VersionConflict."""
    put_version(write, table, _item(receipt))
    record(write, table, Entity(partition(receipt.receipt_id), receipt.version), event, by=by, at=at)


def give_document_free(write: Transaction, receipt: Receipt) -> None:
    """Let another receipt have the document of one that came to nothing."""
    _put_document(write, receipt, "", None, given_free=True)


def _put_document(
    write: Transaction,
    receipt: Receipt,
    when: str,
    refused: Callable[[Item | None], ShopError] | None,
    given_free: bool | None = None,
) -> None:
    item = {
        "pk": f"DOCUMENT#{receipt.warehouse}#{canonical_name(receipt.document)}",
        "sk": "DOCUMENT",
        "receipt_id": receipt.receipt_id,
        "given_free": given_free,
    }
    write.put(table, item, when=when, refused=refused)


def _item(receipt: Receipt) -> Item:
    lines = json.dumps([_short(line) for line in receipt.lines], separators=(",", ":"))
    item: Item = {**_key(receipt.receipt_id), **receipt._asdict(), "lines": lines}
    if receipt.state == WAITING:
        item |= on_list(list_of(receipt.warehouse), receipt.received_at, receipt.receipt_id, views.receipt(receipt))
    return item


def _short(line: ReceiptLine) -> tuple[object, ...]:
    # Most lines refuse nothing and name nothing.
    return line if any(line[3:]) else line[:3]


def waiting(warehouse: str, limit: int, after: str | None) -> Page:
    """A warehouse's receipts that wait for a second person, oldest first."""
    return oldest_first(table, list_of(warehouse), limit=limit, after=after)
