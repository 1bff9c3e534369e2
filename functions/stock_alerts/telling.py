"""What staff are told together: rows that wait, and the one event that lists them all.

Whoever finds something leaves a row in the write in which it is found. A job that looks every minute makes one event of
all rows that wait, so that a thousand SKUs that fall in one import are one message; while many still come in it waits
for the rest of them. The event and which rows it has are one write; the rows go after it. Whoever comes after a crash
in between begins by removing them.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from pydantic import BaseModel

from shop import invocation
from shop.clock import iso
from shop.contract import EventData
from shop.contract.stock_alerts import (
    LateReplenishment,
    LateReplenishmentsEscalated,
    LateReplenishmentsListed,
    LowStockListed,
    ShortOf,
)
from shop.errors import VersionConflict
from shop.events.recording import Entity, record
from shop.ids import new_id
from shop.roles import Caller
from shop.storage.transaction import LARGEST_TRANSACTION, Transaction
from shop.storage.values import Item, Key
from shop.storage.versions import put_version
from stock_alerts import store

LOW, LATE, ESCALATED = "low", "late", "escalated"
_EVENTS: dict[str, tuple[type[EventData], type[BaseModel], str]] = {
    LOW: (LowStockListed, ShortOf, "LOW-STOCK"),
    LATE: (LateReplenishmentsListed, LateReplenishment, "CHASED"),
    ESCALATED: (LateReplenishmentsEscalated, LateReplenishment, "ESCALATED"),
}
# The bus takes 252 KB; rows beyond these bytes are counted.
LARGEST_ROWS = 200_000
# So many are told of at once: who tells keeps their names, of up to 80 bytes each, in one item.
MOST_TOLD = 3_000
# What is more than so many, the last of it so lately, is still coming in. For longer nobody is kept waiting.
_MANY, _LATELY, _LONGEST = 20, timedelta(seconds=20), timedelta(minutes=2)


def leave(write: Transaction, kind: str, name: str, row: BaseModel, at: datetime) -> None:
    """Leave a row of a list for the next message; `name` is its own among all that ever wait."""
    item = {"pk": f"UNTOLD#{kind}", "sk": name, "row": row.model_dump_json(), "at": iso(at)}
    write.put(store.table, item, when="")


def tell_all(now: Callable[[], datetime]) -> int:
    """Make an event of all rows that wait, by their lists; returns how many rows were told."""
    return sum(_tell(kind, now) for kind in _EVENTS)


def _tell(kind: str, now: Callable[[], datetime]) -> int:
    told = 0
    event, row, thing = _EVENTS[kind]
    while invocation.time_left() > 0 and (waiting := store.table.query(f"UNTOLD#{kind}").items):
        teller = store.table.get(_key(kind)) or {"version": 0, "names": []}
        if left := [item["sk"] for item in waiting if item["sk"] in teller["names"]]:
            _remove(kind, left)  # of somebody who told them and went no further
            continue
        at = now()
        if _still_coming_in(waiting, at):
            break
        items = waiting[:MOST_TOLD]
        names = [item["sk"] for item in items]
        worst_first = sorted((row.model_validate_json(item["row"]) for item in items), key=_urgency)
        told_of = _fitting(worst_first)
        data = event.model_validate({"rows": told_of, "more": len(worst_first) - len(told_of)})
        try:
            with store.database.transaction() as write:
                put_version(write, store.table, {**_key(kind), "version": teller["version"] + 1, "names": names})
                entity = Entity(f"{thing}#{new_id(at)}", 1)
                record(write, store.table, entity, data, by=Caller("system:tell", "system"), at=at)
        except VersionConflict:  # somebody else is telling
            break
        _remove(kind, names)
        told += len(names)
    return told


def _still_coming_in(waiting: Sequence[Item], at: datetime) -> bool:
    came = [item.get("at", "") for item in waiting]
    return len(came) > _MANY and max(came) > iso(at - _LATELY) and min(came) > iso(at - _LONGEST)


def _fitting(rows: Sequence[BaseModel]) -> list[BaseModel]:
    """As many of the first rows as an event holds."""
    room, fitting = LARGEST_ROWS, list[BaseModel]()
    for row in rows:
        room -= len(row.model_dump_json().encode()) + 1
        if room < 0:
            break
        fitting.append(row)
    return fitting


def _urgency(row: BaseModel) -> tuple[int, int]:
    """What is sold out comes first, or late for longest; then what will do for the fewest hours."""
    hours = getattr(row, "cover_hours", None)
    if isinstance(row, LateReplenishment):
        return -row.days_late, 10**6 if hours is None else hours
    return int(getattr(row, "kind", "") != "sold_out"), 10**6 if hours is None else hours


def _key(kind: str) -> dict[str, str]:
    return {"pk": f"TELLER#{kind}", "sk": "TELLER"}


def _remove(kind: str, names: list[str]) -> None:
    """Remove rows that were told."""
    for start in range(0, len(names), LARGEST_TRANSACTION):
        with store.database.transaction() as write:
            for name in names[start : start + LARGEST_TRANSACTION]:
                where: Key = {"pk": f"UNTOLD#{kind}", "sk": name}
                write.delete(store.table, where)
