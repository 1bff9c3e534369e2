"""Orders come as they came, and what can leave does so in the evening.

Who is refused for lack of some SKUs orders the rest at once: so what was asked for is what the file says, in each run.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from infra.replay import plan
from infra.replay.month import Invoice
from infra.simulate.shop import Shop
from infra.simulate.stock.cast import CUSTOMERS, KEEPER, SERVICE, SPECIALIST, WAREHOUSE
from infra.simulate.stock.shelves import Shelves
from shop.business_days import business_date
from shop.clock import iso

_ORDER = "POST /orders/{order_id}"
_CONFIRMED: dict[str, Any] = {"channel": "phone", "confirmed": ["goods", "quantity", "price", "address"]}


@dataclass
class Placed:
    """An order that has not left yet, and how far it is."""

    order_id: str
    version: int
    units: Mapping[str, int]
    state: str = "placed"


class Selling:
    """Customers, customer service, and whoever packs."""

    def __init__(self, shop: Shop, shelves: Shelves, prices: Mapping[str, int]) -> None:
        self._shop, self._shelves, self._prices = shop, shelves, prices
        self._waiting: list[Placed] = []
        self.refused: list[dict[str, Any]] = []
        self.missed: set[str] = set()
        self._sent = 0

    def order(self, invoice: Invoice) -> None:
        """A customer orders, and what is refused not at all."""
        body = plan.order(invoice, self._prices)
        while body["lines"]:
            answer = self._shop.call("POST /storefront/orders", as_=CUSTOMERS, body=body, expect=("out_of_stock",))
            if answer.status == 201:
                units: Counter[str] = Counter()
                for line in body["lines"]:
                    units[line["sku"]] += line["quantity"]
                self._waiting.append(Placed(answer.body["order_id"], answer.body["version"], units))
                return
            lacking = {error["sku"] for error in answer.body["errors"]}
            for sku in sorted(lacking):
                asked = sum(line["quantity"] for line in body["lines"] if line["sku"] == sku)
                told = {"external_id": invoice.number, "sku": sku, "units": asked, "at": iso(self._shop.now)}
                self.refused.append(told)
            body["lines"] = [line for line in body["lines"] if line["sku"] not in lacking]

    def send_off(self) -> None:
        """Whatever can leave leaves, oldest first. What is not found on its shelf is missed."""
        waiting, self._waiting = self._waiting, []
        for order in waiting:
            if not self._leaves(order):
                self._waiting.append(order)

    def _leaves(self, order: Placed) -> bool:
        if order.state == "placed":
            self._step(order, "confirm", SERVICE, "confirmed", **_CONFIRMED)
        if order.state == "confirmed":
            self._step(order, "allocate", SPECIALIST, "allocated", "not_at_location", warehouse=WAREHOUSE)
        if order.state == "allocated":
            self._step(order, "verify", KEEPER, "verified")
        if order.state != "verified":
            return False
        if missing := self._shelves.missing(order.units):
            self.missed |= set(missing)
            return False
        self._sent += 1
        day = business_date(self._shop.now) + timedelta(days=3)
        parcel = {"carrier": "yuantong", "tracking_number": f"YT{self._sent:010d}", "expected_arrival": day.isoformat()}
        if not self._step(order, "dispatch", KEEPER, "dispatched", "units_missing", **parcel):
            return False
        self._shelves.leave(order.units)
        return True

    def _step(self, order: Placed, step: str, by: Any, state: str, refusal: str = "", **body: Any) -> bool:
        answer = self._shop.call(
            f"{_ORDER}/{step}",
            as_=by,
            order_id=order.order_id,
            body={"version": order.version, **body},
            expect=(refusal,),
        )
        if answer.status < 300:
            order.version, order.state = answer.body["version"], state
        return answer.status < 300
