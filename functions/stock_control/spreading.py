"""A hot SKU is spread over buckets, so that its buyers are not in each other's way, and gathered again (R3.1.3).

gathered ⇄ spread

Which of the two a SKU is, its pool says: what is found missing of it gathers it by itself.
"""

from datetime import datetime

from shop.contract import EventData
from shop.contract.stock_control import StockGathered, StockSpread
from shop.errors import NotFound, VersionConflict
from shop.events.recording import Entity, record
from shop.ids import new_id
from shop.roles import Caller
from shop.stock.buckets import Pool, shares
from shop.stock.levels import unit_cost
from shop.stock.refusals import Moved
from shop.stock.units import Cause
from stock_control import domain, store, views

_SPREADING = "SPREAD"


def spread(sku: str, buckets: int, by: Caller, at: datetime) -> views.SpreadView:
    """Spread what is free of a SKU over so many buckets in equal parts, anew where it is spread already.

    Raises NotFound, UnitsShort, Busy.
    """
    return _part(sku, buckets, by, at)


def gather(sku: str, seen_buckets: int, by: Caller, at: datetime) -> views.SpreadView:
    """Gather what is free of a SKU that the caller saw spread over so many buckets.

    Raises NotFound, TransitionNotAllowed, VersionConflict, Busy.
    """
    return _part(sku, 1, by, at, seen_buckets)


def _part(sku: str, buckets: int, by: Caller, at: datetime, seen_buckets: int | None = None) -> views.SpreadView:
    def attempt(seen: Pool) -> views.SpreadView:
        if "sku" not in seen.own:
            raise NotFound("There is no such SKU.")
        transition = domain.SPREAD if buckets > 1 else domain.GATHER
        transition.leave(domain.SPREAD.to if seen.spread else domain.GATHER.to)
        if seen.spread and seen_buckets and seen.spread.buckets != seen_buckets:
            raise VersionConflict(f"It is spread over {seen.spread.buckets} buckets by now; read it again.")
        partition = f"{_SPREADING}#{sku}"
        before = (store.table.get({"pk": partition, "sk": _SPREADING}) or {}).get("version", 0)
        with store.database.transaction() as write:
            store.stock.spread(write, sku, seen, buckets, Cause(new_id(at), partition, at))
            write.put(
                store.table,
                {"pk": partition, "sk": _SPREADING, "buckets": buckets, "version": before + 1},
                when="#version = :before" if before else "attribute_not_exists(#pk)",
                values={"before": before} if before else None,
                refused=lambda found: Moved(),
            )
            record(write, store.table, Entity(partition, before + 1), _event(sku, seen, buckets), by=by, at=at)
        return views.SpreadView(sku=sku, buckets=buckets, free=shares(seen.whole["available"], buckets))

    return store.stock.on_pool(sku, attempt)


def _event(sku: str, seen: Pool, buckets: int) -> EventData:
    pool = seen.whole
    facts = {
        "sku": sku,
        "available": pool["available"],
        "currency": pool["currency"],
        "unit_cost_minor": unit_cost(pool),
    }
    return StockSpread(**facts, buckets=buckets) if buckets > 1 else StockGathered(**facts)
