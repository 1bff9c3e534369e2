"""Stock over HTTP: warehouses are opened, goods come in, levels and their movements are read."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from shop.clock import clock
from shop.web.api import Api, Cursor, Limit, reply
from shop.web.gates import Staff
from stock_control import domain, levels, receiving, schemas, views, warehouses

api = Api("stock_control")


@api.on("POST /stock/warehouses", Staff(domain.OPEN_WAREHOUSE), answer=views.WarehouseView, status=201)
def open_warehouse(body: schemas.OpenWarehouse) -> Response[str]:
    """Open a warehouse or supplier that stock can lie at and orders can be given to (R3.2.2)."""
    return reply(warehouses.open_(body, api.caller, api.once(body), clock.now()), 201)


@api.on("GET /stock/warehouses", Staff(domain.READ_WAREHOUSES), answer=views.WarehousePage)
def list_warehouses(limit: Limit = 50, cursor: Cursor = None) -> Response[str]:
    """The warehouses and suppliers by code; one just opened shows a moment later."""
    return reply(warehouses.by_code(limit, cursor))


@api.on("POST /stock/receipts", Staff(domain.RECEIVE), answer=views.ReceiptView, status=201)
def receive_stock(body: schemas.ReceiveStock) -> Response[str]:
    """Take goods in at the caller's warehouse, whole, or hear of every line that fails and why (R3.1.3)."""
    return reply(receiving.receive(body, api.caller, api.once(body), clock.now()), 201)


@api.on("GET /stock/skus/{sku}", Staff(domain.READ_STOCK), answer=views.LevelView)
def read_level(sku: schemas.SkuInPath) -> Response[str]:
    """What there is of a SKU as a whole, and at each warehouse or supplier (R3.1.3)."""
    return reply(levels.level(sku))


@api.on("GET /stock/skus/{sku}/movements", Staff(domain.READ_STOCK), answer=views.MovementPage)
def list_movements(sku: schemas.SkuInPath, limit: Limit = 50, cursor: Cursor = None) -> Response[str]:
    """A SKU's ledger, newest first: its changes add up to the SKU's level (R3.1.3)."""
    return reply(levels.movements(sku, limit, cursor))


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return api.handle(event, context)
