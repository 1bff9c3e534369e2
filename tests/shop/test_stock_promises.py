"""Stock is promised, tied and shipped, and why it may not be."""

from collections.abc import Iterator
from typing import Any

import pytest

from shop.stock.ledger import Stock
from shop.stock.units import Demand, Units
from shop.storage.transaction import Transaction
from tests.shop.sku_table import cause, demand, do, levels, promised_at, refused, stocked, there


@pytest.fixture
def stock() -> Iterator[Stock]:
    with stocked() as stock:
        yield stock


def test_reserved_units_are_promised_and_no_longer_sold(stock: Stock) -> None:
    do(stock, lambda write: stock.reserve(write, demand(4), cause()))
    assert levels(stock) == (6, 4)
    assert there(stock) == (10, 0)  # where they lie is decided when the order is allocated


def test_the_last_unit_can_be_sold(stock: Stock) -> None:
    do(stock, lambda write: stock.reserve(write, demand(10), cause()))
    assert levels(stock) == (0, 10)


def test_what_is_not_there_is_not_sold(stock: Stock) -> None:
    (error,) = refused(stock, lambda write: stock.reserve(write, demand(11), cause()))
    assert error == {
        "field": "lines[0]",
        "sku": "MUG",
        "code": "out_of_stock",
        "reason": "10 of 11 are available",
        "available": 10,
    }


def test_two_lines_of_one_sku_count_together(stock: Stock) -> None:
    errors = refused(stock, lambda write: stock.reserve(write, demand(6 + 5, 2500, 2500), cause()))
    assert [(error["field"], error["code"]) for error in errors] == [
        ("lines[0]", "out_of_stock"),
        ("lines[1]", "out_of_stock"),
    ]


@pytest.mark.parametrize(
    ("wanted", "facts"),
    [
        (demand(1, 2499), {"code": "price_changed", "price_minor": 2500}),
        (demand(1, currency="GBP"), {"code": "currency_mismatch", "currency": "CNY"}),
        (demand(1, sku="TEA"), {"code": "not_on_sale"}),
        (demand(1, sku="CUP"), {"code": "unknown_sku"}),
    ],
    ids=["old price", "other currency", "not published", "unknown"],
)
def test_price_currency_and_sale_are_part_of_the_promise(stock: Stock, wanted: Demand, facts: dict[str, Any]) -> None:
    (error,) = refused(stock, lambda write: stock.reserve(write, wanted, cause()))
    assert error | facts == error
    assert (error["field"], error["sku"]) == ("lines[0]", wanted.sku)


def test_only_the_lines_with_the_old_price_are_named(stock: Stock) -> None:
    errors = refused(stock, lambda write: stock.reserve(write, demand(3, 2500, 2400, 2500), cause()))
    assert [(error["field"], error["code"]) for error in errors] == [("lines[1]", "price_changed")]


def test_an_order_hears_of_every_sku_that_fails(stock: Stock) -> None:
    def order(write: Transaction) -> None:
        stock.reserve(write, demand(11), cause())
        stock.reserve(write, demand(1, sku="TEA"), cause())

    assert [error["code"] for error in refused(stock, order)] == ["out_of_stock", "not_on_sale"]


def test_what_stock_would_refuse_can_be_foretold(stock: Stock) -> None:
    wanted = [demand(11), demand(1, sku="TEA"), demand(1, sku="CUP")]
    assert [error["code"] for error in stock.refusals(wanted)] == ["out_of_stock", "not_on_sale", "unknown_sku"]
    assert stock.refusals([demand(10)]) == []


def test_released_units_can_be_sold_again(stock: Stock) -> None:
    do(stock, lambda write: stock.reserve(write, demand(4), cause()))
    do(stock, lambda write: stock.release(write, Units("MUG", 4), cause()))
    assert levels(stock) == (10, 0)


def test_tied_units_lie_ready_at_their_warehouse(stock: Stock) -> None:
    promised_at(stock, 4)
    assert there(stock) == (6, 4)
    assert levels(stock) == (6, 4)


def test_untying_gives_units_back_to_the_warehouse(stock: Stock) -> None:
    promised_at(stock, 4)
    do(stock, lambda write: stock.untie(write, Units("MUG", 4), "WH-SH", "ORDER#1"))
    assert there(stock) == (10, 0)
    assert levels(stock) == (6, 4)


@pytest.mark.parametrize(("party", "available"), [("WH-SH", 10), ("WH-GZ", 0)])
def test_a_warehouse_ties_no_more_than_it_has(stock: Stock, party: str, available: int) -> None:
    (error,) = refused(stock, lambda write: stock.tie(write, Units("MUG", 11), party, "ORDER#1"))
    assert error == {
        "field": "warehouse",
        "sku": "MUG",
        "code": "not_at_location",
        "reason": f"{party} has {available} of 11",
        "available": available,
    }


def test_what_a_warehouse_lacks_can_be_foretold(stock: Stock) -> None:
    wanted = [Units("MUG", 10), Units("TEA", 1)]
    assert [error["sku"] for error in stock.not_at("WH-SH", wanted)] == ["TEA"]
    assert [error["sku"] for error in stock.not_at("WH-GZ", wanted)] == ["MUG", "TEA"]


def test_shipped_units_have_left_the_house(stock: Stock) -> None:
    promised_at(stock, 4)
    do(stock, lambda write: stock.ship(write, Units("MUG", 4), "WH-SH", cause()))
    assert levels(stock) == (6, 0)
    assert there(stock) == (6, 0)
