"""A shop with goods on its shelves, and orders on their way through it.

    floor = Floor(house)
    floor.stock("MUG", "TEA", units=10)
    order = floor.placed(line("MUG", 2))
    floor.bring(order, "verified")

Steps are calls by those whose part they are; each of them has to succeed.
"""

from dataclasses import dataclass
from typing import Any

from order_dispatch import store
from shop.ids import new_id
from shop.stock.units import Cause, Units
from tests.harness import Answer, House
from tests.order_dispatch.carrier import push
from tests.people import CUSTOMER_SERVICE, SPECIALIST, STOREFRONT, WAREHOUSE_GZ, WAREHOUSE_SH, Person

SH, GZ = "WH-SH", "WH-GZ"
WAREHOUSE_USERS = {SH: WAREHOUSE_SH, GZ: WAREHOUSE_GZ}
PRICE = 500
CONTACT: dict[str, Any] = {
    "name": "欧阳春晓",
    "phone": "+8613900017781",
    "email": "chunxiao@customer.example",
    "address": {"country": "中国", "province": "上海", "city": "上海市", "street": "听雨巷7弄乙", "postcode": "200040"},
}
EVERYTHING = ["goods", "quantity", "price", "address"]
# The way of an order that nothing happens to, by the states in which it waits.
WAY = ("placed", "confirmed", "allocated", "verified", "dispatched", "delivered")


def line(sku: Any = "MUG", quantity: Any = 1, unit_price: Any = PRICE, discount_minor: Any = 0) -> dict[str, Any]:
    return {"sku": sku, "quantity": quantity, "unit_price": unit_price, "discount_minor": discount_minor}


def wanted(*lines: dict[str, Any], **other: Any) -> dict[str, Any]:
    """The body of an order: one mug, unless told otherwise."""
    return {
        "external_id": "WEB-1",
        "payment_reference": "PAY-1",
        "currency": "CNY",
        "contact": CONTACT,
        "lines": list(lines) or [line()],
        "shipping_minor": 800,
    } | other


@dataclass
class InHand:
    """An order as whoever works on it last saw it."""

    order_id: str
    version: int
    party: str = SH
    tracking_number: str = ""


def in_hand(answer: Answer, tracking_number: str = "SF00000000") -> InHand:
    """The order that this answer is about."""
    assert answer.status in (200, 201), answer
    return InHand(answer.body["order_id"], answer.body["version"], tracking_number=tracking_number)


class Floor:
    """The rooms of a house in which there is something to sell."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._orders = 0

    # -- goods ---------------------------------------------------------------------------------------

    def enter(self, *skus: str, currency: str = "CNY") -> None:
        """Make SKUs known, without putting them on sale."""
        for sku in skus:
            with store.database.transaction() as write:
                store.stock.enter(write, sku, currency, field="skus[0]")

    def publish(self, *skus: str, price: int = PRICE) -> None:
        for sku in skus:
            with store.database.transaction() as write:
                store.stock.publish(write, sku, price, 1)

    def receive(self, sku: str, units: int, party: str = SH, *, unit_cost: int = 200, currency: str = "CNY") -> None:
        at = self.house.now
        cause = Cause(new_id(at), "RECEIPT#1", at)
        with store.database.transaction() as write:
            store.stock.open_party(write, party)
            store.stock.receive(write, Units(sku, units), unit_cost, currency, party, cause, field="lines[0]")

    def stock(self, *skus: str, units: int = 10, price: int = PRICE, party: str = SH, currency: str = "CNY") -> None:
        """SKUs on sale, with so many units of each at one warehouse."""
        self.enter(*skus, currency=currency)
        self.publish(*skus, price=price)
        for sku in skus:
            if units:
                self.receive(sku, units, party, currency=currency)

    def available(self, sku: str = "MUG") -> int:
        return int(self.house.pool(sku)["available"])

    # -- orders --------------------------------------------------------------------------------------

    def place(self, body: Any, *, key: str | None = None, as_: Person = STOREFRONT) -> Answer:
        """Ask for an order; without a key, under one that nobody used."""
        self._orders += 1
        return self.house.call("POST /storefront/orders", as_=as_, body=body, key=key or f"key-{self._orders}")

    def placed(self, *lines: dict[str, Any], **other: Any) -> InHand:
        """An order that was placed, under an external_id of its own."""
        body = wanted(*lines, **{"external_id": f"WEB-{self._orders + 1}", **other})
        return in_hand(self.place(body), f"SF{self._orders:08d}")

    def act(self, order: InHand, what: str, as_: Person, **asked: Any) -> Answer:
        """One step on an order at the version in hand, whatever comes of it."""
        body = {"version": order.version} | asked
        return self.house.call(f"POST /orders/{{order_id}}/{what}", as_=as_, order_id=order.order_id, body=body)

    def done(self, order: InHand, what: str, as_: Person, **asked: Any) -> Answer:
        """One step on an order that is taken."""
        answer = self.act(order, what, as_, **asked)
        assert answer.status == 200, answer
        order.version = answer.body["version"]
        return answer

    def confirm(self, order: InHand) -> Answer:
        return self.done(order, "confirm", CUSTOMER_SERVICE, channel="phone", confirmed=EVERYTHING)

    def cancel(self, order: InHand, reason: str = "customer_request") -> Answer:
        return self.done(order, "cancel", CUSTOMER_SERVICE, reason=reason)

    def allocate(self, order: InHand, party: str = SH) -> Answer:
        order.party = party
        return self.done(order, "allocate", SPECIALIST, warehouse=party)

    def verify(self, order: InHand) -> Answer:
        return self.done(order, "verify", WAREHOUSE_USERS[order.party])

    def dispatch(self, order: InHand) -> Answer:
        return self.done(order, "dispatch", WAREHOUSE_USERS[order.party], **parcel(order.tracking_number))

    def deliver(self, order: InHand) -> Answer:
        answer = push(self.house, order.tracking_number, ("2026-11-26 15:00:00", "301"))
        assert answer.status == 200, answer
        order.version += 1
        return answer

    def bring(self, order: InHand, state: str) -> InHand:
        """Bring a placed order as far on its way as `state` says."""
        if state == "cancelled":
            self.cancel(order)
            return order
        steps = (self.confirm, self.allocate, self.verify, self.dispatch, self.deliver)
        for step in steps[: WAY.index(state)]:
            step(order)
        return order

    def request(
        self, order: InHand, text: str = "请放门卫处", *, key: str = "request-1", department: str = "warehouse"
    ) -> Answer:
        """Customer service records a special request."""
        body = {"text": text, "department": department}
        line = "POST /orders/{order_id}/requests"
        answer = self.house.call(line, as_=CUSTOMER_SERVICE, order_id=order.order_id, body=body, key=key)
        order.version = answer.body.get("version", order.version)
        return answer

    def parcel_state(self, order: InHand) -> str:
        """Where its parcel is."""
        state: str = self.view(order)["shipments"][0]["state"]
        return state

    def view(self, order: InHand, as_: Person = CUSTOMER_SERVICE) -> Any:
        """The order as staff see it."""
        answer = self.house.call("GET /orders/{order_id}", as_=as_, order_id=order.order_id)
        assert answer.status == 200, answer
        return answer.body

    def work_list(self, state: str) -> list[str]:
        """The orders that wait in a state."""
        answer = self.house.call("GET /orders", as_=SPECIALIST, query={"state": state})
        return [item["order_id"] for item in answer.body["items"]]

    def told(self, order: InHand) -> list[str]:
        """The types of an order's events, in order."""
        return [event["type"] for event in self.house.events("order_dispatch", f"ORDER#{order.order_id}")]


def of_orders(house: House) -> list[dict[str, Any]]:
    """All that the room keeps, but for what tells of demand that was refused."""
    return [item for item in house.items("order_dispatch") if not item["pk"].startswith("REFUSED#")]


def parcel(tracking_number: str = "SF00000001", **other: Any) -> dict[str, Any]:
    """What a warehouse says when a parcel leaves."""
    return {"carrier": "shunfeng", "tracking_number": tracking_number, "expected_arrival": "2026-11-26"} | other
