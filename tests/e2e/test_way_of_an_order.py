"""The shop's day over HTTP: from a specialist's entry of a product to the customer's signature.

One order walks the whole way once; the tests look at what it left.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from infra.client import Scan, new_key
from infra.client.http import Json
from tests.e2e import goods, orders
from tests.e2e.shop import SH, Shop, until

pytestmark = pytest.mark.local_cloud

STATES = ["placed", "confirmed", "allocated", "allocated", "dispatched", "delivered"]
EVENTS = [
    ("OrderPlaced", "storefront"),
    ("OrderConfirmed", "customer-service"),
    ("SpecialRequestRecorded", "customer-service"),
    ("OrderAllocated", "operations-specialist"),
    ("ShipmentVerified", "warehouse"),
    ("ShipmentDispatched", "warehouse"),
    ("ShipmentInTransit", "carrier"),
    ("ShipmentOutForDelivery", "carrier"),
    ("ShipmentDelivered", "carrier"),
]
LISTED = [
    ("ProductEntered", "operations-specialist"),
    ("DesignRequested", "operations-specialist"),
    ("PictureAttached", "designer"),
    ("ProductSubmitted", "designer"),
    ("ProductSentBack", "operations-specialist"),
    ("ProductSubmitted", "designer"),
    ("ProductPublished", "operations-specialist"),
]
TOLD = ["OrderPlaced", "OrderConfirmed", "ShipmentDispatched", "ShipmentDelivered"]
NOW = datetime.now(UTC)
SCANS = [
    Scan.made(NOW, "103", "快递员已取件"),
    Scan.made(NOW + timedelta(minutes=1), "5", "正在派送"),
    # As carriers do write: what tells of people, and stays where the scans are.
    Scan.made(NOW + timedelta(minutes=2), "301", "欧阳闻莺之001 已签收,电话 13900017781"),
]


@dataclass
class Way:
    """What was seen on the way, and the order at its end."""

    page: Json
    states: list[str] = field(default_factory=list)
    work_lists: dict[str, bool] = field(default_factory=dict)
    parcels: dict[str, bool] = field(default_factory=dict)
    contact_on_parcel: Json = field(default_factory=dict)
    order: Json = field(default_factory=dict)
    sku: str = ""


@pytest.fixture(scope="module")
def way(shop: Shop) -> Way:
    sku = _published_by_hand(shop)
    goods.receive(shop, [sku], units=10)
    page = next(page for page in shop.storefront.items("/storefront/products", limit=100) if _sells(page, sku))
    way = Way(page, sku=sku)

    def reached(order: Json) -> Json:
        way.states.append(order["state"])
        way.order = order
        return order

    order = reached(orders.place(shop, {sku: 3}))
    way.work_lists["placed"] = _listed(shop, "placed", order)
    order = reached(orders.confirm(shop, order))
    order |= {"version": orders.request(shop, order, "请送礼品袋,回电 13900017781")["version"]}
    way.work_lists["confirmed"] = _listed(shop, "confirmed", order)
    order = reached(orders.allocate(shop, order))
    way.parcels["assigned"] = _parcel_listed(shop, "assigned", order)
    order = reached(orders.verify(shop, order))
    way.parcels["verified"] = _parcel_listed(shop, "verified", order)
    way.contact_on_parcel = shop.warehouse_sh.get(f"/orders/{order['order_id']}")["contact"]
    order = reached(orders.dispatch(shop, order))
    way.work_lists["dispatched"] = _listed(shop, "dispatched", order)
    for seen, state in enumerate(("0", "5", "3"), start=1):
        shop.carrier(orders.CARRIER).push(order["tracking_number"], state, SCANS[:seen])
    reached(shop.customer_service.get(f"/orders/{order['order_id']}"))
    return way


def _published_by_hand(shop: Shop) -> str:
    """Each step of a listing by the one whose step it is (R3.1.2), with a review that sends back once."""
    (sku,) = goods.new_skus(shop, 1)
    listing = shop.listing
    product = listing.enter(goods.product([sku]), key=new_key())
    product = listing.move(shop.specialist, product, "request-design")
    product = listing.attach(product, goods.PICTURE)
    product = listing.move(shop.designer, product, "submit")
    product = listing.move(shop.reviewer, product, "send-back", to="designing", reasons="图片再亮一些")
    product = listing.move(shop.designer, product, "submit")
    product = listing.move(shop.reviewer, product, "publish")
    assert product["state"] == "published"
    return sku


def _sells(page: Json, sku: str) -> bool:
    return sku in [entry["sku"] for entry in page["skus"]]


def _listed(shop: Shop, state: str, order: Json) -> bool:
    def there() -> bool:
        waiting = shop.customer_service.items("/orders", state=state, limit=100)
        return order["order_id"] in [other["order_id"] for other in waiting]

    return until(there)


def _parcel_listed(shop: Shop, state: str, order: Json) -> bool:
    def there() -> bool:
        waiting = shop.warehouse_sh.items("/orders/parcels", state=state, limit=100)
        return order["order_id"] in [parcel["order_id"] for parcel in waiting]

    return until(there)


def test_every_step_is_taken_by_the_role_whose_step_it_is(way: Way) -> None:
    assert way.states == STATES


def test_the_storefront_shows_what_was_reviewed(shop: Shop, way: Way) -> None:
    shown = shop.storefront.get(f"/storefront/products/{way.page['product_id']}")
    assert shown["skus"] == [{"sku": way.sku, "price_minor": goods.PRICE}]
    assert len(shown["pictures"]) == 1


def test_the_products_history_tells_each_step_with_its_role(shop: Shop, way: Way) -> None:
    history = shop.manager.items(f"/listing/products/{way.page['product_id']}/history")
    assert [(event["type"], event["role"]) for event in history] == LISTED


def test_the_warehouse_that_took_the_goods_in_is_on_the_list(shop: Shop, way: Way) -> None:
    until(lambda: SH in [warehouse["code"] for warehouse in shop.purchasing.items("/stock/warehouses")])


def test_whoever_has_to_act_finds_the_order_on_a_list(way: Way) -> None:
    assert way.work_lists == {"placed": True, "confirmed": True, "dispatched": True}
    assert way.parcels == {"assigned": True, "verified": True}


def test_the_history_tells_each_step_once_with_its_role_and_in_order(shop: Shop, way: Way) -> None:
    history = orders.history(shop, way.order)
    assert [(event["type"], event["role"]) for event in history] == EVENTS
    assert [event["version"] for event in history] == list(range(1, len(EVENTS) + 1))
    assert history[0]["actor"] == f"storefront:{shop.stack.storefront['client_id']}"
    assert history[-1]["actor"] == f"carrier:{orders.CARRIER}"


def test_the_customer_is_told_once_on_each_channel(shop: Shop, way: Way) -> None:
    until(lambda: orders.told(shop, way.order) == orders.on_both_channels(TOLD))


def test_every_notice_waits_for_whoever_sends_it_on(shop: Shop, way: Way) -> None:
    def heard() -> list[tuple[str, str]]:
        messages = [message for message in shop.notices.heard() if message["order_id"] == way.order["order_id"]]
        return sorted((message["event_type"], message["channel"]) for message in messages)

    until(lambda: heard() == orders.on_both_channels(TOLD))


def test_every_event_reaches_the_bus_as_the_history_tells_it(shop: Shop, way: Way) -> None:
    history = orders.history(shop, way.order)

    def on_bus() -> list[Json]:
        told = [message["detail"] for message in shop.bus.heard()]
        mine = {event["id"]: event for event in told if event["entity"] == f"ORDER#{way.order['order_id']}"}
        return sorted(mine.values(), key=lambda event: int(event["version"]))

    until(lambda: len(on_bus()) == len(history))
    assert [event | {"due": None} for event in on_bus()] == history


def test_the_stock_that_left_is_gone_and_the_ledger_says_why(shop: Shop, way: Way) -> None:
    level = goods.adds_up(shop, way.sku)
    assert (level["available"], level["reserved"]) == (7, 0)
    here = {"available": 7, "reserved": 0, "blocked": 0, "shortfall": 0, "on_hand": 7}
    assert level["locations"] == [{"party": SH, **here}]
    assert [movement["kind"] for movement in goods.movements(shop, way.sku)] == ["dispatch", "reservation", "receipt"]


def test_the_storefront_follows_its_order_to_the_signature(shop: Shop, way: Way) -> None:
    shown = shop.storefront.get(f"/storefront/orders/{way.order['order_id']}")
    assert (shown["state"], shown["shipments"][0]["state"]) == ("delivered", "delivered")
    assert "contact" not in shown


def test_only_who_talks_or_sends_to_the_customer_sees_the_contact(shop: Shop, way: Way) -> None:
    path = f"/orders/{way.order['order_id']}"
    assert shop.customer_service.get(path)["contact"] in shop.customers
    assert way.contact_on_parcel in shop.customers
    sent = shop.warehouse_sh.get(path)
    assert (sent["contact"], sent["contact_masked"]) == ({}, True)
    assert not {"total_minor", "payment_reference", "unit_price"} & {*sent, *sent["lines"][0]}
    masked = shop.manager.get(path)
    assert masked["contact_masked"] is True
    assert masked["contact"]["name"] == "欧**"


def test_the_bus_hears_of_each_reading_of_the_contact_by_whom_and_what_for(shop: Shop, way: Way) -> None:
    def read() -> set[tuple[str, str]]:
        told = [message["detail"] for message in shop.bus.heard() if message["detail"]["type"] == "ContactRead"]
        return {(it["role"], it["data"]["purpose"]) for it in told if it["data"]["order_id"] == way.order["order_id"]}

    until(lambda: read() == {("customer-service", "serve_customer"), ("warehouse", "ship_parcel")})
