"""Demand that was refused is told of, so that somebody buys what customers want (R3.1.3).

REFUSED#<sku>   EVENT#<minute>   an order was refused of which less was there than it wanted, by minutes since 1970

A refusal is one write dearer at most, whatever it lacks, and never fails or waits for that: it is tried once. Of a SKU
one refusal a minute is told of, so that a flash sale does not leave thousands.
"""

import zlib
from collections.abc import Callable, Sequence
from datetime import datetime

from order_dispatch import store
from order_dispatch.domain import Line, Order
from shop.contract.order_dispatch import DemandRefused
from shop.events.recording import Entity, record_alone
from shop.roles import Caller
from shop.stock.refusals import StockRefused
from shop.storage.retry import RetryPolicy
from shop.storage.table import Database, Table

Untold = Callable[[Exception], None]


def tell(
    order: Order, lines: Sequence[Line], refused: StockRefused, untold: Untold, *, by: Caller, at: datetime
) -> None:
    """Tell of one SKU that an order wanted and did not get; `untold` hears why that could not be told."""
    there = {error["sku"]: error.get("available", 0) for error in refused.errors if error["code"] == "out_of_stock"}
    if not there:
        return
    # Of several SKUs another one each time, so that all are told of in the end.
    sku = sorted(there)[zlib.crc32(order.order_id.encode()) % len(there)]
    wanted = [line for line in lines if line.sku == sku]
    event = DemandRefused(
        sku=sku,
        units=sum(line.quantity for line in wanted),
        available=there[sku],
        currency=order.currency,
        sales_refused_minor=sum(line.amount_minor for line in wanted),
    )
    minute = int(at.timestamp()) // 60
    once = Table(Database(store.database.client, RetryPolicy(deadline=0)), store.TABLE)
    try:
        record_alone(once, Entity(f"REFUSED#{sku}", minute), event, by=by, at=at)
    except Exception as error:  # whoever is refused hears that they are, and nothing of this
        untold(error)
