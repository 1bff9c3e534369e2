"""What is left to do of large stocktakes, piece by piece: laying out what a location holds, clearing away.

A piece is one transaction, which also says where the next one begins. So a run may end anywhere, or come twice.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from shop import invocation
from shop.contract.stock_control import StocktakeExtended
from shop.roles import Caller
from shop.stock.refusals import StockRefused
from shop.storage.lists import oldest_first, on_list
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key
from shop.web.models import ResponseModel
from stock_control.stocktakes import store, tables
from stock_control.stocktakes.domain import Stocktake
from stock_control.stocktakes.lines import Line
from stock_control.store import database, stock, table

LIST = "stocktake-chores"
_BY = Caller("system:tend_stocktakes", "system")
# A line laid out is two writes, and three more are the stocktake, its event and the place.
_AT_A_TIME = 40
_AT_ONCE = 25


class Chore(ResponseModel):
    """That something is left to do of a stocktake."""

    stocktake_id: str


def _key(stocktake_id: str) -> Key:
    return {"pk": store.partition(stocktake_id), "sk": "CHORE"}


def leave(write: Transaction, stocktake_id: str, since: str, after: str | None = None) -> None:
    """Say that something is left to do, from a place on."""
    place = {"since": since, "after": after, **on_list(LIST, since, stocktake_id, Chore(stocktake_id=stocktake_id))}
    write.put(table, {**_key(stocktake_id), **place}, when="")


def tend(now: Callable[[], datetime], failed: Callable[[str, Exception], None]) -> int:
    """Do what is left to do, as far as time allows; returns how many stocktakes are done with.

    `failed` hears of those that could not be seen to: the next run tries again.
    """
    done = 0
    for item in oldest_first(table, LIST, limit=_AT_ONCE).items:
        stocktake_id = Chore.model_validate_json(item["summary"]).stocktake_id
        try:
            done += _done(stocktake_id, now)
        except Exception as error:  # one that fails must not hold up the others
            failed(stocktake_id, error)
    return done


def _done(stocktake_id: str, now: Callable[[], datetime]) -> bool:
    """Do what is left of one, piece by piece; tells whether that is all."""
    left = True
    while left and invocation.time_left() > 0:
        left = store.again(partial(_piece, stocktake_id, now()))
    return not left


def _piece(stocktake_id: str, now: datetime) -> bool:
    """Do a piece of it; tells whether there is more."""
    chore = table.get(_key(stocktake_id))
    if chore is None or "list" not in chore:  # the list lags behind
        return False
    stocktake = store.load(stocktake_id)
    unfinished = stocktake.state in tables.UNFINISHED
    after = _lay_out(stocktake, chore, now) if unfinished else _clear(stocktake, chore)
    return after is not None


def _lay_out(stocktake: Stocktake, chore: Item, now: datetime) -> str | None:
    """Make lines of what lies at the location and is in no other stocktake; returns where it goes on."""
    page = stock.on_shelf(stocktake.warehouse, limit=_AT_A_TIME, after=chore.get("after"))
    seen = stock.seen(stocktake.warehouse, [item["rank"] for item in page.items])
    skus = [sku for sku, its in seen.items() if its.location.on_hand and its.counted_in is None]
    laid_out = stocktake.with_lines(map(Line, skus), laid_out=page.last is None)
    try:
        with database.transaction() as write:
            if skus or laid_out.laid_out:
                event = StocktakeExtended(warehouse=stocktake.warehouse, skus=skus)
                store.save(write, stocktake, laid_out, store.Told(event), by=_BY, at=now)
            else:
                store.hold(write, stocktake)
            for sku in skus:
                stock.begin_count(write, sku, stocktake.warehouse, stocktake.stocktake_id, field="sku")
                store.save_line(write, stocktake, None, Line(sku))
            _go_on(write, stocktake.stocktake_id, chore, page.last)
    except StockRefused:  # somebody opened another stocktake of one of them meanwhile
        raise store.Overtaken from None
    return page.last


def _clear(stocktake: Stocktake, chore: Item) -> str | None:
    """Of a cancelled stocktake nothing is being counted any more; returns where it goes on."""
    page = store.lines(stocktake.stocktake_id, limit=_AT_A_TIME, after=chore.get("after"))
    seen = stock.seen(stocktake.warehouse, [item["sku"] for item in page.items])
    with database.transaction() as write:
        for its in seen.values():
            if its.counted_in == stocktake.stocktake_id:
                stock.leave_uncounted(write, its)
        for line in page.items:
            store.take_off_lists(write, line)
        _go_on(write, stocktake.stocktake_id, chore, page.last)
    return page.last


def _go_on(write: Transaction, stocktake_id: str, chore: Item, after: str | None) -> None:
    if after is None:
        write.put(table, {**_key(stocktake_id), "since": chore["since"]}, when="")
    else:
        leave(write, stocktake_id, chore["since"], after)
