"""Warehouses and suppliers are data: opened once, listed by code."""

from datetime import datetime
from functools import partial

from shop.contract.stock_control import WarehouseOpened
from shop.roles import Caller
from shop.storage.paging import read_list
from shop.web.idempotency import IdempotencyKey
from stock_control import store, views
from stock_control.domain import Warehouse
from stock_control.schemas import OpenWarehouse


def open_(body: OpenWarehouse, by: Caller, key: IdempotencyKey, now: datetime) -> views.WarehouseView:
    """Open a warehouse or supplier that stock can lie at (R3.2.2).

    Raises Taken (warehouse_taken), Replayed, IdempotencyKeyReused, Busy.
    """
    warehouse = Warehouse.opened(body.code, body.name, now)
    answer = views.warehouse(warehouse)
    event = WarehouseOpened(code=warehouse.code)
    with store.database.transaction() as write:
        key.claim(write, store.table, now, entity=store.warehouse_partition(warehouse.code), answer=answer)
        store.save_warehouse(write, warehouse, event, by=by, at=now)
    return answer


def by_code(limit: int, cursor: str | None) -> views.WarehousePage:
    """The warehouses by code. Raises Invalid for another list's cursor."""
    read = partial(store.warehouses, limit)
    return read_list(views.WarehousePage, store.WAREHOUSES, cursor, read, position=r"[A-Z0-9-]{2,20}")
