"""Telling staff: by role, on a topic and by robots, and by person; each may look at what they were told.

As with customers the record comes first, then the sending, then the mark that it is published. No personal data: a
text is made of what the event says.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from notices import audiences, store, texts
from notices.robots import posting
from notices.views import KeptNotice
from shop.clock import iso
from shop.contract import Event, EventData


class Topic(Protocol):
    """The topic that staff are told by; whoever subscribes filters by the attributes, role and party."""

    def publish(self, message: str, attributes: Mapping[str, str]) -> None: ...


def tell(event: Event[EventData], topic: Topic, post: posting.Post, now: Callable[[], datetime]) -> None:
    """Tell of this event whoever its row of `audiences` names, once."""
    audience = audiences.of(event)
    told = texts.for_staff(event)
    for sub in sorted(audience.people):
        _leave(event, f"person:{sub}", f"{event.id}-me", told, now())
    for role in sorted(audience.roles):
        name = audiences.named(role, audience.party)
        kept = _leave(event, name, f"{event.id}-{role}", told, now())
        if kept is None:
            continue
        to = {"role": role} | ({"party": audience.party} if audience.party else {})
        topic.publish(json.dumps(kept.model_dump() | to, ensure_ascii=False), to)
        robots = post.leave(role, audience.party, event.id, told, iso(now()))
        store.table.mark(store.staff_key(event.id, name), "published_at", iso(now()))
        for robot in robots:
            post.send(robot)


def _leave(
    event: Event[EventData], audience: str, notice_id: str, told: dict[str, str], at: datetime
) -> KeptNotice | None:
    """Leave a notice with an audience; None when it was left and published before."""
    notice = KeptNotice(
        notice_id=notice_id,
        event_id=event.id,
        event_type=event.type,
        entity=event.entity,
        texts=told,
        at=iso(at),
    )
    found = store.table.put_new(store.staff_notice(notice, event.id, audience, at))
    if found is None:
        return notice
    return None if "published_at" in found else KeptNotice.model_validate_json(found["summary"])
