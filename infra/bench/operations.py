"""The operations whose budgets are measured, each on things of its own that stand ready for it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from typing import Any

from infra.bench import goods, journey, requests
from infra.bench.copies import images
from infra.bench.cpu import Operation, measure
from infra.bench.rooms import Handler, Request
from infra.bench.stocking import REVISION_IN_REVIEW, STOCKED, Shop, sku
from shop.roles import Role

PAGE_SIZE = 20


def list_products() -> Request:
    return requests.storefront("GET /storefront/products", query={"limit": PAGE_SIZE})


def read_product(product_id: str) -> Request:
    return requests.storefront("GET /storefront/products/{product_id}", product_id=product_id)


def place(lines: int) -> Request:
    return journey.place([sku(number) for number in range(1, lines + 1)])


def publish(product_id: str) -> Request:
    """The review of a second revision of three SKUs passes."""
    body = {"version": REVISION_IN_REVIEW}
    return requests.staff(
        "POST /listing/products/{product_id}/publish", Role.SPECIALIST, body, who=2, product_id=product_id
    )


def relay(shop: Shop, events: int) -> Request:
    """So many events of placed orders, as the stream tells the relay of them."""
    (event,) = images(shop.dynamodb, shop.stack.tables["order_dispatch"], f"ORDER#{shop.order_id}", "EVENT#00000001")
    return requests.records(shop.wiring, shop.stack.tables["order_dispatch"], [event] * events)


@dataclass(frozen=True)
class Bench:
    """Measures the operations one after the other, `rounds` times each; some of them through the Chalice app, too."""

    shop: Shop
    app: Handler
    rounds: int
    warm_up: int

    def run(self) -> Iterator[tuple[str, Operation]]:
        """The operations by name, each as soon as it is measured."""
        yield "list_products", self._repeated(list_products, self.app)[0]
        yield "read_product", self._repeated(partial(read_product, self.shop.product_id), self.app)[0]
        for lines in (1, 40):
            yield f"place_{lines}", self._repeated(partial(place, lines))[0]
        # The orders of five lines go on; verifying is no operation of its own, but on their way.
        operation, orders = self._repeated(partial(place, 5), self.app)
        yield "place_5", operation
        order_ids = [order["order_id"] for order in orders]
        yield "confirm", self._each(journey.confirm, order_ids, self.app)
        order_ids = order_ids[: self._times()]
        yield "allocate", self._each(journey.allocate, order_ids)
        for order_id in order_ids:
            journey.verify(order_id).send()
        yield "dispatch", self._each(journey.dispatch, order_ids)
        yield "webhook", self._each(self.shop.pushes.delivered, order_ids)
        yield "receive", self._repeated(partial(goods.receive, STOCKED - 1))[0]
        yield "open_alert", measure(goods.sold_out(self.shop, self._times()), self.warm_up)[0]
        counts = min(self._times(), goods.MOST_COUNTS)
        yield "count_line", measure(goods.counts(self.shop, counts), self.warm_up)[0]
        yield "publish_revision", self._each(publish, self.shop.in_review(self._times()))
        yield "relay_10", self._repeated(partial(relay, self.shop, 10))[0]

    def _times(self, app: Handler | None = None) -> int:
        """One is metered; for each of the others one is sent bare, and one by the app if there is one."""
        return 1 + (3 if app else 2) * (self.warm_up + self.rounds)

    def _repeated(self, request: Callable[[], Request], app: Handler | None = None) -> tuple[Operation, list[Any]]:
        return measure([request() for _ in repeat(None, self._times(app))], self.warm_up, app)

    def _each(self, step: journey.Step, order_ids: list[str], app: Handler | None = None) -> Operation:
        return measure([step(order_id) for order_id in order_ids], self.warm_up, app)[0]
