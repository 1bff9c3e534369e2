"""Where rounds lie.

CALENDAR         CALENDAR               which months and years had their rounds, and which rounds are not closed
ROUND#<round>    ROUND, EVENT#<n>       a round; on the list of rounds
                 SHEET#<employee>       (sheets.store)
                 STEP#<step>            how far a step has come along the sheets (rounds.steps)
ROUND#<round>#<step>   EVENT#<n>        what was told on the way, page by page
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from appraisal_rounds.rounds import views
from appraisal_rounds.rounds.domain import Round
from appraisal_rounds.sheets.store import ROUNDS
from appraisal_rounds.store import database, table
from shop.contract import EventData
from shop.errors import NotFound, ShopError, VersionConflict
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.storage.lists import ranked
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key
from shop.storage.versions import put_version

_CALENDAR: Key = {"pk": "CALENDAR", "sk": "CALENDAR"}


class Calendar(NamedTuple):
    """The last month and year that had their rounds, and the rounds that are not closed, oldest first."""

    month: str
    year: str
    open: tuple[str, ...] = ()
    version: int = 0


def load_calendar() -> Calendar | None:
    """The calendar; None before the first tick."""
    item = table.get(_CALENDAR)
    if item is None:
        return None
    return Calendar(item["month"], item["year"], tuple(json.loads(item["open"])), item["version"])


def save_calendar(write: Transaction, after: Calendar) -> None:
    """Write the calendar as the version that it is. Refused: VersionConflict."""
    put_version(write, table, {**_CALENDAR, **after._asdict(), "open": json.dumps(after.open)})


def partition(round_id: str) -> str:
    return f"ROUND#{round_id}"


def key(round_id: str) -> Key:
    return {"pk": partition(round_id), "sk": "ROUND"}


def load(round_id: str) -> Round:
    """A round. Raises NotFound."""
    item = table.get(key(round_id))
    if item is None:
        raise NotFound("There is no such round.")
    return _round(item)


def find(round_ids: Sequence[str]) -> list[Round]:
    """The rounds that there are of these, in the order of their names."""
    return sorted(map(_round, database.read_many([(table, key(one)) for one in round_ids])))


def enter(write: Transaction, new: Round) -> None:
    """Write a round that is about to open: nothing is told yet. Refused: VersionConflict, when there is one."""
    write.put(table, _item(new), refused=lambda _: VersionConflict("The round is scheduled already."))


def save(write: Transaction, after: Round, event: EventData, *, by: Caller, at: datetime) -> None:
    """Write a round as changed with the event that tells of it. Refused: VersionConflict."""
    values = {"before": after.version - 1}
    write.put(table, _item(after), when="#version = :before", values=values, refused=_overtaken)
    record(write, table, Entity(partition(after.round_id), after.version), event, by=by, at=at)


def refresh(write: Transaction, after: Round) -> None:
    """Write a round with one more sheet, while it is in the state that it is in. Refused: VersionConflict."""
    values = {"version": after.version, "before": after.sheets - 1}
    write.put(table, _item(after), when="#version = :version AND #sheets = :before", values=values, refused=_overtaken)


def _overtaken(found: Item | None) -> ShopError:
    return VersionConflict("Others are at the same round.")


def _item(one: Round) -> Item:
    return {**key(one.round_id), **one._asdict(), **ranked(ROUNDS, one.round_id, views.round_(one))}


def _round(item: Item) -> Round:
    return Round(**{name: item[name] for name in Round._fields})
