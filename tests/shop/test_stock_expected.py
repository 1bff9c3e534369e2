"""What is on its way to the house stands in the SKU's pool, and moves nothing (R3.1.3)."""

from collections.abc import Iterator

import pytest

from shop.stock.ledger import Stock
from shop.stock.refusals import StockRefused
from shop.storage.transaction import Transaction
from tests.shop.sku_table import cause, demand, do, levels, stocked


@pytest.fixture
def stock() -> Iterator[Stock]:
    with stocked() as stock:
        yield stock


def incoming(stock: Stock, sku: str = "MUG") -> int:
    return int(stock.pools([sku])[sku].get("incoming", 0))


def expect(stock: Stock, units: int, sku: str = "MUG") -> None:
    do(stock, lambda write: stock.expect(write, sku, units))


def test_what_is_expected_adds_up_and_is_neither_there_nor_in_the_ledger(stock: Stock) -> None:
    before = levels(stock), stock.movements("MUG", limit=10, after=None).items
    for units in (20, 5, -7):
        expect(stock, units)
    assert incoming(stock) == 18
    assert (levels(stock), stock.movements("MUG", limit=10, after=None).items) == before


def test_of_a_sku_that_nobody_entered_nothing_is_expected(stock: Stock) -> None:
    with pytest.raises(StockRefused) as refused:
        expect(stock, 1, "NOBODY")
    assert refused.value.code == "unknown_sku"


def test_the_code_of_a_sku_that_was_ordered_is_not_freed(stock: Stock) -> None:
    expect(stock, 1, "TEA")
    expect(stock, -1, "TEA")

    def forget(write: Transaction) -> None:
        stock.forget(write, "TEA", field="skus[0]")

    with pytest.raises(StockRefused) as refused:
        do(stock, forget)
    assert refused.value.code == "sku_used"


def test_what_orders_took_since_a_time_is_read_no_further_back(stock: Stock) -> None:
    assert stock.reserved_since("TEA", "2026-11-01") == ([], None)
    for units in (2, 3):
        do(stock, lambda write, units=units: stock.reserve(write, demand(units), cause(f"ORDER#{units}")))  # type: ignore[misc]
    taken, oldest = stock.reserved_since("MUG", "2026-11-01")
    assert sorted(movement["quantity"] for movement in taken) == [2, 3]
    assert oldest == "2026-11-24T00:00:00.000Z"
    assert stock.reserved_since("MUG", "2026-12-01") == ([], oldest)
