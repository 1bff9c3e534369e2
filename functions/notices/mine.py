"""What a member of staff was told, by their posts or in person, and what of it they have read."""

from datetime import datetime

from notices import audiences, store, views
from notices.schemas import MarkAsRead
from shop.clock import iso
from shop.contract.notices import NoticesRead
from shop.errors import NotFound, VersionConflict
from shop.roles import Caller, Role
from shop.storage.paging import read_page
from shop.storage.retry import TransientError
from shop.storage.table import Page
from shop.storage.values import Key


def page(caller: Caller, language: str, limit: int, cursor: str | None) -> views.OwnNotices:
    """What the caller was told, newest first; a page may be short of what was told to two of their posts.

    Raises Invalid for another list's cursor.
    """
    told = _audiences(caller)

    def inbox(after: str | None) -> Page:
        return store.inbox(told, limit=limit, after=after)

    items, following = read_page(f"notices#{'#'.join(told)}", cursor, inbox)
    found = [views.KeptNotice.model_validate_json(item["summary"]) for item in items]
    notices = list({notice.event_id: notice for notice in reversed(found)}.values())[::-1]
    since = store.read_at(caller.actor, [notice.notice_id for notice in notices])
    shown = [views.own(notice, language, since.get(notice.notice_id)) for notice in notices]
    return views.OwnNotices(items=shown, next=following)


def mark_as_read(body: MarkAsRead, by: Caller, now: datetime) -> views.MarkedAsRead:
    """Mark notices as read; those that are read stay as they are.

    Raises NotFound when one of them is not the caller's, Busy.
    """
    store.check_told([_key(notice_id, by) for notice_id in body.notice_ids])

    def attempt() -> views.MarkedAsRead:
        try:
            return _mark(body.notice_ids, by, now)
        except VersionConflict as conflict:  # what one has read does not depend on what one read meanwhile
            raise TransientError from conflict

    return store.database.retry.call(attempt)


def _mark(notice_ids: list[str], by: Caller, now: datetime) -> views.MarkedAsRead:
    reader = store.load_reader(by.actor)  # first: whoever marks some meanwhile makes another version of it
    before = store.read_at(by.actor, notice_ids)
    if unread := [notice_id for notice_id in notice_ids if notice_id not in before]:
        with store.database.transaction() as write:
            store.save_reader(write, reader, reader.read(), NoticesRead(notice_ids=unread), by, now)
            for notice_id in unread:
                store.mark_read(write, by.actor, notice_id, iso(now), now)
    return views.MarkedAsRead(read_at=before | dict.fromkeys(unread, iso(now)))


def _audiences(caller: Caller) -> list[str]:
    return [*_by_role(caller).values(), f"person:{caller.actor}"]


def _by_role(caller: Caller) -> dict[str, str]:
    """The audiences of all posts that the caller holds; of a warehouse only whoever acts for one is told anything."""
    return {
        role: audiences.named(role, caller.party if role == Role.WAREHOUSE else None)
        for role in (caller.role, *caller.also)
        if role != Role.WAREHOUSE or caller.party
    }


def _key(notice_id: str, caller: Caller) -> Key:
    event_id, _, whose = notice_id.partition("-")
    audience = f"person:{caller.actor}" if whose == "me" else _by_role(caller).get(whose)
    if audience is None:
        raise NotFound("There is no such notice.")
    return store.staff_key(event_id, audience)
