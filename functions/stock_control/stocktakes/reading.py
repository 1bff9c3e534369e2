"""Reading stocktakes: a warehouse sees its own, and of these what there is to count."""

from collections.abc import Callable
from functools import partial

from shop.errors import NotFound
from shop.events.history import History
from shop.events.history import read as read_history
from shop.roles import Caller, Role
from shop.storage.paging import read_list, read_page
from shop.storage.table import Page
from shop.storage.values import Item
from stock_control.levels import known
from stock_control.stocktakes import store, tables, views
from stock_control.stocktakes.domain import Stocktake
from stock_control.store import table

# What is read at once where some of it is not shown, and how often for one page.
_AT_A_TIME = 100
_MOST_READS = 20
_POSITION = r"[^#]+#[0-9A-Z]{26}"


def unfinished(by: Caller, limit: int, cursor: str | None) -> views.StocktakePage:
    """The stocktakes with something left to do, oldest first; to a warehouse its own.

    Raises Invalid for another list's cursor.
    """
    if not _counts(by):
        items, following = read_page(store.LIST, cursor, partial(store.unfinished, limit), position=_POSITION)
        return views.StocktakePage(items=[_summary(item) for item in items], next=following)

    def read(after: str | None) -> Page:
        own: Callable[[Item], bool] = lambda item: _summary(item).warehouse == by.party  # noqa: E731
        return _some(partial(store.unfinished, _AT_A_TIME), own, limit, after, place="rank")

    items, following = read_page(f"{store.LIST}@{by.party}", cursor, read, position=_POSITION)
    return views.StocktakePage(items=[views.blinded(_summary(item)) for item in items], next=following)


def _summary(item: Item) -> views.StocktakeView:
    return views.StocktakeView.model_validate_json(item["summary"])


def one(stocktake_id: str, by: Caller) -> views.StocktakeView:
    """A stocktake. Raises NotFound, also for another's."""
    return views.stocktake(_load(stocktake_id, by), blind=_counts(by))


def lines(stocktake_id: str, state: str | None, by: Caller, limit: int, cursor: str | None) -> views.StocktakeLinePage:
    """A stocktake's lines by SKU, or those in a state; to who counts those that they may count now.

    Raises NotFound, also for another's; Invalid for another list's cursor.
    """
    stocktake = _load(stocktake_id, by)

    def wanted(item: Item) -> bool:
        if not _counts(by):
            return state is None or item["state"] == state
        counts = store.as_line(item).counts
        may_count = stocktake.state in tables.DURING[tables.MATCH] and not (counts and counts[-1].counter == by.actor)
        return may_count and item["state"] in tables.UNCOUNTED and state in (None, tables.TO_COUNT)

    def read(after: str | None) -> Page:
        of_it = partial(_lines, stocktake_id, limit if state is None and not _counts(by) else _AT_A_TIME)
        return _some(of_it, wanted, limit, after, place="sk")

    whose = f"lines#{stocktake_id}#{state}#{by.party}"
    items, following = read_page(whose, cursor, read, position=rf"{store.LINE}.*")
    shown = views.to_count if _counts(by) else views.line
    return views.StocktakeLinePage(items=[shown(store.as_line(item)) for item in items], next=following)


def _lines(stocktake_id: str, limit: int, after: str | None) -> Page:
    return store.lines(stocktake_id, limit=limit, after=after)


def differences(limit: int, cursor: str | None) -> views.DifferencePage:
    """The differences that wait for their cause, due soonest first. Raises Invalid for another list's cursor."""
    read = partial(store.differences, limit)
    return read_list(views.DifferencePage, store.DIFFERENCES, cursor, read, position=r"[^#]+#[0-9A-Z]{26}#.+")


def history(stocktake_id: str, limit: int, cursor: str | None) -> History:
    """A stocktake's events, oldest first. Raises NotFound, Invalid for another list's cursor."""
    return read_history(table, store.partition(stocktake_id), limit=limit, cursor=cursor)


def past_counts(sku: str, limit: int, cursor: str | None) -> views.PastCounts:
    """How a SKU's counts came out, newest first. Raises NotFound, Invalid for another list's cursor."""
    read = partial(store.past_counts, sku, limit)
    items, following = read_page(f"counts#{sku}", cursor, read, position=rf"{store.COUNT}.*")
    if not items and cursor is None:
        known(sku)  # a SKU that nobody counted is not an unknown one
    found = [views.PastCount.model_validate_json(item["count"]) for item in items]
    return views.PastCounts(items=found, next=following)


def _counts(by: Caller) -> bool:
    return by.role == Role.WAREHOUSE


def _load(stocktake_id: str, by: Caller) -> Stocktake:
    stocktake = store.load(stocktake_id)
    if _counts(by) and stocktake.warehouse != by.party:
        raise NotFound("There is no such stocktake.")
    return stocktake


def _some(
    read: Callable[[str | None], Page], wanted: Callable[[Item], bool], limit: int, after: str | None, *, place: str
) -> Page:
    """A page of what is wanted of a list: full, unless it is the last, or 2,000 others lie in between."""
    found: list[Item] = []
    for _ in range(_MOST_READS):
        page = read(after)
        found += [item for item in page.items if wanted(item)]
        after = page.last
        if after is None or len(found) >= limit:
            break
    return Page(found[:limit], found[limit - 1][place] if len(found) > limit else after)
