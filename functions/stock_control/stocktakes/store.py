"""Where stocktakes lie, and the questions asked of them.

STOCKTAKE#<ulid>   STOCKTAKE             a stocktake; on the list of those that are not finished
                   LINE#<sku>            a SKU that it counts; on the list of differences while it waits for its cause
                   CHORE                 what is left to be laid out or cleared away, on the list of chores
                   EVENT#<version>       what happened to it and its lines
COUNTS#<sku>       COUNT#<at>#<ulid>     how the SKU's counts came out
CYCLE#<party>      CYCLE                 the day and the stocktake of a warehouse's last cycle count

Every change of a line is a change of its stocktake, too: two people who count at once come one after the other.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from shop.contract import EventData
from shop.errors import Busy, NotFound, ShopError
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.stock.refusals import Moved
from shop.storage.lists import oldest_first, on_list
from shop.storage.retry import TransientError
from shop.storage.table import Page
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key
from stock_control.stocktakes import tables, views
from stock_control.stocktakes.domain import Stocktake, Tally, Worth
from stock_control.stocktakes.lines import Count, Line
from stock_control.store import database, table

T = TypeVar("T")
LIST, DIFFERENCES = "stocktakes", "stocktake-differences"
LINE = "LINE#"
COUNT = "COUNT#"

_PLAIN = tuple(name for name in Stocktake._fields if name not in ("tally", "worth"))
_PLAIN_OF_LINE = tuple(name for name in Line._fields if name not in ("counts", "counters"))


class Overtaken(Busy):
    """Somebody changed the stocktake since it was read."""

    def __init__(self) -> None:
        super().__init__("Others are at the same stocktake; try again in a moment.")


class Told(NamedTuple):
    """An event of a change, and what is due by when of it."""

    data: EventData
    due: datetime | None = None


def again(work: Callable[[], T]) -> T:
    """Do it, and again from the beginning as long as others change the same things meanwhile. Raises Busy."""

    def attempt() -> T:
        try:
            return work()
        except (Moved, Overtaken) as overtaken:
            raise TransientError(overtaken) from None

    return database.retry.call(attempt)


def partition(stocktake_id: str) -> str:
    return f"STOCKTAKE#{stocktake_id}"


def _key(stocktake_id: str) -> Key:
    return {"pk": partition(stocktake_id), "sk": "STOCKTAKE"}


def _line_key(stocktake_id: str, sku: str) -> Key:
    return {"pk": partition(stocktake_id), "sk": f"{LINE}{sku}"}


def load(stocktake_id: str) -> Stocktake:
    """A stocktake. Raises NotFound."""
    if item := table.get(_key(stocktake_id)):
        return _loaded(item)
    raise NotFound("There is no such stocktake.")


def load_with(stocktake_id: str, sku: str) -> tuple[Stocktake, Line | None]:
    """A stocktake and one of its lines, if it has this one. Raises NotFound."""
    keys = [(table, _key(stocktake_id)), (table, _line_key(stocktake_id, sku))]
    found = {item["sk"]: item for item in database.read_many(keys)}
    if "STOCKTAKE" not in found:
        raise NotFound("There is no such stocktake.")
    line = found.get(f"{LINE}{sku}")
    return _loaded(found["STOCKTAKE"]), as_line(line) if line else None


def _loaded(item: Item) -> Stocktake:
    values: dict[str, Any] = {name: item.get(name) for name in _PLAIN}
    worth = {currency: Worth(*its) for currency, its in json.loads(item["worth"]).items()}
    return Stocktake(**values, tally=Tally(*json.loads(item["tally"])), worth=worth)


def as_line(item: Item) -> Line:
    """A line as it was read."""
    values: dict[str, Any] = {name: item[name] for name in _PLAIN_OF_LINE if name in item}
    counts = tuple(Count(*count) for count in json.loads(item["counts"]))
    return Line(**values, counts=counts, counters=tuple(item["counters"]))


def save(write: Transaction, before: Stocktake, after: Stocktake, *told: Told, by: Caller, at: datetime) -> Stocktake:
    """Write a stocktake as changed with the events that tell of it; returns it with its version. Refused: Overtaken."""
    after = after._replace(version=before.version + len(told))
    item: Item = {
        **_key(after.stocktake_id),
        **{name: getattr(after, name) for name in _PLAIN},
        "tally": json.dumps(after.tally),
        "worth": json.dumps(after.worth),
    }
    if after.state in tables.UNFINISHED:
        item |= on_list(LIST, after.opened_at, after.stocktake_id, views.stocktake(after))
    if before.version:
        write.put(table, item, when="#version = :before", values={"before": before.version}, refused=_overtaken)
    else:
        write.put(table, item)
    for number, event in enumerate(told, before.version + 1):
        record(write, table, Entity(partition(after.stocktake_id), number), event.data, by=by, at=at, due=event.due)
    return after


def save_line(write: Transaction, stocktake: Stocktake, before: Line | None, after: Line) -> None:
    """Write a line as changed, or a new one; once it is settled, how it came out, too. Refused: Overtaken."""
    item: Item = {
        **_line_key(stocktake.stocktake_id, after.sku),
        **{name: getattr(after, name) for name in _PLAIN_OF_LINE},
        "counts": json.dumps(after.counts),
        "counters": list(after.counters),
    }
    if after.state == tables.TO_EXPLAIN and after.due:
        name = f"{stocktake.stocktake_id}#{after.sku}"
        item |= on_list(DIFFERENCES, after.due, name, views.difference(stocktake, after))
    if before:
        write.put(table, item, when="#version = :before", values={"before": before.version}, refused=_overtaken)
    else:
        write.put(table, item, refused=_overtaken)
    if after.settled_at and after.holds:
        past = views.PastCount(
            stocktake_id=stocktake.stocktake_id,
            warehouse=stocktake.warehouse,
            settled_at=after.settled_at,
            units=after.holds.units,
            recorded_units=after.holds.recorded_units,
            difference_units=after.difference,
            cause=after.cause,
        )
        sk = f"{COUNT}{after.settled_at}#{stocktake.stocktake_id}"
        write.put(table, {"pk": f"COUNTS#{after.sku}", "sk": sk, "count": past.model_dump_json()})


def take_off_lists(write: Transaction, line: Item) -> None:
    """Let a line of a cancelled stocktake wait for nothing any more."""
    if "list" in line:
        write.put(table, {name: line[name] for name in line if name not in ("list", "rank", "summary")}, when="")


def hold(write: Transaction, stocktake: Stocktake) -> None:
    """Write nothing of a stocktake, but refuse (Overtaken) when somebody changed it."""
    when = "#version = :before"
    write.check(table, _key(stocktake.stocktake_id), when, values={"before": stocktake.version}, refused=_overtaken)


def _overtaken(found: Item | None) -> ShopError:
    return Overtaken()


def unfinished(limit: int, after: str | None) -> Page:
    """The stocktakes with something left to do, oldest first."""
    return oldest_first(table, LIST, limit=limit, after=after)


def differences(limit: int, after: str | None) -> Page:
    """The differences that wait for their cause, those first that are due soonest."""
    return oldest_first(table, DIFFERENCES, limit=limit, after=after)


def lines(stocktake_id: str, *, limit: int, after: str | None) -> Page:
    """A stocktake's lines by SKU; `after` is the sort key of the last one seen."""
    return table.query(partition(stocktake_id), LINE, limit=limit, after=after)


def past_counts(sku: str, limit: int, after: str | None) -> Page:
    """How a SKU's counts came out, newest first."""
    return table.query(f"COUNTS#{sku}", COUNT, limit=limit, after=after, newest_first=True)
