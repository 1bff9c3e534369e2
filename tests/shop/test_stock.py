"""The ways in which stock changes, one by one, and why each may be refused."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from shop.ids import new_id
from shop.stock import Cause, Demand, Stock, Units, location_key, pool_key
from shop.stock_refusals import StockRefused
from shop.table import Item, Transaction
from tests.shop.sku_table import fresh_stock

AT = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def stock() -> Iterator[Stock]:
    """A SKU table in which MUG is on sale at 25.00 CNY with ten at WH-SH, and TEA is known."""
    with mock_aws():
        stock = fresh_stock()
        do(stock, lambda write: stock.enter(write, "MUG", "CNY", field="skus[0]"))
        do(stock, lambda write: stock.enter(write, "TEA", "CNY", field="skus[1]"))
        do(stock, lambda write: stock.publish(write, "MUG", 2500, 3))
        do(stock, lambda write: receive(stock, write, 10))
        yield stock


def do(stock: Stock, change: Callable[[Transaction], None]) -> None:
    with stock.table.database.transaction() as write:
        change(write)


def cause(why: str = "ORDER#1") -> Cause:
    return Cause(new_id(AT), why, AT)


def receive(stock: Stock, write: Transaction, quantity: int, cost: int = 1000, sku: str = "MUG", **more: str) -> None:
    where = {"currency": "CNY", "party": "WH-SH", "field": "lines[0]"} | more
    units, why = Units(sku, quantity), cause("RECEIPT#1")
    stock.receive(write, units, cost, where["currency"], where["party"], why, field=where["field"])


def demand(quantity: int, *prices: int, sku: str = "MUG", currency: str = "CNY") -> Demand:
    return Demand(sku, quantity, currency, tuple(enumerate(prices or (2500,))))


def pool(stock: Stock, sku: str = "MUG") -> Item:
    found = stock.table.get(pool_key(sku))
    assert found is not None
    return found


def there(stock: Stock, party: str = "WH-SH") -> tuple[int, int] | None:
    found = stock.table.get(location_key("MUG", party))
    return (found["available"], found["reserved"]) if found else None


def levels(stock: Stock) -> tuple[int, int]:
    return pool(stock)["available"], pool(stock)["reserved"]


def refused(stock: Stock, change: Callable[[Transaction], None]) -> list[Any]:
    """The errors with which stock refuses the change, of which then nothing is written."""
    everything = stock.levels("MUG"), stock.movements("MUG", limit=100, after=None)
    with pytest.raises(StockRefused) as raised:
        do(stock, change)
    assert (stock.levels("MUG"), stock.movements("MUG", limit=100, after=None)) == everything
    return raised.value.errors


# -- entering and publishing ---------------------------------------------------------------------


def test_a_sku_belongs_to_one_product(stock: Stock) -> None:
    errors = refused(stock, lambda write: stock.enter(write, "MUG", "GBP", field="skus[7]"))
    assert errors == [{"field": "skus[7]", "sku": "MUG", "code": "sku_taken", "reason": "another product has this SKU"}]


def test_publishing_puts_a_sku_on_sale_and_leaves_its_stock(stock: Stock) -> None:
    before = pool(stock, "TEA")
    do(stock, lambda write: stock.publish(write, "TEA", 800, 2))
    assert pool(stock, "TEA") == before | {"on_sale": True, "price_minor": 800, "revision": 2}


# -- receiving -----------------------------------------------------------------------------------


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


def test_a_sku_never_received_cost_nothing(stock: Stock) -> None:
    assert stock.unit_costs(["TEA"]) == {"TEA": 0}


def test_nobody_receives_what_no_product_has(stock: Stock) -> None:
    assert refused(stock, lambda write: receive(stock, write, 1, sku="CUP", field="lines[4]")) == [
        {"field": "lines[4]", "sku": "CUP", "code": "unknown_sku", "reason": "no product has this SKU"}
    ]


def test_nobody_receives_in_another_currency(stock: Stock) -> None:
    (error,) = refused(stock, lambda write: receive(stock, write, 1, currency="GBP"))
    assert (error["code"], error["currency"]) == ("currency_mismatch", "CNY")


# -- reserving and releasing ---------------------------------------------------------------------


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


def test_refusals_can_be_foretold(stock: Stock) -> None:
    wanted = [demand(11), demand(1, sku="TEA"), demand(1, sku="CUP")]
    assert [error["code"] for error in stock.refusals(wanted)] == ["out_of_stock", "not_on_sale", "unknown_sku"]
    assert stock.refusals([demand(10)]) == []


def test_released_units_can_be_sold_again(stock: Stock) -> None:
    do(stock, lambda write: stock.reserve(write, demand(4), cause()))
    do(stock, lambda write: stock.release(write, Units("MUG", 4), cause()))
    assert levels(stock) == (10, 0)


# -- tying and shipping --------------------------------------------------------------------------


def promised_at(stock: Stock, quantity: int) -> None:
    do(stock, lambda write: stock.reserve(write, demand(quantity), cause()))
    do(stock, lambda write: stock.tie(write, Units("MUG", quantity), "WH-SH"))


def test_tied_units_lie_ready_at_their_warehouse(stock: Stock) -> None:
    promised_at(stock, 4)
    assert there(stock) == (6, 4)
    assert levels(stock) == (6, 4)


def test_untying_gives_them_back_to_the_warehouse(stock: Stock) -> None:
    promised_at(stock, 4)
    do(stock, lambda write: stock.untie(write, Units("MUG", 4), "WH-SH"))
    assert there(stock) == (10, 0)
    assert levels(stock) == (6, 4)


@pytest.mark.parametrize(("party", "available"), [("WH-SH", 10), ("WH-GZ", 0)])
def test_a_warehouse_ties_no_more_than_it_has(stock: Stock, party: str, available: int) -> None:
    (error,) = refused(stock, lambda write: stock.tie(write, Units("MUG", 11), party))
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


# -- what must not happen, whoever asks ----------------------------------------------------------


@pytest.mark.parametrize("act", ["release", "untie", "ship"])
def test_nothing_is_released_untied_or_shipped_that_was_not_promised(stock: Stock, act: str) -> None:
    changes: dict[str, Callable[[Transaction], None]] = {
        "release": lambda write: stock.release(write, Units("MUG", 1), cause()),
        "untie": lambda write: stock.untie(write, Units("MUG", 1), "WH-SH"),
        "ship": lambda write: stock.ship(write, Units("MUG", 1), "WH-SH", cause()),
    }
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        do(stock, changes[act])
    assert (levels(stock), there(stock)) == ((10, 0), (10, 0))


def test_one_operation_moves_a_sku_once(stock: Stock) -> None:
    same = cause()
    do(stock, lambda write: stock.reserve(write, demand(1), same))
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        do(stock, lambda write: stock.reserve(write, demand(1), same))
    assert levels(stock) == (9, 1)


def test_every_change_of_the_pool_is_a_line_of_the_ledger(stock: Stock) -> None:
    promised_at(stock, 4)
    do(stock, lambda write: stock.ship(write, Units("MUG", 4), "WH-SH", cause()))
    do(stock, lambda write: stock.reserve(write, demand(2), cause("ORDER#2")))
    do(stock, lambda write: stock.release(write, Units("MUG", 2), cause("ORDER#2")))
    lines = stock.movements("MUG", limit=100, after=None).items
    assert sorted(
        (line["kind"], line["cause"], line.get("party"), line["available_change"], line["reserved_change"])
        for line in lines
    ) == [
        ("dispatch", "ORDER#1", "WH-SH", 0, -4),
        ("receipt", "RECEIPT#1", "WH-SH", 10, 0),
        ("release", "ORDER#2", None, 2, -2),
        ("reservation", "ORDER#1", None, -4, 4),
        ("reservation", "ORDER#2", None, -2, 2),
    ]


def test_the_ledger_is_read_newest_first_and_in_pages(stock: Stock) -> None:
    for quantity in (1, 2, 3):
        do(stock, lambda write, quantity=quantity: stock.reserve(write, demand(quantity), cause()))  # type: ignore[misc]
    whole = stock.movements("MUG", limit=100, after=None)
    first = stock.movements("MUG", limit=3, after=None)
    rest = stock.movements("MUG", limit=3, after=first.last)
    assert first.items + rest.items == whole.items
    assert (len(first.items), len(rest.items)) == (3, 1)
    assert whole.last is rest.last is None
