"""Where notices lie, and the questions asked of them.

ORDER#<ulid>    NOTICE#<event>#<channel>   what a customer was told of an order
STAFF#<event>   NOTICE#<audience>          what staff were told of an event, on the list of that audience
READER#<sub>    READER                     a member of staff who has read something
                READ#<notice>              what they have read
                EVENT#<version>
ROBOT#<code>    BUCKET                     how much it may say now, and who is about to say it
                LINE#<event>               what it has still to say, oldest event first
An audience is `role:<role>`, `role:<role>@<party>` or `person:<sub>`. What staff were told is kept for KEPT and then
cleared away.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from notices import views
from notices.bucket import Bucket
from notices.domain import Heard, Reader
from shop.contract import EventData
from shop.errors import NotFound, ShopError, VersionConflict
from shop.events import recording
from shop.roles import Caller
from shop.settings import Setting
from shop.storage.lists import ranked
from shop.storage.table import Database, Page, Table
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key

NOTICE = "NOTICE#"
LINE = "LINE#"
KEPT = timedelta(days=90)

TABLE = Setting("NOTICES_TABLE")

database = Database()
table = Table(database, TABLE)

# -- customers ---------------------------------------------------------------------------------------------


def of_order(order_id: str) -> list[Item]:
    """What the customer was told of an order, oldest first."""
    return table.query(f"ORDER#{order_id}", NOTICE).items


def is_overtaken(heard: Heard, order_id: str) -> bool:
    """Whether a later event of the order, as far as it was heard here, makes this one old news."""
    return heard.may_be_overtaken and any(
        Heard(notice["event_type"], notice["version"]).overtakes(heard) for notice in of_order(order_id)
    )


# -- staff -------------------------------------------------------------------------------------------------


def staff_key(event_id: str, audience: str) -> Key:
    return {"pk": f"STAFF#{event_id}", "sk": f"{NOTICE}{audience}"}


def staff_notice(notice: views.KeptNotice, event_id: str, audience: str, at: datetime) -> Item:
    """The item of what an audience is told, newest first on its list."""
    return {
        **staff_key(event_id, audience),
        **ranked(f"inbox#{audience}", f"{notice.at}#{notice.notice_id}", notice),
        "expires_at": int((at + KEPT).timestamp()),
    }


def inbox(audiences: Sequence[str], *, limit: int, after: str | None) -> Page:
    """What these audiences were told, newest first, merged (one round trip an audience)."""
    pages = [table.by_list(f"inbox#{one}", limit=limit, after=after, newest_first=True) for one in audiences]
    merged: Iterable[Item] = heapq.merge(
        *(page.items for page in pages), key=lambda item: str(item["rank"]), reverse=True
    )
    items = list(merged)
    more = len(items) > limit or any(page.last for page in pages)
    return Page(items[:limit], items[:limit][-1]["rank"] if more else None)


def check_told(keys: Sequence[Key]) -> None:
    """See that somebody was told all of these. Raises NotFound."""
    if len(database.read_many([(table, key) for key in keys])) < len(keys):
        raise NotFound("There is no such notice.")


def read_at(actor: str, notice_ids: Sequence[str]) -> dict[str, str]:
    """When this member of staff read which of these notices."""
    marks = database.read_many([(table, _mark_key(actor, notice_id)) for notice_id in notice_ids])
    return {mark["notice_id"]: mark["read_at"] for mark in marks}


def load_reader(actor: str) -> Reader:
    """A member of staff as a reader of notices, who has not marked anything before when nothing is known of them."""
    item = table.get(_reader_key(actor))
    return Reader(actor, item["version"] if item else 0)


def save_reader(write: Transaction, before: Reader, after: Reader, event: EventData, by: Caller, at: datetime) -> None:
    """Write the reader with the event. Refused: VersionConflict."""
    key = _reader_key(after.actor)
    _put(write, {**key, "version": after.version}, before.version)
    recording.record(write, table, recording.Entity(key["pk"], after.version), event, by=by, at=at)


def mark_read(write: Transaction, actor: str, notice_id: str, moment: str, at: datetime) -> None:
    """Mark one notice as read."""
    mark = {**_mark_key(actor, notice_id), "notice_id": notice_id, "read_at": moment}
    write.put(table, mark | {"expires_at": int((at + KEPT).timestamp())})


def _reader_key(actor: str) -> dict[str, str]:
    return {"pk": f"READER#{actor}", "sk": "READER"}


def _mark_key(actor: str, notice_id: str) -> dict[str, str]:
    return {"pk": f"READER#{actor}", "sk": f"READ#{notice_id}"}


# -- robots ------------------------------------------------------------------------------------------------


def leave_line(code: str, event_id: str, texts: Mapping[str, str], at: str) -> None:
    """Leave something for a robot to say, once however often it is left."""
    table.put_new({"pk": f"ROBOT#{code}", "sk": f"{LINE}{event_id}", "texts": dict(texts), "at": at})


def lines(code: str) -> list[Item]:
    """What a robot has still to say, oldest event first."""
    return table.query(f"ROBOT#{code}", LINE).items


def load_bucket(code: str) -> Bucket:
    item = table.get({"pk": f"ROBOT#{code}", "sk": "BUCKET"})
    return Bucket(item["full_at"], item["held_until"], item["version"]) if item else Bucket()


def save_bucket(write: Transaction, code: str, before: Bucket, after: Bucket) -> None:
    """Write a robot's bucket as changed. Refused: VersionConflict, when somebody else was faster."""
    _put(write, {"pk": f"ROBOT#{code}", "sk": "BUCKET", **after._asdict()}, before.version)


def forget_line(write: Transaction, line: Item) -> None:
    """Remove what a robot has said."""
    write.delete(table, {"pk": line["pk"], "sk": line["sk"]})


def _put(write: Transaction, item: Item, read: int) -> None:
    """Write an item of which the version that was read is still the last one; 0 where there was none."""
    when, values = ("#version = :read", {"read": read}) if read else ("attribute_not_exists(#pk)", {})
    write.put(table, item, when=when, values=values, refused=_overtaken)


def _overtaken(found: Item | None) -> ShopError:
    return VersionConflict("Somebody else was faster.")
