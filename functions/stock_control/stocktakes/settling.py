"""A difference that stands (R3.1.3): whose it is to look into, its cause, and the ledger that follows it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from shop.contract.stock_control import DifferenceAssigned, DifferenceExplained, RecountOrdered, StockAdjusted
from shop.errors import NotFound
from shop.ids import new_id
from shop.roles import Caller, Transition
from shop.settings import Setting
from shop.stock.units import Cause
from stock_control.stocktakes import schemas, store, tables, views
from stock_control.stocktakes.domain import Stocktake
from stock_control.stocktakes.lines import Line
from stock_control.store import database, record_shortfall, stock

# Minor units, of whatever currency the SKU is kept in.
LIMIT = Setting("ADJUSTMENT_LIMIT_MINOR")

Told = Callable[[Stocktake, Line], store.Told]


def assign(
    stocktake_id: str, sku: str, body: schemas.AssignDifference, by: Caller, now: datetime
) -> views.StocktakeLine:
    """Say who is to find the cause of a difference, and until when.

    Raises NotFound, VersionConflict, TransitionNotAllowed, Invalid, Busy.
    """

    def told(stocktake: Stocktake, line: Line) -> store.Told:
        event = DifferenceAssigned(warehouse=stocktake.warehouse, sku=sku, investigator=body.investigator)
        return store.Told(event, body.due)

    change = partial(Line.assigned, investigator=body.investigator, due=body.due, at=now)
    return _step(stocktake_id, sku, body, tables.ASSIGN, change, told, by, now)


def explain(
    stocktake_id: str, sku: str, body: schemas.ExplainDifference, by: Caller, now: datetime
) -> views.StocktakeLine:
    """Say the cause of a difference. Raises NotFound, VersionConflict, TransitionNotAllowed, Busy."""

    def told(stocktake: Stocktake, line: Line) -> store.Told:
        event = DifferenceExplained(
            warehouse=stocktake.warehouse,
            sku=sku,
            cause=body.cause,
            difference_units=line.difference,
            currency=line.currency,
            difference_value_minor=line.difference_value_minor,
            needs_manager=line.needs_manager(_limit()),
        )
        return store.Told(event)

    change = partial(Line.explained, cause=body.cause, note=body.note, at=now)
    return _step(stocktake_id, sku, body, tables.EXPLAIN, change, told, by, now)


def send_back(
    stocktake_id: str, sku: str, body: schemas.StocktakeStep, by: Caller, now: datetime
) -> views.StocktakeLine:
    """Have it counted once more, by somebody else than who counted it last.

    Raises NotFound, VersionConflict, TransitionNotAllowed, Busy.
    """

    def told(stocktake: Stocktake, line: Line) -> store.Told:
        return store.Told(RecountOrdered(warehouse=stocktake.warehouse, sku=sku))

    return _step(stocktake_id, sku, body, tables.SEND_BACK, partial(Line.sent_back, at=now), told, by, now)


def _step(
    stocktake_id: str,
    sku: str,
    body: schemas.StocktakeStep,
    transition: Transition,
    change: Callable[[Line], Line],
    told: Told,
    by: Caller,
    now: datetime,
) -> views.StocktakeLine:
    def work() -> Line:
        stocktake, before = _load(stocktake_id, sku, body.version, transition)
        after = change(before)
        with database.transaction() as write:
            store.save(write, stocktake, stocktake.changed(before, after), told(stocktake, after), by=by, at=now)
            store.save_line(write, stocktake, before, after)
        return after

    return views.line(store.again(work))


def adjust(stocktake_id: str, sku: str, body: schemas.StocktakeStep, by: Caller, now: datetime) -> views.StocktakeLine:
    """Let the ledger follow a difference whose cause is known: a movement by its stocktake (盘盈, 盘亏).

    What was promised and is missing is short from then on, and is told of. Raises NotFound, VersionConflict,
    TransitionNotAllowed, OwnCount, ManagersAdjustment, StockRefused (not_there: fewer lie there by now than are said to
    be missing, so that it is to be counted again), Busy.
    """

    def work() -> Line:
        stocktake, before = _load(stocktake_id, sku, body.version, tables.ADJUST)
        cause = Cause(new_id(now), store.partition(stocktake_id), now)
        after = before.adjusted(cause.operation, _limit(), by, now)
        seen = stock.seen(stocktake.warehouse, [sku])[sku]
        with database.transaction() as write:
            told = store.Told(_adjustment(stocktake, after, cause.operation))
            store.save(write, stocktake, stocktake.changed(before, after), told, by=by, at=now)
            store.save_line(write, stocktake, before, after)
            reason = str(after.cause)
            short = stock.adjust(write, seen, after.difference, cause, reason=reason, field="sku")
            record_shortfall(write, short, cause, by=by)
        return after

    return views.line(store.again(work))


def _adjustment(stocktake: Stocktake, line: Line, movement: str) -> StockAdjusted:
    return StockAdjusted.model_validate(
        {
            "warehouse": stocktake.warehouse,
            "sku": line.sku,
            "units_change": line.difference,
            "cause": line.cause,
            "currency": line.currency,
            "unit_value_minor": line.unit_value_minor,
            "difference_value_minor": line.difference_value_minor,
            "movement": movement,
        }
    )


def _load(stocktake_id: str, sku: str, version: int, transition: Transition) -> tuple[Stocktake, Line]:
    """A stocktake and its line at this version, if this may be done with it now."""
    stocktake, line = store.load_with(stocktake_id, sku)
    if line is None:
        raise NotFound("The stocktake does not count this SKU.")
    line.at_version(version)
    stocktake.allow(transition)
    return stocktake, line


def _limit() -> int:
    return int(LIMIT.value)
