"""Bodies that are JSON and still cannot be: the refusal names the field and why, and nothing is half written."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from infra.client import new_key
from infra.client.http import Json
from tests.e2e import goods, orders
from tests.e2e.problems import changed, fields, refusal, send
from tests.e2e.routes import Route, route
from tests.e2e.shop import SH, Shop

pytestmark = [pytest.mark.local_cloud, pytest.mark.by_chalice]

INVALID = (422, "validation_failed")
# Where in the body, what stands there, and the field that the refusal names.
Case = tuple[str, object, str]


def no_numbers(place: str, field: str, *more: object) -> list[Case]:
    wrong = ["1", 1.5, True, None, [], {}, -1, 10**30, *more]
    return [(place, value, field) for value in wrong]


def wrong(place: str, *values: object) -> list[Case]:
    return [(place, value, place) for value in values]


ORDERS: list[Case] = [
    *no_numbers("lines.0.quantity", "lines[0].quantity", 0, 1_000_001),
    *no_numbers("lines.0.unit_price", "lines[0].unit_price", 0),
    *no_numbers("lines.0.discount_minor", "lines[0].discount_minor"),
    *no_numbers("shipping_minor", "shipping_minor"),
    *[("lines.0.sku", value, "lines[0].sku") for value in ("", "A B", "茶", "-A", "A" * 41, 7, None, "A#B", "A\0")],
    *wrong("external_id", "", "x" * 65, " ", "a b", "订单", 7, None, "#"),
    *wrong("currency", "USD", "cny", "", "CNYX", 7, None),
    *wrong("contact.phone", "", "call me", "1" * 40, 13900000000, "+86\n139000000"),
    *wrong("contact.email", "nobody", "a@b@c", "a b@c.d", "a" * 400 + "@c.d"),
    *wrong("contact.name", "", "   ", "x" * 101, "a\0b", 7, None),
    *wrong("contact.address.street", "", "x" * 201, "a\r\nb", ...),
    *wrong("contact", "欧阳", ...),
    *wrong("contact.vip", True),
    *wrong("lines", [], {}, "A-1", ...),
    *wrong("payment_reference", "", ...),
    *wrong("total_minor", 1),
    ("lines.0", "A-1", "lines[0]"),
    ("lines.0.price", 1, "lines[0].price"),
    ("lines.0.discount_minor", goods.PRICE + 1, "lines[0]"),
]
PRODUCTS: list[Case] = [
    *no_numbers("skus.0.price_minor", "skus[0].price_minor", 0),
    *[("skus.0.sku", value, "skus[0].sku") for value in ("", "A B", "茶", None)],
    *wrong("skus", [], [{"sku": "A-1", "price_minor": 1}] * 2, ...),
    *wrong("name", "", "x" * 201, "a\0b", 7, ...),
    *wrong("currency", "USD", "", None),
    *wrong("due", "tomorrow", "2026-11-24T10:00:00", 1_800_000_000, "9999-12-31T23:59:59-10:00"),
    *wrong("state", "published"),
]
RECEIPTS: list[Case] = [
    *no_numbers("lines.0.quantity", "lines[0].quantity", 1_000_001),
    *no_numbers("lines.0.refused_units", "lines[0].refused_units", 1_000_001),
    ("lines.0.quantity", 0, "lines[0]"),
    ("lines.0.refused_units", 1, "lines[0]"),
    *no_numbers("lines.0.unit_cost_minor", "lines[0].unit_cost_minor"),
    *wrong("document", "", "x" * 65, "a\0b", None, ...),
    *wrong("warehouse", "", "wh sh", "W" * 21, None),
    *wrong("lines", [], [{"sku": f"A-{n}", "quantity": 1, "unit_cost_minor": 1} for n in range(31)], ...),
    *wrong("currency", "USD", None),
]


PLACE, ENTER, RECEIVE = (
    route(f"POST {path}") for path in ("/storefront/orders", "/listing/products", "/stock/receipts")
)


@pytest.fixture(scope="module")
def sku(shop: Shop) -> str:
    (sku,) = goods.in_stock(shop, units=10)
    return sku


def receipt(sku: str, document: str) -> Json:
    lines = [{"sku": sku, "quantity": 1, "unit_cost_minor": 1}]
    return {"document": document, "warehouse": SH, "currency": "CNY", "lines": lines}


def each_is_named(shop: Shop, to: Route, good: Json, cases: Sequence[Case]) -> None:
    """Every case is refused and its field named; then the good body still goes, as if nothing had been."""

    def ask(case: Case) -> tuple[tuple[int, str], bool]:
        place, value, field = case
        answer = send(shop, to, to.path, json=changed(good, place, value))
        return refusal(answer), field in fields(answer)

    with ThreadPoolExecutor(goods.CALLERS) as callers:
        answers = list(callers.map(ask, cases))
    slips = [(case, answer) for case, answer in zip(cases, answers, strict=True) if answer != (INVALID, True)]
    assert slips == []
    assert send(shop, to, to.path, json=good).status_code == 201


def test_a_bad_order_is_refused_by_its_field(shop: Shop, sku: str) -> None:
    each_is_named(shop, PLACE, changed(orders.basket(shop, [sku]), "lines.0.discount_minor", 0), ORDERS)


def test_a_bad_product_is_refused_by_its_field(shop: Shop) -> None:
    each_is_named(shop, ENTER, goods.product(goods.new_skus(shop, 1)), PRODUCTS)


def test_a_bad_receipt_is_refused_by_its_field(shop: Shop, sku: str) -> None:
    each_is_named(shop, RECEIVE, receipt(sku, f"DN-{shop.run}-BAD"), RECEIPTS)


@pytest.mark.parametrize("key", [None, "", "x" * 256, "k e y"])
def test_what_creates_needs_a_key(shop: Shop, sku: str, key: str | None) -> None:
    bodies = {
        PLACE: orders.basket(shop, [sku]),
        ENTER: goods.product(goods.new_skus(shop, 1)),
        RECEIVE: receipt(sku, f"DN-{shop.run}-{shop.number()}"),
        route("POST /stock/warehouses"): {"code": "WH-NEW", "name": "新仓"},
    }
    for to, body in bodies.items():
        answer = send(shop, to, to.path, json=body, headers={"Idempotency-Key": key})
        assert (refusal(answer), fields(answer)) == (INVALID, ["Idempotency-Key"])


def test_more_than_a_thousand_lines_are_too_many(shop: Shop, sku: str) -> None:
    basket = orders.basket(shop, [sku])
    answer = send(shop, PLACE, PLACE.path, json=basket | {"lines": basket["lines"] * 1001})
    assert refusal(answer) == (413, "too_large")


def test_every_line_that_cannot_be_sold_is_named_with_its_reason(shop: Shop, sku: str) -> None:
    (unpublished,) = goods.new_skus(shop, 1)
    shop.listing.enter(goods.product([unpublished]), key=new_key())
    (in_pounds,) = goods.in_stock(shop, currency="GBP")
    (stale,) = goods.in_stock(shop)
    (scarce,) = goods.in_stock(shop, units=1)
    basket = orders.basket(shop, {sku: 1, "NO-SUCH-SKU": 1, unpublished: 1, in_pounds: 1, stale: 1, scarce: 2})
    answer = send(shop, PLACE, PLACE.path, json=changed(basket, "lines.4.unit_price", goods.PRICE - 1))
    assert refusal(answer)[0] == 409
    assert {error["field"]: (error["sku"], error["code"]) for error in answer.json()["errors"]} == {
        "lines[1]": ("NO-SUCH-SKU", "unknown_sku"),
        "lines[2]": (unpublished, "not_on_sale"),
        "lines[3]": (in_pounds, "currency_mismatch"),
        "lines[4]": (stale, "price_changed"),
        "lines[5]": (scarce, "out_of_stock"),
    }
    assert goods.adds_up(shop, stale)["reserved"] == 0


def test_a_step_decided_on_an_old_version_is_not_taken(shop: Shop, sku: str) -> None:
    order = orders.place(shop, [sku])
    orders.confirm(shop, order)
    confirm = route("POST /orders/{order_id}/confirm")
    body = {"version": order["version"], "channel": "phone", "confirmed": orders.ALL_FOUR}
    answer = send(shop, confirm, confirm.path.format_map(order), json=body)
    assert (refusal(answer), answer.json()["version"]) == ((409, "version_conflict"), 2)
