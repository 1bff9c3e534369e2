"""An order on its way, one step after the other, each by the one whose step it is."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from infra.client import Staff, new_key
from infra.client.http import Json
from tests.e2e.goods import PRICE
from tests.e2e.shop import SH, Shop

CARRIER = "shunfeng"
ALL_FOUR = ["goods", "quantity", "price", "address"]


def basket(shop: Shop, units: Mapping[str, int] | Sequence[str], *, currency: str = "CNY") -> Json:
    """An order of these SKUs (one unit of each where no number is given) by a customer of its own."""
    wanted = units if isinstance(units, Mapping) else dict.fromkeys(units, 1)
    number = f"WEB-{shop.run}-{shop.number()}"
    return {
        "external_id": number,
        "payment_reference": f"PAY-{number}",
        "currency": currency,
        "contact": shop.customer(),
        "lines": [{"sku": sku, "quantity": quantity, "unit_price": PRICE} for sku, quantity in wanted.items()],
        "shipping_minor": 800,
    }


def place(shop: Shop, units: Mapping[str, int] | Sequence[str]) -> Json:
    """A new order, as it was answered."""
    return shop.storefront.post("/storefront/orders", basket(shop, units), key=new_key()).body


def move(by: Staff, order: Json, step: str, **more: object) -> Json:
    """One step of an order: `confirm`, `allocate` …; answers the order in short."""
    return by.post(f"/orders/{order['order_id']}/{step}", {"version": order["version"], **more}).body


def confirm(shop: Shop, order: Json) -> Json:
    return move(shop.customer_service, order, "confirm", channel="phone", confirmed=ALL_FOUR)


def request(shop: Shop, order: Json, text: str) -> Json:
    """A customer's special request, for the warehouse."""
    asked = {"text": text, "department": "warehouse"}
    return shop.customer_service.post(f"/orders/{order['order_id']}/requests", asked, key=new_key()).body


def allocate(shop: Shop, order: Json, warehouse: str = SH) -> Json:
    return move(shop.specialist, order, "allocate", warehouse=warehouse)


def verify(shop: Shop, order: Json) -> Json:
    return move(shop.warehouse_sh, order, "verify")


def parcel(shop: Shop) -> Json:
    """What a parcel leaves with: a tracking number that nobody has, and when it will arrive."""
    arrival = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    return {"carrier": CARRIER, "tracking_number": f"SF{shop.run}{shop.number():05d}", "expected_arrival": arrival}


def dispatch(shop: Shop, order: Json) -> Json:
    """The order dispatched from Shanghai; it tells its `tracking_number` besides."""
    leaving = parcel(shop)
    return move(shop.warehouse_sh, order, "dispatch", **leaving) | {"tracking_number": leaving["tracking_number"]}


def dispatched(shop: Shop, units: Mapping[str, int] | Sequence[str]) -> Json:
    """A new order, brought to its dispatch."""
    return dispatch(shop, verify(shop, allocate(shop, confirm(shop, place(shop, units)))))


def history(shop: Shop, order: Json) -> list[Json]:
    """The order's events, oldest first, to whom nothing in them is hidden."""
    return list(shop.manager.items(f"/orders/{order['order_id']}/history", limit=100))


def told(shop: Shop, order: Json) -> list[tuple[str, str]]:
    """What the customer was told so far: event types with channels, of notices that are published."""
    found = shop.customer_service.get(f"/orders/{order['order_id']}/notices")["items"]
    return sorted((notice["event_type"], notice["channel"]) for notice in found if notice["published_at"])


def on_both_channels(event_types: Sequence[str]) -> list[tuple[str, str]]:
    """What a customer with phone and e-mail is told of these events."""
    return sorted((event_type, channel) for event_type in event_types for channel in ("sms", "email"))
