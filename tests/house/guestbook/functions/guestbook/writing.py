"""Writing into the guestbook, and thanking for it."""

from datetime import datetime

from shop.contract.guestbook import EntryThanked, EntryWritten

from guestbook import store
from guestbook.domain import Entry
from guestbook.schemas import EntryView, WriteEntry
from shop.clock import iso
from shop.ids import new_id
from shop.roles import Caller
from shop.web.idempotency import IdempotencyKey


def write(body: WriteEntry, by: Caller, key: IdempotencyKey, at: datetime) -> EntryView:
    """Keep what a visitor said. Raises Replayed, IdempotencyKeyReused."""
    entry = Entry(new_id(at), body.text, iso(at))
    view = EntryView.model_validate(entry, from_attributes=True)
    with store.database.transaction() as write:
        key.claim(write, store.entries, at, entity=entry.entry_id, answer=view)
        store.save(write, entry, EntryWritten(length=len(entry.text)), by=by, at=at)
    return view


def thank(entry_id: str, at: datetime) -> None:
    """Thank for an entry, once, however often it is told of. Raises NotFound, VersionConflict."""
    entry = store.load(entry_id)
    thanked = entry.thanked(at)
    if thanked is not entry:
        with store.database.transaction() as write:
            store.save(write, thanked, EntryThanked(), by=Caller("system:thank_visitor", "system"), at=at)
