"""Warehouses and suppliers are data: opened once, listed by code."""

import re
from datetime import datetime

from shop.clock import iso
from shop.contract.stock_control import WarehouseOpened
from shop.errors import Invalid
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.storage.lists import decode_cursor, encode_cursor
from shop.web.idempotency import IdempotencyKey
from stock_control import store
from stock_control.domain import Warehouse
from stock_control.schemas import OpenWarehouse, WarehousePage, WarehouseView

_LIST = "warehouses"


def open_(body: OpenWarehouse, by: Caller, once: IdempotencyKey, now: datetime) -> WarehouseView:
    """Open a warehouse or supplier that stock can lie at (R3.2.2).

    Raises Taken (warehouse_taken), Replayed, IdempotencyKeyReused, Busy.
    """
    warehouse = Warehouse(body.code, body.name, iso(now))
    view = WarehouseView.model_validate(warehouse, from_attributes=True)
    entity = Entity(store.warehouse_partition(warehouse.code), warehouse.version)
    with store.database.transaction() as write:
        once.claim(write, store.table, now, entity=entity.partition, answer=view)
        store.put_warehouse(write, warehouse)
        record(write, store.table, entity, WarehouseOpened(code=warehouse.code), by=by, at=now)
    return view


def listed(limit: int, cursor: str | None) -> WarehousePage:
    """The warehouses by code. Raises Invalid for another list's cursor."""
    after = decode_cursor(_LIST, cursor)
    if after is not None and not re.fullmatch(r"[A-Z0-9-]{2,20}", after):
        raise Invalid.field("cursor", "is not a cursor of this list")
    page = store.warehouses(limit=limit, after=after)
    items = [WarehouseView.model_validate(item) for item in page.items]
    return WarehousePage(items=items, next=encode_cursor(_LIST, page.last))
