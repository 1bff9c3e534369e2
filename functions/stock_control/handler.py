"""Stock over HTTP: warehouses are opened, goods come in, levels and their movements are read."""

from typing import Any

from shop.clock import clock
from shop.roles import Caller
from shop.settings import start
from shop.stock.ledger import SKU_TABLE
from shop.web.api import CONSOLE_ORIGIN, Api, Cursor, Limit
from shop.web.gates import Staff
from shop.web.idempotency import IdempotencyKey
from shop.web.models import CURRENCIES
from stock_control import domain, levels, receiving, schemas, store, views, warehouses

api = Api("stock_control")
SETTINGS = (store.TABLE, SKU_TABLE, CURRENCIES, CONSOLE_ORIGIN)


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


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return api.handle(event, context)


start(SETTINGS, store.database.connect)
