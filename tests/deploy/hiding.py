"""A shop with something to hide in every corner, in which everybody reads whatever a route lets them read."""

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest

from shop.roles import Role
from tests.harness import House
from tests.order_dispatch.shop_floor import GZ, SH, Floor, InHand, line
from tests.people import BY_ROLE, CUSTOMER_SERVICE, MANAGER, STOREFRONT, WAREHOUSE_GZ, WAREHOUSE_SH, Person
from tests.rights import NAMES, ROWS, Row

# Planted, and found nowhere else.
PRICE, DISCOUNT, SHIPPING = 51_977, 10_133, 70_717
COSTS = {SH: 31_337, GZ: 31_393}
HERE, THERE = 613, 2_909
TOLD = {role: f"words for {role} alone" for role in Role}
PAYMENT = "PAY-7731"
WHO = ("春晓", "13900017781", "chunxiao", "听雨巷", "200040")


@dataclass
class Seen:
    """What somebody was answered."""

    person: Person
    line: str
    named: str
    text: str

    def __str__(self) -> str:
        return f"{self.person.actor}: {self.line} {self.named}"


@dataclass
class Full:
    """A shop with something to hide in every corner, and all that it ever answered."""

    floor: Floor
    orders: dict[str, InHand]
    seen: list[Seen]

    def by(self, *people: Person) -> list[Seen]:
        return [seen for seen in self.seen if seen.person in people]


def listen(house: House, seen: list[Seen], patch: pytest.MonkeyPatch) -> None:
    """Keep whatever the shop answers, by whom it was asked."""
    send = house.send
    people = {person.actor: person for person in (*BY_ROLE.values(), WAREHOUSE_GZ, STOREFRONT)}

    def heard(event: dict[str, Any]) -> Any:
        answer = send(event)
        claims = (event["requestContext"]["authorizer"] or {}).get("claims", {})
        if person := people.get(Person(claims).actor if claims else ""):
            named = " ".join((event["pathParameters"] or {}).values())
            line = f"{event['httpMethod']} {event['resource']}"
            seen.append(Seen(person, line, named, json.dumps(answer.body, ensure_ascii=False)))
        return answer

    patch.setattr(house, "send", heard)


def fill(floor: Floor) -> dict[str, InHand]:
    """Goods at two parties, and orders that are nobody's, one's, the other's, delivered and called off."""
    house = floor.house
    floor.enter("MUG")
    floor.publish("MUG", price=PRICE)
    for party, keeper, units in ((SH, WAREHOUSE_SH, HERE), (GZ, WAREHOUSE_GZ, THERE)):
        house.call("POST /stock/warehouses", as_=MANAGER, key=party, body={"code": party, "name": f"{party}仓"})
        lines = [{"sku": "MUG", "quantity": units, "unit_cost_minor": COSTS[party]}]
        body = {"document": f"DN-{party}", "warehouse": party, "currency": "CNY", "lines": lines}
        for _ in range(2):  # the second is a repeat, and answered the same
            assert house.call("POST /stock/receipts", as_=keeper, key=party, body=body).status == 201
        blocked = {"warehouse": party, "lines": [{"sku": "MUG", "quantity": 1, "reason": "damaged"}]}
        assert house.call("POST /stock/blocks", as_=keeper, key=f"B-{party}", body=blocked).status == 201
    orders = {}
    places = (("here", SH, 101), ("there", GZ, 211), ("nobodys", "", 307), ("delivered", SH, 29), ("off", "", 37))
    for name, party, units in places:
        ordered = line("MUG", units, PRICE, DISCOUNT)
        order = floor.placed(ordered, shipping_minor=SHIPPING, payment_reference=f"{PAYMENT}-{name}")
        for role in Role:
            body = {"text": f"{TOLD[role]} of {name}", "department": role}
            path = "POST /orders/{order_id}/requests"
            answer = house.call(path, as_=CUSTOMER_SERVICE, order_id=order.order_id, body=body, key=f"{role}-{name}")
            order.version = answer.body["version"]
        if party:
            floor.confirm(order)
            floor.allocate(order, party)
        orders[name] = order
    floor.verify(orders["there"])
    floor.verify(orders["delivered"])
    floor.dispatch(orders["delivered"])
    floor.deliver(orders["delivered"])
    floor.cancel(orders["off"])
    return orders


def sweep(house: House, orders: dict[str, InHand]) -> None:
    """Everybody reads everything that a route lets them read."""
    for row in ROWS:
        if row.method != "GET" or row.audience == "signed":
            continue
        for person in readers(row):
            for path in named(row, orders):
                for query in asked(row):
                    house.call(str(row), as_=person, path=path, query=query)


def readers(row: Row) -> list[Person]:
    if row.audience == "storefront":
        return [STOREFRONT]
    return [BY_ROLE[role] for role in row.roles] + ([WAREHOUSE_GZ] if Role.WAREHOUSE in row.roles else [])


def named(row: Row, orders: dict[str, InHand]) -> list[dict[str, str]]:
    if "{order_id}" in row.path:
        return [{"order_id": order.order_id} for order in orders.values()]
    return [{name: value for name, value in (NAMES | {"sku": "MUG"}).items() if f"{{{name}}}" in row.path}]


def asked(row: Row) -> list[dict[str, str]]:
    states = {
        "GET /orders": ("placed", "confirmed", "allocated", "dispatched", "exception"),
        "GET /orders/parcels": ("assigned", "verified"),
        "GET /listing/products": ("draft", "designing", "in_review", "published"),
    }
    if row.path in ("/stock/receipts", "/stock/blocks"):
        return [{"warehouse": party} for party in (SH, GZ)]
    return [{"state": state} for state in states.get(str(row), ())] or [{}]


def shows(seen: Seen, *what: object) -> bool:
    """Whether one of these stands in an answer: a number as a whole one, a text also as a part."""
    return any(
        re.search(rf"(?<![\d.]){each}(?![\d.])", seen.text) if isinstance(each, int) else str(each) in seen.text
        for each in what
    )
