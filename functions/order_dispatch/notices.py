"""Telling the customer (R3.2.2, R3.2.3): one notice per event and channel, from the event.

The record comes first, then the sending, then the mark that it is published: a redelivered
event goes on where the last try broke off. Trouble that comes to be told after the signature is
recorded as overtaken and not sent. A message names the notice, the order and the
channel, and holds no personal data: whoever sends it looks the contact up. Nothing in it can be taken for a
link, whoever gave the number that it names.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from order_dispatch import store
from order_dispatch.domain import DELIVER
from shop.clock import iso
from shop.contract import Event, EventData
from shop.storage.values import Item

TEXTS: dict[str, str] = {
    "OrderPlaced": "您的订单{external_id}已提交，我们会尽快与您确认。",
    "OrderConfirmed": "您的订单{external_id}已确认，正在安排发货。",
    "OrderCancelled": "您的订单{external_id}已取消，款项将原路退回。",
    "ShipmentDispatched": "您的订单{external_id}已发货：{carrier} {tracking_number}，预计{expected_arrival}送达。",
    "ShipmentDelivered": "您的订单{external_id}（运单{tracking_number}）已签收，感谢您的惠顾。",
    "ShipmentException": "您的订单{external_id}（运单{tracking_number}）运输异常，我们正在为您处理。",
    "ShipmentReturnedToSender": "您的订单{external_id}（运单{tracking_number}）已退回，客服将与您联系。",
}
_TROUBLE = frozenset({"ShipmentException", "ShipmentReturnedToSender"})
# As customers know them; a carrier without a name here is told by its code.
CARRIER_NAMES = {
    "shunfeng": "顺丰速运",
    "yuantong": "圆通速递",
    "zhongtong": "中通快递",
    "jd": "京东物流",
    "ems": "EMS",
}


# Letters and digits of any script and hyphens make no link; a dot, a colon, a slash or an @ between them may.
_LINKING = re.compile(r"[^\w-]+")


class Outbox(Protocol):
    """The queue that all notices go out by; whoever sends SMS and mail takes them from there."""

    def send(self, message: str) -> None: ...


def tell(event: Event[EventData], outbox: Outbox, now: Callable[[], datetime]) -> None:
    """Leave a notice of this event on each channel the customer gave, and send it, once."""
    order_id = event.entity.removeprefix("ORDER#")
    contact = store.load_contact(order_id)
    order = store.load_head(order_id)
    text = _text(event, order.external_id)
    for channel in _channels(contact):
        notice = {
            "pk": store.partition(order_id),
            "sk": f"{store.NOTICE}{event.id}#{channel}",
            "notice_id": f"{event.id}-{channel}",
            "event_id": event.id,
            "event_type": event.type,
            "channel": channel,
            "text": text,
            "at": iso(now()),
            "overtaken": True if event.type in _TROUBLE and order.state == DELIVER.to else None,
        }
        _leave(notice, order_id, outbox, now)


def _text(event: Event[EventData], external_id: str) -> str:
    data = event.data.model_dump()
    carrier = data.get("carrier", "")
    known = {**data, "external_id": external_id, "carrier": CARRIER_NAMES.get(carrier, carrier)}
    shown = {name: _LINKING.sub(" ", value) for name, value in known.items() if isinstance(value, str)}
    return TEXTS[event.type].format_map(shown)


def _channels(contact: Mapping[str, Any]) -> list[str]:
    return [channel for channel, needs in (("sms", "phone"), ("email", "email")) if contact.get(needs)]


def _leave(notice: Item, order_id: str, outbox: Outbox, now: Callable[[], datetime]) -> None:
    found = store.orders.put_new(notice)
    if found and ("published_at" in found or "overtaken" in found):
        return
    if notice["overtaken"]:
        if found:  # recorded while it was still news, and not sent then
            store.orders.mark({"pk": notice["pk"], "sk": notice["sk"]}, "overtaken", True)
        return
    told = {name: notice[name] for name in ("notice_id", "event_id", "event_type", "channel", "text", "at")}
    outbox.send(json.dumps(told | {"order_id": order_id}, ensure_ascii=False))
    store.orders.mark({"pk": notice["pk"], "sk": notice["sk"]}, "published_at", iso(now()))
