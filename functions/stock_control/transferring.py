"""Goods go from one warehouse or supplier to another (R3.1.3).

They leave and arrive in one movement, so that at no time they lie nowhere. What is on a lorry meanwhile is the
target's: it can be tied there to orders, which leave when it has come.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from shop.clock import iso
from shop.contract.stock_control import StockTransferred
from shop.errors import Invalid, ShopError
from shop.events.recording import Entity, record
from shop.ids import new_id
from shop.roles import Caller
from shop.stock.units import Cause, Units
from shop.web.idempotency import IdempotencyKey
from stock_control import domain, store, views
from stock_control.schemas import TransferStock


def transfer(body: TransferStock, by: Caller, key: IdempotencyKey, now: datetime) -> views.TransferView:
    """Move what is tied to no order; the SKUs as a whole stay as they are.

    Raises OtherWarehouse, Invalid, StockRefused (unknown_sku, not_at_location) with every line that fails,
    UnknownWarehouse, Replayed, IdempotencyKeyReused.
    """
    lines = [Units(line.sku, line.quantity) for line in body.lines]
    transfer_id = new_id(now)
    partition = f"TRANSFER#{transfer_id}"
    answer = views.TransferView(
        transfer_id=transfer_id,
        source=body.source,
        target=body.target,
        transferred_at=iso(now),
        lines=[views.MovedView.model_validate(line, from_attributes=True) for line in lines],
    )
    try:
        event = _event(body, lines, by)
    except ShopError:
        key.refuse_repeat(store.table, now)  # being a repeat outranks every other refusal
        raise
    with store.database.transaction() as write:
        key.claim(write, store.table, now, entity=partition, answer=answer)
        store.check_warehouse(write, body.target, field="target")
        kept = json.dumps(lines, separators=(",", ":"))
        ends = {"source": body.source, "target": body.target}
        write.put(store.table, {"pk": partition, "sk": "TRANSFER", **ends, "lines": kept})
        record(write, store.table, Entity(partition, 1), event, by=by, at=now)
        cause = Cause(transfer_id, partition, now)
        for place, units in enumerate(lines):
            store.stock.transfer(write, units, body.source, body.target, cause, field=f"lines[{place}]")
    return answer


def _event(body: TransferStock, lines: Sequence[Units], by: Caller) -> StockTransferred:
    domain.at_own(by, body.source)
    if repeats := list(domain.repeats_of([line.sku for line in lines])):
        raise Invalid("A SKU is to stand on one line.", errors=repeats)
    seen = store.stock.seen(body.source, [line.sku for line in lines])
    places = store.seen_all(seen, [line.sku for line in lines])
    values = [store.value(place, units.quantity) for place, units in zip(places, lines, strict=True)]
    return StockTransferred(from_party=body.source, to_party=body.target, lines=values)
