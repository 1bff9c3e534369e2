"""Replenishments: what purchasing is asked for, what became of it, and where it lies (R3.1.3).

A place has one at most that is underway. What it still awaits once it is ordered is `incoming` of the SKU's pool: each
change of it and of the pool is one write.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from shop.contract import EventData
from shop.contract.stock_alerts import ReplenishmentRequested
from shop.errors import Conflict, NotFound
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.storage.lists import oldest_first, on_list
from shop.storage.table import Page
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key
from shop.storage.versions import put_version
from stock_alerts import store, tables, views
from stock_alerts.arithmetic import Arithmetic
from stock_alerts.domain import Place
from stock_alerts.replenishment import Replenishment

LIST = "replenishments"


class ReplenishmentUnderway(Conflict):
    """The same need is seen to already."""

    code, title = "replenishment_underway", "It is being replenished already"

    def __init__(self, replenishment_id: str) -> None:
        super().__init__("A replenishment of it is underway.", replenishment_id=replenishment_id)


def partition(replenishment_id: str) -> str:
    return f"REPLENISHMENT#{replenishment_id}"


def key(replenishment_id: str) -> Key:
    return {"pk": partition(replenishment_id), "sk": "REPLENISHMENT"}


def mark_key(replenishment_id: str, receipt: str, sku: str) -> Key:
    """That a receipt was counted or, `reversed`, is not to be counted any more."""
    return {"pk": partition(replenishment_id), "sk": f"{receipt}#{sku}"}


def loaded(item: Item) -> Replenishment:
    values: dict[str, Any] = {name: item.get(name) for name in Replenishment._fields}
    return Replenishment(**values | {"why": Arithmetic(**json.loads(item["why"]))})


def load(replenishment_id: str) -> Replenishment:
    """A replenishment. Raises NotFound."""
    item = store.table.get(key(replenishment_id))
    if item is None:
        raise NotFound("There is no such replenishment.")
    return loaded(item)


def find(replenishment_ids: Sequence[str]) -> list[Replenishment]:
    """Those that there are of these."""
    items = store.database.read_many([(store.table, key(one)) for one in replenishment_ids])
    return [loaded(item) for item in items]


def underway_in(items: store.Found, place: Place) -> str | None:
    """The id of the place's replenishment that is underway, among what was found."""
    item = store.at(items, store.need_key(place))
    return item["replenishment_id"] if item and item["open"] else None


def came_whole(items: store.Found, place: Place) -> bool:
    """Whether the place's last replenishment, among what was found, is none that is underway, but came in full."""
    item = store.at(items, store.need_key(place))
    return item is not None and not item["open"] and item.get("came_whole", False)


def asked(new: Replenishment) -> ReplenishmentRequested:
    """The event of a new one."""
    why = {name: getattr(new.why, name) for name in ReplenishmentRequested.model_fields if hasattr(new.why, name)}
    return ReplenishmentRequested.model_validate(
        {**why, **new.place._asdict(), "supplier": new.supplier, "quantity": new.quantity}
    )


def open_(write: Transaction, new: Replenishment, event: EventData, *, by: Caller, at: datetime) -> None:
    """Write a new one, with the event that tells of it. Refused: ReplenishmentUnderway."""
    _claim(write, new)
    _put(write, new, event, by, at)


def _claim(write: Transaction, one: Replenishment) -> None:
    """Let it be the one of its place that is underway. Refused: ReplenishmentUnderway."""
    write.put(
        store.table,
        {**store.need_key(one.place), "replenishment_id": one.replenishment_id, "open": True},
        when="attribute_not_exists(#pk) OR #open = :no",
        values={"no": False},
        refused=lambda found: ReplenishmentUnderway(found["replenishment_id"] if found else ""),
    )


def save(
    write: Transaction, before: Replenishment, after: Replenishment, event: EventData, *, by: Caller, at: datetime
) -> None:
    """Write one as changed with its event, and what the pool awaits with it.

    Refused: VersionConflict, unknown_sku; ReplenishmentUnderway, where it is taken up again and its place has another.
    """
    _put(write, after, event, by, at)
    if more := after.incoming - before.incoming:
        store.stock.expect(write, after.sku, more)
    if before.underway and not after.underway:
        need = {"replenishment_id": after.replenishment_id, "open": False, "came_whole": after.state == tables.RECEIVED}
        write.put(store.table, {**store.need_key(after.place), **need}, when="")
        if after.state == tables.RECEIVED:
            _measure(write, after)
    if after.underway and not before.underway:
        _claim(write, after)
        _measure(write, before, times=-1)


def _measure(write: Transaction, came: Replenishment, times: int = 1) -> None:
    """Add to what is known of how long the SKU's replenishments take, or take it back."""
    if came.ordered_at is None:
        return
    days = (datetime.fromisoformat(came.since) - datetime.fromisoformat(came.ordered_at)) / timedelta(days=1)
    write.update(
        store.table,
        store.lead_time_key(came.sku),
        "ADD #days :days, #times :times",
        when="",
        values={"days": times * max(round(days), 1), "times": times},
    )


def _put(write: Transaction, one: Replenishment, event: EventData, by: Caller, at: datetime) -> None:
    item: Item = {**key(one.replenishment_id), **one._asdict(), "why": json.dumps(one.why._asdict())}
    if one.underway:
        item |= on_list(LIST, one.due_on or "", one.replenishment_id, shown(one))
    put_version(write, store.table, item)
    due = datetime.fromisoformat(f"{one.due_on}T23:59:59+08:00") if one.due_on else None
    record(write, store.table, Entity(partition(one.replenishment_id), one.version), event, by=by, at=at, due=due)


def shown(one: Replenishment) -> views.ReplenishmentView:
    values = one._asdict()
    return views.ReplenishmentView.model_validate(
        {name: values[name] for name in views.ReplenishmentView.model_fields if name in values}
        | {"outstanding": one.outstanding, "why": one.why._asdict()}
    )


def by_due(limit: int, after: str | None) -> Page:
    """Those that are underway, by the day on which something is due of them."""
    return oldest_first(store.table, LIST, limit=limit, after=after)


def late(day: str, limit: int, after: str | None) -> Page:
    """Those of which something was due before this day, the longest ago first."""
    page = by_due(limit, after)
    # Ranks begin with the day.
    items = [item for item in page.items if item["rank"] < day]
    return page if len(items) == len(page.items) else Page(items, None)
