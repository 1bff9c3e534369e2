"""The way of an order through the rooms, request by request."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from infra.bench import requests
from infra.bench.rooms import Request
from infra.client.carrier import Scan
from shop.roles import Role

WAREHOUSE = "WH-SH"
CARRIER = "shunfeng"
CURRENCY = "CNY"
PRICE, COST = 3900, 1650

Step = Callable[[str], Request]


def place(skus: Sequence[str]) -> Request:
    """A paid order of one unit of each SKU."""
    number = uuid4().hex[:12]
    body = {
        "external_id": f"web-{number}",
        "payment_reference": f"pay-{number}",
        "currency": CURRENCY,
        "contact": {
            "name": "Example Customer",
            "phone": f"138{uuid4().int % 10**8:08d}",  # a new customer each: they take the most
            "address": {
                "country": "CN",
                "province": "上海市",
                "city": "上海市",
                "district": "黄浦区",
                "street": "Example Road 1",
                "postcode": "200001",
            },
        },
        "lines": [{"sku": sku, "quantity": 1, "unit_price": PRICE, "discount_minor": 0} for sku in skus],
        "shipping_minor": 800,
    }
    return requests.storefront("POST /storefront/orders", body)


def confirm(order_id: str) -> Request:
    body = {"version": 1, "channel": "phone", "confirmed": ["goods", "quantity", "price", "address"]}
    return _move("confirm", Role.CUSTOMER_SERVICE, order_id, body)


def allocate(order_id: str) -> Request:
    return _move("allocate", Role.SPECIALIST, order_id, {"version": 2, "warehouse": WAREHOUSE})


def verify(order_id: str) -> Request:
    return _move("verify", Role.WAREHOUSE, order_id, {"version": 3})


def dispatch(order_id: str) -> Request:
    arrival = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    parcel = {"carrier": CARRIER, "tracking_number": _number(order_id), "expected_arrival": arrival}
    return _move("dispatch", Role.WAREHOUSE, order_id, {"version": 4, **parcel})


@dataclass(frozen=True)
class Pushes:
    """The carrier's pushes; `salt` signs them."""

    salt: str

    def under_way(self, order_id: str) -> Request:
        return self._push(order_id, "0", [_COLLECTED, _ARRIVED])

    def delivered(self, order_id: str) -> Request:
        """All scans so far, as carriers push them, the last one the signature."""
        return self._push(order_id, "3", [_COLLECTED, _ARRIVED, _SIGNED])

    def _push(self, order_id: str, state: str, scans: list[Scan]) -> Request:
        return requests.push(CARRIER, _number(order_id), state, scans, self.salt)


_NOW = datetime.now(UTC)
_COLLECTED = Scan.made(_NOW, "103", "【上海市】已揽收")
_ARRIVED = Scan.made(_NOW + timedelta(minutes=1), "1002", "【广州市】已到达广州转运中心")
_SIGNED = Scan.made(_NOW + timedelta(minutes=2), "301", "【广州市】已签收,签收人:本人")


def _number(order_id: str) -> str:
    return f"SF{order_id}"


def _move(step: str, role: Role, order_id: str, body: dict[str, Any]) -> Request:
    return requests.staff(f"POST /orders/{{order_id}}/{step}", role, body, order_id=order_id)
