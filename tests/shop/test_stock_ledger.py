"""What must not happen to stock, whoever asks, and the ledger of what did."""

from collections.abc import Callable, Iterator

import pytest
from botocore.exceptions import ClientError

from shop.stock.ledger import Stock
from shop.stock.units import Units
from shop.storage.transaction import Transaction
from tests.shop.sku_table import cause, demand, do, levels, promised_at, stocked, there


@pytest.fixture
def stock() -> Iterator[Stock]:
    with stocked() as stock:
        yield stock


@pytest.mark.parametrize("act", ["release", "untie", "ship"])
def test_nothing_is_released_untied_or_shipped_that_was_not_promised(stock: Stock, act: str) -> None:
    changes: dict[str, Callable[[Transaction], None]] = {
        "release": lambda write: stock.release(write, Units("MUG", 1), cause()),
        "untie": lambda write: stock.untie(write, Units("MUG", 1), "WH-SH", "ORDER#1"),
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
