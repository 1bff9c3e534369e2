"""Where warehouses and receipts lie, and the questions asked of them.

WAREHOUSE#<code>             WAREHOUSE            a warehouse or supplier
                             EVENT#<version>
RECEIPT#<ulid>               RECEIPT              goods that came in, never changed
                             EVENT#<version>
DOCUMENT#<warehouse>#<no.>   DOCUMENT             a delivery's number in its canonical form, unique for ever
SHORTFALL#<operation>#<sku>  EVENT#<version>      promised units that were found missing, by an operation on stock
"""

import json
from datetime import datetime

from shop.canonical import canonical_name
from shop.contract import EventData
from shop.contract.stock_control import ShortfallFound
from shop.errors import Taken
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.settings import Setting
from shop.stock.ledger import SKU_TABLE, Stock
from shop.stock.refusals import UnknownWarehouse
from shop.stock.units import Cause, Shortfall
from shop.storage.lists import ranked
from shop.storage.table import Database, Page, Table
from shop.storage.transaction import Transaction
from stock_control import views
from stock_control.domain import Receipt, Warehouse

WAREHOUSE = "WAREHOUSE"
# One shard: a shop has tens of warehouses and opens one once in a while.
WAREHOUSES = "warehouses"

TABLE = Setting("STOCK_CONTROL_TABLE")

database = Database()
table = Table(database, TABLE)
stock = Stock(Table(database, SKU_TABLE))


def warehouse_partition(code: str) -> str:
    return f"WAREHOUSE#{code}"


def receipt_partition(receipt_id: str) -> str:
    return f"RECEIPT#{receipt_id}"


def save_warehouse(write: Transaction, warehouse: Warehouse, event: EventData, *, by: Caller, at: datetime) -> None:
    """Write a new warehouse with the event that tells of it. Refused: warehouse_taken."""
    partition = warehouse_partition(warehouse.code)
    place = ranked(WAREHOUSES, warehouse.code, views.warehouse(warehouse))
    write.put(
        table,
        {"pk": partition, "sk": WAREHOUSE, **warehouse._asdict(), **place},
        refused=lambda found: Taken(f"There is a warehouse {warehouse.code}.", code="warehouse_taken"),
    )
    stock.open_party(write, warehouse.code)
    record(write, table, Entity(partition, warehouse.version), event, by=by, at=at)


def save_receipt(write: Transaction, receipt: Receipt, event: EventData, *, by: Caller, at: datetime) -> None:
    """Write a new receipt with the event that tells of it. Refused: document_taken, unknown_warehouse."""
    _claim_document(write, receipt)
    check_warehouse(write, receipt.warehouse)
    partition = receipt_partition(receipt.receipt_id)
    lines = json.dumps(receipt.lines, separators=(",", ":"))
    write.put(table, {"pk": partition, "sk": "RECEIPT", **receipt._asdict(), "lines": lines})
    record(write, table, Entity(partition, receipt.version), event, by=by, at=at)


def record_shortfall(write: Transaction, short: Shortfall | None, cause: Cause, *, by: Caller) -> None:
    """Tell that promised units are missing, where they are: once an operation and SKU, as the movement of it."""
    if short:
        entity = Entity(f"SHORTFALL#{cause.operation}#{short.sku}", 1)
        record(write, table, entity, ShortfallFound(**short._asdict(), cause=cause.why), by=by, at=cause.at)


def _claim_document(write: Transaction, receipt: Receipt) -> None:
    """A delivery's number belongs to one receipt for ever, however it is written."""
    write.put(
        table,
        {
            "pk": f"DOCUMENT#{receipt.warehouse}#{canonical_name(receipt.document)}",
            "sk": "DOCUMENT",
            "receipt_id": receipt.receipt_id,
        },
        refused=lambda found: Taken(
            "A receipt has this document.", code="document_taken", receipt_id=found and found["receipt_id"]
        ),
    )


def check_warehouse(write: Transaction, code: str) -> None:
    """Refuse (unknown_warehouse) unless somebody opened it."""
    write.check(
        table,
        {"pk": warehouse_partition(code), "sk": WAREHOUSE},
        "attribute_exists(#pk)",
        refused=lambda found: UnknownWarehouse(code),
    )


def warehouses(limit: int, after: str | None) -> Page:
    """The warehouses by code; one just opened shows a moment later."""
    return table.by_list(WAREHOUSES, limit=limit, after=after)
