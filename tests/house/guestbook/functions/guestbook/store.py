"""Where entries lie.

ENTRY#<ulid>   ENTRY             what was written
               EVENT#<version>   the history
"""

from dataclasses import asdict
from datetime import datetime

from guestbook.domain import Entry
from shop.contract import EventData
from shop.errors import NotFound, VersionConflict
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.settings import Setting
from shop.storage.table import Database, Table
from shop.storage.transaction import Transaction

TABLE = Setting("GUESTBOOK_TABLE")

database = Database()
entries = Table(database, TABLE)


def partition(entry_id: str) -> str:
    return f"ENTRY#{entry_id}"


def load(entry_id: str) -> Entry:
    """An entry. Raises NotFound."""
    item = entries.get({"pk": partition(entry_id), "sk": "ENTRY"})
    if item is None:
        raise NotFound("There is no such entry.")
    return Entry(**{name: value for name, value in item.items() if name not in ("pk", "sk")})


def save(write: Transaction, entry: Entry, event: EventData, *, by: Caller, at: datetime) -> None:
    """Write an entry as it is now, with the event that tells of it. Refused: VersionConflict."""
    before = entry.version - 1
    item = {"pk": partition(entry.entry_id), "sk": "ENTRY", **asdict(entry)}
    if before:
        refused = lambda found: VersionConflict.between(before, found["version"] if found else 0)  # noqa: E731
        write.put(entries, item, when="#version = :before", values={"before": before}, refused=refused)
    else:
        write.put(entries, item)
    record(write, entries, Entity(partition(entry.entry_id), entry.version), event, by=by, at=at)
