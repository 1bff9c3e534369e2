"""Telling the customer (R3.2.2, R3.2.3): one notice per event and channel, from the event alone.

The record comes first, then the sending, then the mark that it is published: a redelivered
event goes on where the last try broke off. Trouble that comes to be told after the signature is
recorded as overtaken and not sent. A message names the notice, the order and the
channel, and holds no personal data: whoever sends it looks the contact up.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from notices import store, texts
from notices.domain import Heard
from shop.clock import iso
from shop.contract import Event
from shop.contract.order_dispatch import OfOrder
from shop.storage.values import Item


class Outbox(Protocol):
    """The queue that all notices go out by; whoever sends SMS and mail takes them from there."""

    def send(self, message: str) -> None: ...


def tell(event: Event[OfOrder], outbox: Outbox, language: str, now: Callable[[], datetime]) -> None:
    """Leave a notice of this event on each channel that the customer has, and send it, once."""
    order_id = event.entity.removeprefix("ORDER#")
    text = texts.for_customer(event, language)
    overtaken = bool(event.data.channels) and store.is_overtaken(Heard(event.type, event.version), order_id)
    for channel in event.data.channels:
        notice = {
            "pk": event.entity,
            "sk": f"{store.NOTICE}{event.id}#{channel}",
            "notice_id": f"{event.id}-{channel}",
            "event_id": event.id,
            "event_type": event.type,
            "version": event.version,
            "channel": channel,
            "text": text,
            "at": iso(now()),
            "overtaken": True if overtaken else None,
        }
        _leave(notice, order_id, outbox, now)


def _leave(notice: Item, order_id: str, outbox: Outbox, now: Callable[[], datetime]) -> None:
    found = store.table.put_new(notice)
    if found and ("published_at" in found or "overtaken" in found):
        return
    key = {"pk": notice["pk"], "sk": notice["sk"]}
    if notice["overtaken"]:
        if found:  # recorded while it was still news, and not sent then
            store.table.mark(key, "overtaken", True)
        return
    told = {name: notice[name] for name in ("notice_id", "event_id", "event_type", "channel", "text", "at")}
    outbox.send(json.dumps(told | {"order_id": order_id}, ensure_ascii=False))
    store.table.mark(key, "published_at", iso(now()))
