"""Where days lie.

DAY#<day>   DAY               the day as it was told last, on the list of days
            EVENT#<version>   every version, whole
"""

import json
from datetime import date, datetime, timedelta

from shop.contract import EventData
from shop.errors import NotFound
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.settings import Setting
from shop.storage.lists import ranked
from shop.storage.table import Database, Table
from shop.storage.transaction import Transaction
from shop.storage.values import Key
from shop.storage.versions import put_version
from traffic import views
from traffic.domain import Counts, Day, Row
from traffic.views import DaySums

TABLE = Setting("TRAFFIC_TABLE")
DAYS = "days"

database = Database()
table = Table(database, TABLE)


def partition(day: date) -> str:
    return f"DAY#{day.isoformat()}"


def _key(day: date) -> Key:
    return {"pk": partition(day), "sk": "DAY"}


def find(day: date) -> Day:
    """The day as it was told last, untold where it never was."""
    item = table.get(_key(day))
    if item is None:
        return Day.untold(day)
    rows = tuple(Row(source, page_kind, Counts(*counts)) for source, page_kind, counts in json.loads(item["rows"]))
    return Day(day, item["version"], item["recorded_at"], Counts(*json.loads(item["totals"])), rows)


def load(day: date) -> Day:
    """A day that was told. Raises NotFound."""
    found = find(day)
    if not found.version:
        raise NotFound("Nothing was told of this day.")
    return found


def save(write: Transaction, day: Day, event: EventData, *, by: Caller, at: datetime) -> None:
    """Write a day's new version with the event that tells of it. Refused: VersionConflict."""
    item = {
        **_key(day.day),
        "version": day.version,
        "recorded_at": day.recorded_at,
        "totals": json.dumps(day.totals),
        "rows": json.dumps(day.rows),
        **ranked(DAYS, day.day.isoformat(), views.day_sums(day)),
    }
    put_version(write, table, item)
    record(write, table, Entity(partition(day.day), day.version), event, by=by, at=at)


def days(first: date, last: date) -> list[DaySums]:
    """The days of a range that were told, oldest first: one question to the list."""
    before, most = first - timedelta(days=1), (last - first).days + 1
    page = table.by_list(DAYS, limit=most, after=before.isoformat())
    # Where days are missing, later ones come along.
    return [DaySums.model_validate_json(item["summary"]) for item in page.items if item["rank"] <= last.isoformat()]
