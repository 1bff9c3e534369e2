"""Stock comes to be known, sold and received, and why it may not."""

from collections.abc import Iterator

import pytest

from shop.stock.ledger import Stock
from tests.shop.sku_table import cause, demand, do, levels, pool, receive, refused, stocked, there


@pytest.fixture
def stock() -> Iterator[Stock]:
    with stocked() as stock:
        yield stock


def test_a_sku_belongs_to_one_product(stock: Stock) -> None:
    errors = refused(stock, lambda write: stock.enter(write, "MUG", "GBP", field="skus[7]"))
    assert errors == [{"field": "skus[7]", "sku": "MUG", "code": "sku_taken", "reason": "another product has this SKU"}]


def test_publishing_puts_a_sku_on_sale_and_leaves_its_stock(stock: Stock) -> None:
    before = pool(stock, "TEA")
    do(stock, lambda write: stock.publish(write, "TEA", 800, 2))
    assert pool(stock, "TEA") == before | {"on_sale": True, "price_minor": 800, "revision": 2}


def test_a_forgotten_sku_is_unknown_to_everybody_and_free_for_another_product(stock: Stock) -> None:
    do(stock, lambda write: stock.forget(write, "TEA", field="skus[0]"))
    assert stock.levels("TEA") == []
    assert stock.unit_costs(["TEA"]) == {}
    (error,) = stock.refusals([demand(1, sku="TEA")])
    assert error["code"] == "unknown_sku"
    (error,) = refused(stock, lambda write: receive(stock, write, 1, sku="TEA"))
    assert error["code"] == "unknown_sku"
    (error,) = refused(stock, lambda write: stock.reserve(write, demand(1, sku="TEA"), cause()))
    assert error["code"] == "unknown_sku"
    do(stock, lambda write: stock.enter(write, "TEA", "GBP", field="skus[0]"))
    assert stock.levels("TEA")[0]["currency"] == "GBP"


def test_a_sku_that_was_received_or_on_sale_is_not_forgotten(stock: Stock) -> None:
    do(stock, lambda write: receive(stock, write, 1, sku="TEA"))
    do(stock, lambda write: stock.enter(write, "POT", "CNY", field="skus[0]"))
    do(stock, lambda write: stock.publish(write, "POT", 800, 1))
    for sku in ("TEA", "POT", "MUG", "NOBODYS"):
        errors = refused(stock, lambda write, sku=sku: stock.forget(write, sku, field="skus[3].sku"))  # type: ignore[misc]
        assert [(error["field"], error["sku"], error["code"]) for error in errors] == [("skus[3].sku", sku, "sku_used")]


def test_received_units_can_be_sold(stock: Stock) -> None:
    do(stock, lambda write: receive(stock, write, 5, party="WH-GZ"))
    assert levels(stock) == (15, 0)
    assert (there(stock, "WH-SH"), there(stock, "WH-GZ")) == ((10, 0), (5, 0))


@pytest.mark.parametrize(
    ("receipts", "average"),
    [([(3, 1000)], 1000), ([(1, 1), (1, 2)], 2), ([(2, 1), (1, 2)], 1), ([(1, 0)], 0), ([(10**6, 10**12)], 10**12)],
)
def test_what_a_unit_cost_is_the_average_of_all_receipts_rounded_half_up(
    stock: Stock, receipts: list[tuple[int, int]], average: int
) -> None:
    for quantity, cost in receipts:
        do(stock, lambda write, quantity=quantity, cost=cost: receive(stock, write, quantity, cost, "TEA"))  # type: ignore[misc]
    assert stock.unit_costs(["TEA", "NOBODY"]) == {"TEA": average}


def test_what_a_sku_costs_that_was_never_received_nobody_knows(stock: Stock) -> None:
    assert stock.unit_costs(["TEA"]) == {"TEA": None}


def test_nobody_receives_what_no_product_has(stock: Stock) -> None:
    assert refused(stock, lambda write: receive(stock, write, 1, sku="CUP", field="lines[4]")) == [
        {"field": "lines[4]", "sku": "CUP", "code": "unknown_sku", "reason": "no product has this SKU"}
    ]


def test_nobody_receives_in_another_currency(stock: Stock) -> None:
    (error,) = refused(stock, lambda write: receive(stock, write, 1, currency="GBP"))
    assert (error["code"], error["currency"]) == ("currency_mismatch", "CNY")
