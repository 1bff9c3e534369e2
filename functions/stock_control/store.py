"""Where warehouses and receipts lie, and the questions asked of them.

WAREHOUSE#<code>             WAREHOUSE            a warehouse or supplier
                             EVENT#<version>
RECEIPT#<ulid>               RECEIPT              goods that came in, never changed
                             EVENT#<version>
DOCUMENT#<warehouse>#<no.>   DOCUMENT             a delivery's number, unique for ever
"""

import json
from dataclasses import asdict, fields

from shop.errors import Conflict, Taken
from shop.settings import Setting
from shop.stock.ledger import SKU_TABLE, Stock
from shop.storage.table import Database, Page, Table
from shop.storage.transaction import Transaction
from shop.storage.values import Key
from stock_control.domain import Receipt, Warehouse

WAREHOUSE = "WAREHOUSE"
# One shard: a shop has tens of warehouses and opens one once in a while.
_WAREHOUSES = "warehouses"

_RECEIPT_FIELDS = tuple(attribute.name for attribute in fields(Receipt))

TABLE = Setting("STOCK_CONTROL_TABLE")

database = Database()
table = Table(database, TABLE)
stock = Stock(Table(database, SKU_TABLE))


class UnknownWarehouse(Conflict):
    """Nobody opened that warehouse."""

    code = "unknown_warehouse"


def warehouse_partition(code: str) -> str:
    return f"WAREHOUSE#{code}"


def receipt_partition(receipt_id: str) -> str:
    return f"RECEIPT#{receipt_id}"


def _warehouse_key(code: str) -> Key:
    return {"pk": warehouse_partition(code), "sk": WAREHOUSE}


def put_warehouse(write: Transaction, warehouse: Warehouse) -> None:
    """Write a new warehouse. Refused: warehouse_taken."""
    item = {**_warehouse_key(warehouse.code), **asdict(warehouse), "list": _WAREHOUSES, "rank": warehouse.code}
    write.put(
        table, item, refused=lambda found: Taken(f"There is a warehouse {warehouse.code}.", code="warehouse_taken")
    )


def check_warehouse(write: Transaction, code: str) -> None:
    """Refuse the transaction when there is no such warehouse: unknown_warehouse."""
    write.check(
        table,
        _warehouse_key(code),
        "attribute_exists(#pk)",
        refused=lambda found: UnknownWarehouse(
            f"Nobody opened a warehouse {code}.",
            errors=[{"field": "warehouse", "reason": "there is no such warehouse"}],
        ),
    )


def warehouses(*, limit: int, after: str | None) -> Page:
    """The warehouses by code; one just opened shows a moment later."""
    return table.listed(_WAREHOUSES, limit=limit, after=after)


def claim_document(write: Transaction, receipt: Receipt) -> None:
    """A delivery's number belongs to one receipt for ever. Refused: document_taken."""
    key = {"pk": f"DOCUMENT#{receipt.warehouse}#{receipt.document}", "sk": "DOCUMENT"}
    write.put(
        table,
        {**key, "receipt_id": receipt.receipt_id},
        refused=lambda found: Taken(
            "A receipt has this document.", code="document_taken", receipt_id=found and found["receipt_id"]
        ),
    )


def put_receipt(write: Transaction, receipt: Receipt) -> None:
    """Write a receipt."""
    lines = [(line.sku, line.quantity, line.unit_cost_minor) for line in receipt.lines]
    item = {
        "pk": receipt_partition(receipt.receipt_id),
        "sk": "RECEIPT",
        **{name: getattr(receipt, name) for name in _RECEIPT_FIELDS},
        "lines": json.dumps(lines, separators=(",", ":")),
    }
    write.put(table, item)
