"""The end of a stocktake (R3.1.3): reviewed, closed with its accuracy, or cancelled."""

from collections.abc import Callable
from datetime import datetime

from shop.clock import iso
from shop.contract import EventData
from shop.contract.stock_control import DifferencesWorth, StocktakeCancelled, StocktakeClosed, StocktakeReviewed
from shop.roles import Caller
from stock_control.stocktakes import chores, schemas, store, tables, views
from stock_control.stocktakes.domain import Stocktake
from stock_control.store import database


def review(stocktake_id: str, body: schemas.StocktakeStep, by: Caller, now: datetime) -> views.StocktakeView:
    """Say that all is counted and every difference has its cause.

    Raises NotFound, VersionConflict, TransitionNotAllowed, LinesLeft, Busy.
    """

    def told(stocktake: Stocktake) -> StocktakeReviewed:
        tally = stocktake.tally
        return StocktakeReviewed(warehouse=stocktake.warehouse, lines=tally.lines, differing=tally.differing)

    return _step(stocktake_id, body, lambda before: before.reviewed(now), told, by, now)


def close(stocktake_id: str, body: schemas.StocktakeStep, by: Caller, now: datetime) -> views.StocktakeView:
    """Say that the ledger followed every difference; how right the records were is told by the event (R4.2).

    Raises NotFound, VersionConflict, TransitionNotAllowed, LinesLeft, Busy.
    """

    def told(stocktake: Stocktake) -> StocktakeClosed:
        return StocktakeClosed(
            warehouse=stocktake.warehouse,
            kind=stocktake.kind,
            lines=stocktake.tally.lines,
            differing=stocktake.tally.differing,
            within_tolerance=stocktake.tally.within_tolerance,
            tolerance_permille=stocktake.tolerance_permille,
            worth=[
                DifferencesWorth(currency=currency, **its._asdict())
                for currency, its in sorted(stocktake.worth.items())
            ],
        )

    return _step(stocktake_id, body, lambda before: before.closed(now), told, by, now)


def cancel(stocktake_id: str, body: schemas.CancelStocktake, by: Caller, now: datetime) -> views.StocktakeView:
    """Let a stocktake come to nothing; what was adjusted until then stays. What it counted is free within minutes.

    Raises NotFound, VersionConflict, TransitionNotAllowed, Busy.
    """

    def told(stocktake: Stocktake) -> StocktakeCancelled:
        tally = stocktake.tally
        return StocktakeCancelled(warehouse=stocktake.warehouse, lines=tally.lines, uncounted=tally.uncounted)

    def change(before: Stocktake) -> Stocktake:
        return before.move(tables.CANCEL, now, reason=body.reason)

    return _step(stocktake_id, body, change, told, by, now, clear=True)


def _step(
    stocktake_id: str,
    body: schemas.StocktakeStep,
    change: Callable[[Stocktake], Stocktake],
    told: Callable[[Stocktake], EventData],
    by: Caller,
    now: datetime,
    *,
    clear: bool = False,
) -> views.StocktakeView:
    def work() -> Stocktake:
        before = store.load(stocktake_id).at_version(body.version)
        after = change(before)
        with database.transaction() as write:
            saved = store.save(write, before, after, store.Told(told(after)), by=by, at=now)
            if clear:
                chores.leave(write, stocktake_id, iso(now))
        return saved

    return views.stocktake(store.again(work))
