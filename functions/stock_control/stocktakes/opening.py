"""Opening a stocktake (R3.1.3): what is to be counted, at which warehouse."""

from collections.abc import Sequence
from datetime import datetime

from shop.clock import iso
from shop.contract.stock_control import StocktakeKind, StocktakeOpened
from shop.roles import Caller
from shop.settings import Setting
from shop.storage.transaction import Transaction
from shop.web.idempotency import IdempotencyKey
from stock_control.stocktakes import chores, schemas, store, views
from stock_control.stocktakes.domain import Stocktake
from stock_control.stocktakes.lines import Line
from stock_control.store import check_warehouse, database, stock, table

TOLERANCE = Setting("STOCKTAKE_TOLERANCE_PERMILLE")


def open_(body: schemas.OpenStocktake, by: Caller, key: IdempotencyKey, now: datetime) -> views.StocktakeView:
    """Open a stocktake of these SKUs, or of all that lies at the warehouse, which is laid out within minutes.

    Raises Replayed, IdempotencyKeyReused, UnknownWarehouse, StockRefused (unknown_sku, being_counted), Busy.
    """
    opened = new(body.warehouse, "skus" if body.skus else "location", now)
    # What is answered is what will be written.
    shown = views.stocktake(_with(opened, body.skus or ())._replace(version=1))
    with database.transaction() as write:
        key.claim(write, table, now, entity=store.partition(opened.stocktake_id), answer=shown)
        enter(write, opened, body.skus or (), by, now)
    return shown


def new(warehouse: str, kind: StocktakeKind, now: datetime) -> Stocktake:
    """A stocktake by the shop's own tolerance."""
    return Stocktake.opened(warehouse, kind, int(TOLERANCE.value), now)


def enter(write: Transaction, opened: Stocktake, skus: Sequence[str], by: Caller, now: datetime) -> None:
    """Write a new stocktake with its lines; without SKUs they are laid out later.

    Refused: UnknownWarehouse, StockRefused (unknown_sku, being_counted).
    """
    check_warehouse(write, opened.warehouse)
    event = StocktakeOpened(
        warehouse=opened.warehouse,
        kind=opened.kind,
        tolerance_permille=opened.tolerance_permille,
        skus=list(skus),
    )
    store.save(write, opened, _with(opened, skus), store.Told(event), by=by, at=now)
    for place, sku in enumerate(skus):
        field = f"skus[{place}]"
        stock.check_known(write, sku, field=field)
        stock.begin_count(write, sku, opened.warehouse, opened.stocktake_id, field=field)
        store.save_line(write, opened, None, Line(sku))
    if not skus:
        chores.leave(write, opened.stocktake_id, iso(now))


def _with(opened: Stocktake, skus: Sequence[str]) -> Stocktake:
    return opened.with_lines(map(Line, skus), laid_out=bool(skus))
