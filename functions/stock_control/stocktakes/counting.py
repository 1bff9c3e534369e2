"""Counting (R3.1.3): what somebody found, against what is recorded at that very moment.

The location is read, and the count is written only while it is as it was read: what a count is compared with is what
the ledger says between the same two movements. Who counted hears that it was taken down, and nothing else.
"""

from datetime import datetime
from functools import partial

from shop.business_days import later
from shop.clock import iso
from shop.contract.stock_control import CountingEnded, DifferenceFound, StockCounted
from shop.errors import Conflict, NotFound
from shop.roles import Caller
from shop.settings import Setting
from shop.stock.counts import being_counted
from shop.stock.refusals import StockRefused
from shop.web.idempotency import IdempotencyKey
from stock_control.stocktakes import schemas, store, tables, views
from stock_control.stocktakes.domain import Stocktake
from stock_control.stocktakes.lines import Goods, Line
from stock_control.store import database, stock, table

# In so many business days the cause of a difference is to be found, unless somebody says otherwise.
INVESTIGATION_DAYS = Setting("INVESTIGATION_DAYS")


def count(
    stocktake_id: str, body: schemas.CountUnits, by: Caller, key: IdempotencyKey, now: datetime
) -> views.CountTaken:
    """Take down what somebody counted at their own warehouse; also of a SKU that nobody expected to be there.

    Raises NotFound (also for another's stocktake), TransitionNotAllowed, StillLaidOut, SameCounter, NotToBeCounted,
    StockRefused (unknown_sku, being_counted), Replayed, IdempotencyKeyReused, Busy.
    """
    try:
        return store.again(partial(_count, stocktake_id, body, by, key, now))
    except Conflict:
        key.refuse_repeat(table, now)  # what was counted once is not to be counted by the same person again
        raise


def _count(
    stocktake_id: str, body: schemas.CountUnits, by: Caller, key: IdempotencyKey, now: datetime
) -> views.CountTaken:
    stocktake, line = store.load_with(stocktake_id, body.sku)
    if stocktake.warehouse != by.party:
        raise NotFound("There is no such stocktake.")
    stocktake.allow(tables.MATCH)
    seen = stock.seen(stocktake.warehouse, [body.sku]).get(body.sku)
    if seen is None:
        raise StockRefused.of("sku", body.sku, "unknown_sku", "no product has this SKU")
    if line is None and seen.counted_in:
        raise being_counted("sku", body.sku, stocktake.warehouse)
    goods = Goods(body.sku, seen.location.on_hand, seen.currency, seen.unit_value_minor)
    counted, transition = (line or Line(body.sku)).counted(body.units, goods, by, now)
    if transition is tables.AGREE:
        counted = counted._replace(due=iso(later(now, int(INVESTIGATION_DAYS.value))))
    after = stocktake.counted(line, counted, now)
    answer = views.CountTaken(stocktake_id=stocktake_id, sku=body.sku, units=body.units, counted_at=iso(now))
    with database.transaction() as write:
        key.claim(write, table, now, entity=store.partition(stocktake_id), answer=answer)
        store.save(write, stocktake, after, *_told(stocktake, after, counted), by=by, at=now)
        store.save_line(write, stocktake, line, counted)
        if counted.state == tables.SETTLED:
            stock.end_count(write, seen, iso(now))
        elif line is None:
            stock.begin_count(write, body.sku, stocktake.warehouse, stocktake_id, field="sku", seen=seen)
        else:
            stock.hold(write, seen)
    return answer


def _told(before: Stocktake, after: Stocktake, line: Line) -> list[store.Told]:
    """The count, the difference that stands by it, and the end of the counting."""
    count = line.counts[-1]
    counted = StockCounted(
        warehouse=after.warehouse,
        sku=line.sku,
        units=count.units,
        recorded_units=count.recorded_units,
        difference_units=count.difference,
    )
    told = [store.Told(counted)]
    if line.state == tables.TO_EXPLAIN and line.due:
        found = DifferenceFound(
            warehouse=after.warehouse,
            sku=line.sku,
            difference_units=line.difference,
            currency=line.currency,
            unit_value_minor=line.unit_value_minor,
            difference_value_minor=line.difference_value_minor,
        )
        told.append(store.Told(found, datetime.fromisoformat(line.due)))
    if before.state != after.state == tables.INVESTIGATING:
        tally = after.tally
        ended = CountingEnded(warehouse=after.warehouse, lines=tally.lines, differing=tally.differing)
        told.append(store.Told(ended))
    return told
