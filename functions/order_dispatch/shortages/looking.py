"""Orders for which promised units are missing: noted beside them, and no longer once the units are there (R3.1.3).

Whatever says to look says no more than that: how much is missing is read from the SKU's levels, and for whom from its
ledger. So an event that comes twice, late or after the goods makes nothing wrong, and what comes back by whatever way
(a receipt, a release, a count, a transfer) is found by the next minute's look.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import islice

from order_dispatch.domain import UNDERWAY, Order
from order_dispatch.shortages import store
from order_dispatch.shortages.domain import Missing, Share, missing
from order_dispatch.shortages.store import Noted, StillAsked
from order_dispatch.store import partition, stock
from order_dispatch.views.short import ShortPage, ShortSku
from shop import invocation
from shop.errors import InProgress, NotFound, VersionConflict
from shop.roles import Caller
from shop.storage.paging import read_list

SYSTEM = Caller("system:look_at_short_orders", "system")
_AT_A_TIME = 25
# Orders that hold units stand in one of these; those that a saga works on wait for the next look.
_WAITING = frozenset({"placed", "confirmed", "allocated"})

Failed = Callable[[str, Exception], None]


def work_list(limit: int, cursor: str | None) -> ShortPage:
    """Orders for which units are missing, longest so first. Raises Invalid for another list's cursor."""
    return read_list(ShortPage, store.LISTED, cursor, partial(store.listed, limit))


def heard_of(sku: str, event_id: str, now: Callable[[], datetime]) -> int:
    """A shortfall was found: note it beside the orders concerned; returns for how many something changed."""
    store.mark(sku, event_id, now())
    return settle(sku, now)


def look_again(now: Callable[[], datetime], failed: Failed) -> int:
    """Settle each SKU that was found short until nothing is missing; `failed` hears of those that will not.

    What there is no time for is left to the next run. Returns for how many orders something changed.
    """
    changed = 0
    after: str | None = None
    while True:
        page = store.skus(_AT_A_TIME, after)
        for item in page.items:
            if invocation.time_left() <= 0:
                return changed
            sku = ShortSku.model_validate_json(item["summary"]).sku
            try:
                changed += settle(sku, now)
            except Exception as error:  # one SKU is not to hold up the others
                failed(sku, error)
        after = page.last
        if after is None:
            return changed


def settle(sku: str, now: Callable[[], datetime]) -> int:
    """Let what is noted of a SKU be what its levels and its ledger say now; returns for how many orders it was not."""
    noted = Noted.of(sku)
    levels = stock.levels(sku)
    left = missing(levels) if levels else {}
    if not left and not noted.orders:
        _end(sku, noted)
        return 0
    heads = store.heads(list(noted.orders))
    if _still_holds(left, noted, heads):
        return 0
    wanted = dict(_share(sku, left))
    changed = 0
    for order_id in noted.orders.keys() - wanted.keys():
        changed += _try(partial(_clear, heads.get(order_id), order_id, sku, now()))
    for order_id, (order, units) in wanted.items():
        before, since = noted.orders.get(order_id, (None, None))
        if units == before:
            continue
        if invocation.time_left() <= 0:  # the next look goes on
            break
        changed += _try(partial(store.note, order, sku, units, since, by=SYSTEM, at=now()))
    return changed


def _still_holds(left: Mapping[str | None, int], noted: Noted, heads: Mapping[str, Order]) -> bool:
    """Whether as much is noted as is missing, on orders that still wait where they did: then no ledger is read."""
    sums: dict[str | None, int] = {}
    for order_id, (is_, _) in noted.orders.items():
        head = heads.get(order_id)
        if head is None or head.state not in _WAITING or head.party != is_.party:
            return False
        sums[is_.party] = sums.get(is_.party, 0) + is_.units
    return sums == left


def _share(sku: str, left: Mapping[str | None, int]) -> Iterator[tuple[str, tuple[Order, Missing]]]:
    """The orders for which units are missing, and how many, the newest promise first."""
    share = Share(left)
    promises = stock.promises(sku)
    while not share.is_done and (some := list(islice(promises, _AT_A_TIME))):
        ids = {why: why.removeprefix(partition("")) for why, _ in some}
        heads = store.heads(list(ids.values()))
        for why, promised in some:
            order = heads.get(ids[why])
            # Orders that are being placed may come to nothing, and what left or was called off waits for nothing.
            if order is None or order.state not in _WAITING | UNDERWAY - {"placing"}:
                continue
            if (units := share.of(order.party, promised)) and order.state in _WAITING:
                yield order.order_id, (order, units)


def _clear(order: Order | None, order_id: str, sku: str, at: datetime) -> None:
    if order is None:
        store.forget(order_id, sku)
    else:
        store.clear(order, sku, by=SYSTEM, at=at)


def _try(write: Callable[[], None]) -> bool:
    """Whether it was written; an order that somebody works on meanwhile is seen to by the next look."""
    try:
        write()
    except (VersionConflict, InProgress, NotFound):
        return False
    return True


def _end(sku: str, noted: Noted) -> None:
    if noted.heard is None:
        return
    try:
        store.unmark(sku, noted.heard)
    except StillAsked:
        return
