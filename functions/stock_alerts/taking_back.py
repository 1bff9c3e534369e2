"""Receipts that were wrong count the replenishments that they named up again, each once (R3.1.3).

A receipt's mark says that it was counted, or that it was reversed; whichever of the two is heard of first, in the end
nothing of it is counted.
"""

from datetime import datetime
from typing import Literal

from shop.contract import Event
from shop.contract.stock_alerts import ReplenishmentReceiptReversed, ReversalFlagged
from shop.contract.stock_control import ReceiptReversed, ReceivedLine
from shop.errors import TransitionNotAllowed, VersionConflict
from shop.events.recording import Entity, record
from shop.storage.retry import TransientError
from shop.storage.transaction import Transaction
from shop.storage.values import Key
from stock_alerts import replenishments, store
from stock_alerts.receiving import BY, Named, for_each_named
from stock_alerts.replenishment import Replenishment
from stock_alerts.replenishments import ReplenishmentUnderway


def count_up(event: Event[ReceiptReversed], at: datetime) -> int:
    """Count the receipt's lines off no more; returns how many lines were counted up again."""
    return for_each_named(event.entity, event.data.lines, lambda named: _count(event, named, at))


def _count(event: Event[ReceiptReversed], named: Named, at: datetime) -> bool:
    place, line, mark, counted, before = named
    if before is None or before.sku != line.sku or (counted and "reversed" in counted):
        return False
    try:
        with store.database.transaction() as write:
            if counted is None:  # its receipt is heard of later, or could not be counted
                write.put(store.table, {**mark, "reversed": True}, refused=_overtaken)
                return False
            _reverse(write, mark)
            after = before.taken_back(at, line.quantity, line.refused_units)
            replenishments.save(write, before, after, _told(event, line, after), by=BY, at=at)
    except VersionConflict as overtaken:
        raise TransientError from overtaken
    except TransitionNotAllowed:
        return _flag(event, place, line, mark, "closed", at)
    except ReplenishmentUnderway:
        return _flag(event, place, line, mark, "replaced", at)
    return True


def _reverse(write: Transaction, mark: Key) -> None:
    write.put(
        store.table,
        {**mark, "reversed": True},
        when="attribute_exists(#pk) AND attribute_not_exists(#reversed)",
        refused=_overtaken,
    )


def _overtaken(found: object) -> VersionConflict:
    return VersionConflict("It was heard of meanwhile.")


def _flag(
    event: Event[ReceiptReversed],
    place: int,
    line: ReceivedLine,
    mark: Key,
    why: Literal["closed", "replaced"],
    at: datetime,
) -> bool:
    """Say that a line cannot be counted up, once; what the replenishment says to have received stays."""
    flagged = ReversalFlagged(
        receipt=event.entity,
        replenishment_id=line.replenishment_id or "",
        sku=line.sku,
        units=line.quantity,
        why=why,
    )
    try:
        with store.database.transaction() as write:
            _reverse(write, mark)
            entity = Entity(event.entity.replace("RECEIPT#", "REVERSAL#"), place + 1)
            record(write, store.table, entity, flagged, by=BY, at=at)
    except VersionConflict as overtaken:
        raise TransientError from overtaken
    return False


def _told(event: Event[ReceiptReversed], line: ReceivedLine, after: Replenishment) -> ReplenishmentReceiptReversed:
    return ReplenishmentReceiptReversed(
        sku=after.sku,
        party=after.party,
        supplier=after.supplier,
        receipt=event.entity,
        units=line.quantity,
        refused_units=line.refused_units,
        outstanding=after.outstanding,
        state=after.state,
    )
