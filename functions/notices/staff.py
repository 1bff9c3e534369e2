"""Telling staff: by role, on a topic and by robots, and by person; each may look at what they were told.

As with customers the record comes first, then the sending, then the mark that it was sent; the topic and the robots
have a mark each. No personal data: a text is made of what the event says.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from notices import audiences, store, texts
from notices.robots import posting
from notices.robots.port import Robot
from notices.views import KeptNotice
from shop.clock import iso
from shop.contract import Event, EventData


class Topic(Protocol):
    """The topic that staff are told by; whoever subscribes filters by the attributes, role and party."""

    def publish(self, message: str, attributes: Mapping[str, str]) -> None: ...


def tell(event: Event[EventData], topic: Topic, post: posting.Post, now: Callable[[], datetime]) -> None:
    """Tell of this event whoever its row of `audiences` names, once.

    Lists come first, then the topic, and the robots last: what fails of a later one keeps nobody from the earlier ones.
    """
    audience = audiences.of(event)
    told = texts.for_staff(event)
    for sub in sorted(audience.people):
        _leave(event, f"person:{sub}", f"{event.id}-me", told, now())
    names = {role: audiences.named(role, audience.party) for role in sorted(audience.roles)}
    left = {role: _leave(event, name, f"{event.id}-{role}", told, now()) for role, name in names.items()}
    for role, its in left.items():
        if not its.published:
            to = {"role": role} | ({"party": audience.party} if audience.party else {})
            topic.publish(json.dumps(its.notice.model_dump() | to, ensure_ascii=False), to)
            store.table.mark(store.staff_key(event.id, names[role]), "published_at", iso(now()))
    robots: list[Robot] = []
    for role, its in left.items():
        if not its.handed_on and (its_robots := post.leave(role, audience.party, event.id, told, iso(now()))):
            store.table.mark(store.staff_key(event.id, names[role]), "handed_on_at", iso(now()))
            robots += its_robots
    for robot in dict.fromkeys(robots):
        post.send(robot)


class _Left(NamedTuple):
    """A notice as it lies with an audience: whether the topic has it, and whether robots do."""

    notice: KeptNotice
    published: bool = False
    handed_on: bool = False


def _leave(event: Event[EventData], audience: str, notice_id: str, told: dict[str, str], at: datetime) -> _Left:
    """Leave a notice with an audience, or find it there."""
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
        return _Left(notice)
    notice = KeptNotice.model_validate_json(found["summary"])
    return _Left(notice, "published_at" in found, "handed_on_at" in found)
