"""Receipts that name a replenishment count it down, each once, in whatever order they are heard of (R3.1.3).

A receipt that names one that is closed, of another SKU or unknown is no error: the goods are there. It is flagged.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Literal, NamedTuple

from shop.business_days import business_date
from shop.contract import Event
from shop.contract.stock_alerts import ReceiptFlagged, ReplenishmentReceived
from shop.contract.stock_control import ReceivedLine, StockReceived
from shop.errors import VersionConflict
from shop.events.recording import Entity, record_alone
from shop.roles import Caller
from shop.storage.retry import TransientError
from shop.storage.values import Item, Key
from stock_alerts import replenishments, store
from stock_alerts.replenishment import Replenishment

BY = Caller("system:count_down", "system")


class Named(NamedTuple):
    """A line of a receipt, the replenishment that it names as far as there is one, and the mark of its counting."""

    place: int
    line: ReceivedLine
    mark: Key
    marked: Item | None
    replenishment: Replenishment | None


def count_down(event: Event[StockReceived], at: datetime) -> int:
    """Count the receipt's lines against the replenishments that they name; returns how many lines were counted."""
    return for_each_named(event.entity, event.data.lines, lambda named: _count(event, named, at))


def for_each_named(receipt: str, lines: Iterable[ReceivedLine], count: Callable[[Named], bool]) -> int:
    """Look up what each line names and count it, again where others were faster; returns how many were counted."""
    named = [(place, line) for place, line in enumerate(lines) if line.replenishment_id]
    return sum(
        store.database.retry.call(lambda n=place, one=line: count(_look_up(receipt, n, one)))  # type: ignore[misc]
        for place, line in named
    )


def _look_up(receipt: str, place: int, line: ReceivedLine) -> Named:
    assert line.replenishment_id is not None
    mark = replenishments.mark_key(line.replenishment_id, receipt, line.sku)
    key = replenishments.key(line.replenishment_id)
    items = store.found([(store.table, mark), (store.table, key)])
    item = store.at(items, key)
    return Named(place, line, mark, store.at(items, mark), replenishments.loaded(item) if item else None)


def _count(event: Event[StockReceived], named: Named, at: datetime) -> bool:
    place, line, mark, marked, before = named
    if marked:  # also that it was reversed, if that was heard of before
        return False
    if before is None or before.sku != line.sku or not before.underway:
        _flag(event, place, line, before, at)
        return False
    after = before.came(at, line.quantity, line.refused_units)
    try:
        with store.database.transaction() as write:
            write.put(store.table, {**mark}, refused=lambda found: VersionConflict("It was counted meanwhile."))
            replenishments.save(write, before, after, _told(event, line, before, after), by=BY, at=at)
    except VersionConflict as overtaken:  # look again: it may have been counted, or closed
        raise TransientError from overtaken
    return True


def _told(
    event: Event[StockReceived], line: ReceivedLine, before: Replenishment, after: Replenishment
) -> ReplenishmentReceived:
    days_late = None
    if not after.underway and after.first_expected_on:
        days_late = (business_date(event.at) - date.fromisoformat(after.first_expected_on)).days
    return ReplenishmentReceived(
        sku=after.sku,
        party=after.party,
        supplier=after.supplier,
        receipt=event.entity,
        units=line.quantity,
        refused_units=line.refused_units,
        outstanding=after.outstanding,
        over=max(line.quantity - before.outstanding, 0),
        days_late=days_late,
    )


def _flag(
    event: Event[StockReceived], place: int, line: ReceivedLine, found: Replenishment | None, at: datetime
) -> None:
    """Say that a line cannot be counted. Its place in the receipt is the event's version: it is said once."""
    why: Literal["closed", "other_sku", "unknown"] = "unknown"
    if found:
        why = "closed" if found.sku == line.sku else "other_sku"
    flagged = ReceiptFlagged(
        receipt=event.entity,
        replenishment_id=line.replenishment_id or "",
        sku=line.sku,
        units=line.quantity,
        why=why,
    )
    record_alone(store.table, Entity(event.entity, place + 1), flagged, by=BY, at=at)
