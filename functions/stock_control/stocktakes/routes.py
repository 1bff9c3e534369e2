"""Counting over HTTP: stocktakes are opened and counted, differences are explained and adjusted (R3.1.3)."""

from typing import Literal

from shop.clock import clock
from shop.events.history import History
from shop.roles import Caller
from shop.web.api import Cursor, Id, Limit
from shop.web.gates import Staff
from shop.web.idempotency import IdempotencyKey
from stock_control.api import api
from stock_control.schemas import SkuInPath
from stock_control.stocktakes import counting, ending, opening, reading, schemas, settling, tables, views


@api.get("/stock/skus/{sku}/counts", Staff(tables.READ_COUNTS), tagged=True)
def list_counts(sku: SkuInPath, limit: Limit = 50, cursor: Cursor = None) -> views.PastCounts:
    """How a SKU's counts came out, newest first (R3.1.3)."""
    return reading.past_counts(sku, limit, cursor)


@api.post("/stock/stocktakes", Staff(tables.OPEN_STOCKTAKE), status=201, once=True)
def open_stocktake(body: schemas.OpenStocktake, caller: Caller, key: IdempotencyKey) -> views.StocktakeView:
    """Have goods counted at a warehouse: some SKUs, or all that lies there (R3.1.3)."""
    return opening.open_(body, caller, key, clock.now())


@api.get("/stock/stocktakes", Staff(tables.READ_STOCKTAKES), tagged=True, csv=True)
def list_stocktakes(caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> views.StocktakePage:
    """The stocktakes with something left to do, oldest first; to a warehouse or supplier its own (R3.1.3)."""
    return reading.unfinished(caller, limit, cursor)


@api.get("/stock/stocktakes/{stocktake_id}", Staff(tables.READ_STOCKTAKES), tagged=True)
def read_stocktake(stocktake_id: Id, caller: Caller) -> views.StocktakeView:
    """A stocktake; to who counts without anything that was recorded or found (R3.1.3)."""
    return reading.one(stocktake_id, caller)


@api.get("/stock/stocktakes/{stocktake_id}/lines", Staff(tables.READ_STOCKTAKES), tagged=True)
def list_stocktake_lines(
    stocktake_id: Id,
    caller: Caller,
    state: Literal["to_count", "to_recount", "to_explain", "explained", "settled"] | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> views.StocktakeLinePage:
    """What a stocktake counts, by SKU; to who counts what they may count now. A page may be short (R3.1.3)."""
    return reading.lines(stocktake_id, state, caller, limit, cursor)


@api.get("/stock/stocktakes/{stocktake_id}/history", Staff(tables.READ_COUNTS), tagged=True)
def read_stocktake_history(stocktake_id: Id, limit: Limit = 50, cursor: Cursor = None) -> History:
    """What happened to a stocktake and its lines, oldest first."""
    return reading.history(stocktake_id, limit, cursor)


@api.post("/stock/stocktakes/{stocktake_id}/counts", Staff(tables.COUNT), status=201, once=True)
def count_stock(stocktake_id: Id, body: schemas.CountUnits, caller: Caller, key: IdempotencyKey) -> views.CountTaken:
    """Say how many units of a SKU are there, by whoever counted them just now at their own warehouse (R3.1.3)."""
    return counting.count(stocktake_id, body, caller, key, clock.now())


@api.get("/stock/differences", Staff(tables.READ_COUNTS), tagged=True, csv=True)
def list_differences(limit: Limit = 50, cursor: Cursor = None) -> views.DifferencePage:
    """The counted differences that wait for their cause, and whose they are to find, due soonest first (R3.1.3)."""
    return reading.differences(limit, cursor)


@api.post("/stock/stocktakes/{stocktake_id}/lines/{sku}/assign", Staff(tables.ASSIGN))
def assign_difference(
    stocktake_id: Id, sku: SkuInPath, body: schemas.AssignDifference, caller: Caller
) -> views.StocktakeLine:
    """Say who is to find the cause of a difference, and until when (R3.1.3)."""
    return settling.assign(stocktake_id, sku, body, caller, clock.now())


@api.post("/stock/stocktakes/{stocktake_id}/lines/{sku}/explain", Staff(tables.EXPLAIN))
def explain_difference(
    stocktake_id: Id, sku: SkuInPath, body: schemas.ExplainDifference, caller: Caller
) -> views.StocktakeLine:
    """Say the cause of a difference (R3.1.3)."""
    return settling.explain(stocktake_id, sku, body, caller, clock.now())


@api.post("/stock/stocktakes/{stocktake_id}/lines/{sku}/send-back", Staff(tables.SEND_BACK))
def send_line_back(
    stocktake_id: Id, sku: SkuInPath, body: schemas.StocktakeStep, caller: Caller
) -> views.StocktakeLine:
    """Have a SKU counted once more (R3.1.3)."""
    return settling.send_back(stocktake_id, sku, body, caller, clock.now())


@api.post("/stock/stocktakes/{stocktake_id}/lines/{sku}/adjust", Staff(tables.ADJUST))
def adjust_stock(stocktake_id: Id, sku: SkuInPath, body: schemas.StocktakeStep, caller: Caller) -> views.StocktakeLine:
    """Let the ledger follow a difference whose cause is known; above the limit it is the manager's (R3.1.3)."""
    return settling.adjust(stocktake_id, sku, body, caller, clock.now())


@api.post("/stock/stocktakes/{stocktake_id}/review", Staff(tables.REVIEW))
def review_stocktake(stocktake_id: Id, body: schemas.StocktakeStep, caller: Caller) -> views.StocktakeView:
    """Say that all is counted and every difference has its cause (R3.1.3)."""
    return ending.review(stocktake_id, body, caller, clock.now())


@api.post("/stock/stocktakes/{stocktake_id}/close", Staff(tables.CLOSE))
def close_stocktake(stocktake_id: Id, body: schemas.StocktakeStep, caller: Caller) -> views.StocktakeView:
    """Say that every difference is adjusted (R3.1.3)."""
    return ending.close(stocktake_id, body, caller, clock.now())


@api.post("/stock/stocktakes/{stocktake_id}/cancel", Staff(tables.CANCEL))
def cancel_stocktake(stocktake_id: Id, body: schemas.CancelStocktake, caller: Caller) -> views.StocktakeView:
    """Let a stocktake come to nothing (R3.1.3)."""
    return ending.cancel(stocktake_id, body, caller, clock.now())
