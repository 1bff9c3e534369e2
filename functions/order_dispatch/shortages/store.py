"""Where it is kept which orders units are missing for.

SHORT#<sku>    SHORT             the SKU is looked at until nothing is missing; `heard` says who asked for that last
               ORDER#<ulid>      an order for which units are missing
ORDER#<ulid>   ORDER#SHORT#<sku> the same beside the order, and on the list of all such
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Self

from order_dispatch import saving, store
from order_dispatch.domain import Order
from order_dispatch.shortages.domain import Missing
from order_dispatch.views.short import ListedShort, ShortSku
from shop.clock import iso
from shop.contract.order_dispatch import OrderRanShort, OrderShortfallEnded
from shop.errors import Conflict
from shop.roles import Caller
from shop.storage.lists import oldest_first, on_list
from shop.storage.table import Page
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key

MARK, LISTED, SKUS = "SHORT", "orders#short", "skus#short"


def partition(sku: str) -> str:
    return f"SHORT#{sku}"


class StillAsked(Conflict):
    """Somebody heard of a shortfall of the SKU meanwhile."""

    def __init__(self) -> None:
        super().__init__("The SKU is to be looked at again.")


class Noted(NamedTuple):
    """What is noted of a SKU: for which orders (by id) how much is missing and since when; `heard` as above."""

    heard: str | None
    orders: Mapping[str, tuple[Missing, str]]

    @classmethod
    def of(cls, sku: str) -> Self:
        items = {item["sk"]: item for item in store.orders.query(partition(sku)).items}
        mark = items.pop(MARK, None)
        orders = {
            sk.removeprefix("ORDER#"): (Missing(item["units"], item.get("party")), item["since"])
            for sk, item in items.items()
        }
        return cls(mark["heard"] if mark else None, orders)


def mark(sku: str, heard: str, at: datetime) -> None:
    """Have the SKU looked at from now on, whoever thinks that nothing is missing of it any more."""
    item = {"pk": partition(sku), "sk": MARK, "heard": heard, **on_list(SKUS, iso(at), sku, ShortSku(sku=sku))}
    with store.database.transaction() as write:
        write.put(store.orders, item, when="")


def unmark(sku: str, heard: str) -> None:
    """Look at the SKU no more, unless somebody asked for it meanwhile. Refused: StillAsked."""
    key = {"pk": partition(sku), "sk": MARK}
    with store.database.transaction() as write:
        write.delete(
            store.orders, key, when="#heard = :heard", values={"heard": heard}, refused=lambda found: StillAsked()
        )


def note(order: Order, sku: str, missing: Missing, since: str | None, *, by: Caller, at: datetime) -> None:
    """Note on an order what is missing for it, with the event. Refused as `saving.save`."""
    since = since or iso(at)
    shown = ListedShort(
        sku=sku,
        short_units=missing.units,
        party=missing.party,
        since=since,
        order_id=order.order_id,
        external_id=order.external_id,
        placed_at=order.placed_at,
    )
    listed: Item = on_list(LISTED, since, f"{order.order_id}#{sku}", shown)
    event = OrderRanShort(**order.for_notices, sku=sku, short_units=missing.units, party=missing.party)
    with store.database.transaction() as write:
        saving.save(write, order, order.noted(at), event, by=by, at=at)
        write.put(store.orders, {**_beside(order.order_id, sku), **listed}, when="")
        row = {**_row(order.order_id, sku), "units": missing.units, "party": missing.party, "since": since}
        write.put(store.orders, row, when="")


def clear(order: Order, sku: str, *, by: Caller, at: datetime) -> None:
    """Nothing of the SKU is missing for the order any more, with the event. Refused as `saving.save`."""
    event = OrderShortfallEnded(**order.for_notices, sku=sku)
    with store.database.transaction() as write:
        saving.save(write, order, order.noted(at), event, by=by, at=at)
        _remove(write, order.order_id, sku)


def forget(order_id: str, sku: str) -> None:
    """What was noted of an order that never came to be goes with it."""
    with store.database.transaction() as write:
        _remove(write, order_id, sku)


def heads(order_ids: Sequence[str]) -> dict[str, Order]:
    """The heads of these orders, by id; those that are there."""
    found = store.database.read_many([(store.orders, store.head_key(order_id)) for order_id in order_ids])
    return {item["order_id"]: store.order_in(item) for item in found}


def listed(limit: int, after: str | None) -> Page:
    """Orders for which units are missing, longest so first, SKU by SKU."""
    return oldest_first(store.orders, LISTED, limit=limit, after=after)


def skus(limit: int, after: str | None) -> Page:
    """The SKUs that are looked at."""
    return oldest_first(store.orders, SKUS, limit=limit, after=after)


def _beside(order_id: str, sku: str) -> Key:
    return {"pk": store.partition(order_id), "sk": f"{store.SHORT}{sku}"}


def _row(order_id: str, sku: str) -> Key:
    return {"pk": partition(sku), "sk": f"ORDER#{order_id}"}


def _remove(write: Transaction, order_id: str, sku: str) -> None:
    write.delete(store.orders, _beside(order_id, sku))
    write.delete(store.orders, _row(order_id, sku))
