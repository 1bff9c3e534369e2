"""Stock over HTTP: warehouses are opened, goods come in, go elsewhere, are blocked and counted, levels are read."""

from typing import Any

from shop.clock import clock
from shop.roles import Caller
from shop.settings import start
from shop.stock.ledger import SKU_TABLE
from shop.web.api import CONSOLE_ORIGIN, Cursor, Id, Limit
from shop.web.gates import Staff
from shop.web.idempotency import IdempotencyKey
from shop.web.models import CURRENCIES
from stock_control import (
    blocking,
    domain,
    levels,
    receiving,
    schemas,
    spreading,
    store,
    transferring,
    valuing,
    views,
    warehouses,
)
from stock_control.api import api
from stock_control.reconciling import run
from stock_control.stocktakes import counting, opening, settling
from stock_control.stocktakes import routes as routes  # opens them

SETTINGS = (
    store.TABLE,
    SKU_TABLE,
    receiving.UNITS_LIMIT,
    receiving.COST_LIMIT,
    opening.TOLERANCE,
    counting.INVESTIGATION_DAYS,
    settling.LIMIT,
    CURRENCIES,
    CONSOLE_ORIGIN,
)


@api.post("/stock/warehouses", Staff(domain.OPEN_WAREHOUSE), status=201, once=True)
def open_warehouse(body: schemas.OpenWarehouse, caller: Caller, key: IdempotencyKey) -> views.WarehouseView:
    """Open a warehouse or supplier that stock can lie at and orders can be given to (R3.2.2)."""
    return warehouses.open_(body, caller, key, clock.now())


@api.get("/stock/warehouses", Staff(domain.READ_WAREHOUSES), tagged=True)
def list_warehouses(limit: Limit = 50, cursor: Cursor = None) -> views.WarehousePage:
    """The warehouses and suppliers by code; one just opened shows a moment later."""
    return warehouses.by_code(limit, cursor)


@api.post("/stock/receipts", Staff(domain.RECEIVE), status=201, once=True)
def receive_stock(body: schemas.ReceiveStock, caller: Caller, key: IdempotencyKey) -> views.ReceiptView:
    """Take goods in at the caller's warehouse, whole, or hear of every line that fails and why (R3.1.3)."""
    return receiving.receive(body, caller, key, clock.now())


@api.get("/stock/receipts", Staff(domain.READ_RECEIPTS), tagged=True)
def list_receipts(
    warehouse: schemas.Warehouse, caller: Caller, limit: Limit = 50, cursor: Cursor = None
) -> views.ReceiptPage:
    """A warehouse's receipts far above the usual, which wait for a second person, oldest first."""
    return receiving.waiting(warehouse, caller, limit, cursor)


@api.get("/stock/receipts/{receipt_id}", Staff(domain.READ_RECEIPTS), tagged=True)
def read_receipt(receipt_id: Id, caller: Caller) -> views.ReceiptView:
    """A receipt, and what became of it; to a warehouse or supplier, one of its own."""
    return receiving.read(receipt_id, caller)


@api.post("/stock/receipts/{receipt_id}/accept", Staff(domain.ACCEPT))
def accept_receipt(receipt_id: Id, body: schemas.Step, caller: Caller) -> views.ReceiptView:
    """Let a receipt come in that waited, by somebody else than entered it (R3.1.3)."""
    return receiving.accept(receipt_id, body, caller, clock.now())


@api.post("/stock/receipts/{receipt_id}/refuse", Staff(domain.REFUSE))
def refuse_receipt(receipt_id: Id, body: schemas.StepWithReason, caller: Caller) -> views.ReceiptView:
    """Say that a receipt that waited was a slip of the pen (R3.1.3)."""
    return receiving.refuse(receipt_id, body, caller, clock.now())


@api.post("/stock/receipts/{receipt_id}/reverse", Staff(domain.REVERSE))
def reverse_receipt(receipt_id: Id, body: schemas.StepWithReason, caller: Caller) -> views.ReceiptView:
    """Take a wrong receipt back, whole, by somebody else than entered it (R3.1.3)."""
    return receiving.reverse(receipt_id, body, caller, clock.now())


@api.post("/stock/blocks", Staff(domain.BLOCK), status=201, once=True)
def block_stock(body: schemas.BlockStock, caller: Caller, key: IdempotencyKey) -> views.BlockView:
    """Take goods out of sale that lie at a warehouse and cannot be sold (R3.1.3)."""
    return blocking.block(body, caller, key, clock.now())


@api.get("/stock/blocks", Staff(domain.READ_BLOCKS), tagged=True)
def list_blocks(
    warehouse: schemas.Warehouse, caller: Caller, limit: Limit = 50, cursor: Cursor = None
) -> views.BlockPage:
    """What is blocked at a warehouse or supplier, longest first."""
    return blocking.open_at(warehouse, caller, limit, cursor)


@api.get("/stock/blocks/{block_id}", Staff(domain.READ_BLOCKS), tagged=True)
def read_block(block_id: Id, caller: Caller) -> views.BlockView:
    """Blocked goods, and how many of them still are."""
    return blocking.read(block_id, caller)


@api.post("/stock/blocks/{block_id}/free", Staff(domain.FREE))
def free_stock(block_id: Id, body: schemas.FromBlock, caller: Caller) -> views.BlockView:
    """Let blocked goods be sold after all (R3.1.3)."""
    return blocking.free(block_id, body, caller, clock.now())


@api.post("/stock/blocks/{block_id}/write-off", Staff(domain.WRITE_OFF))
def write_stock_off(block_id: Id, body: schemas.FromBlock, caller: Caller) -> views.BlockView:
    """Let blocked goods leave the house for good, by somebody else than blocked them (R3.1.3)."""
    return blocking.write_off(block_id, body, caller, clock.now())


@api.post("/stock/transfers", Staff(domain.TRANSFER), status=201, once=True)
def transfer_stock(body: schemas.TransferStock, caller: Caller, key: IdempotencyKey) -> views.TransferView:
    """Move goods from one warehouse or supplier to another, whole; a warehouse's user from their own (R3.1.3)."""
    return transferring.transfer(body, caller, key, clock.now())


@api.get("/stock/mismatches", Staff(domain.READ_MISMATCHES), tagged=True)
def list_mismatches(limit: Limit = 50, cursor: Cursor = None) -> views.MismatchPage:
    """The SKUs whose levels are not what their movements say, and who or what is suspected, longest first (R3.1.3)."""
    return run.listed(limit, cursor)


@api.get("/stock/value", Staff(domain.READ_VALUE), tagged=True, csv=True)
def list_value(warehouse: schemas.Warehouse, limit: Limit = 50, cursor: Cursor = None) -> views.StockValuePage:
    """What lies at a warehouse or supplier and what it is worth, by SKU, with the sums of the page (R3.1.3)."""
    return valuing.of_warehouse(warehouse, limit, cursor)


@api.get("/stock/skus/{sku}", Staff(domain.READ_STOCK), tagged=True)
def read_level(sku: schemas.SkuInPath, caller: Caller) -> views.LevelView:
    """What there is of a SKU as a whole and at each warehouse or supplier; to these, what is theirs (R3.1.3)."""
    return levels.level(sku, caller)


@api.get("/stock/skus/{sku}/movements", Staff(domain.READ_STOCK), tagged=True)
def list_movements(
    sku: schemas.SkuInPath, caller: Caller, limit: Limit = 50, cursor: Cursor = None
) -> views.MovementPage:
    """A SKU's ledger, newest first: its changes add up to the SKU's level (R3.1.3).

    A warehouse or supplier sees what came to it and left it. Among 10,000 movements of others a page may be short.
    """
    return levels.movements(sku, caller, limit, cursor)


@api.post("/stock/skus/{sku}/spread", Staff(domain.SPREAD))
def spread_stock(sku: schemas.SkuInPath, body: schemas.SpreadStock, caller: Caller) -> views.SpreadView:
    """Spread a SKU over buckets before many buy it at once, or spread it anew: evenly, with what came in (R3.1.3)."""
    return spreading.spread(sku, body.buckets, caller, clock.now())


@api.post("/stock/skus/{sku}/gather", Staff(domain.GATHER))
def gather_stock(sku: schemas.SkuInPath, body: schemas.GatherStock, caller: Caller) -> views.SpreadView:
    """Gather a SKU that was spread (R3.1.3)."""
    return spreading.gather(sku, body.buckets, caller, clock.now())


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return api.handle(event, context)


start(SETTINGS, store.database.connect)
