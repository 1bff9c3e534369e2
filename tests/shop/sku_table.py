"""A SKU table, quickly: tests of the ground floor need no more of the shop."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from moto import mock_aws

from shop.ids import new_id
from shop.stock.ledger import Stock
from shop.stock.levels import location_key, pool_key
from shop.stock.refusals import StockRefused
from shop.stock.units import Cause, Demand, Units
from shop.storage.table import Database, Table
from shop.storage.transaction import Transaction
from shop.storage.values import Item

AT = datetime(2026, 11, 24, tzinfo=UTC)


@cache
def _database() -> Database:
    # One client for all tests: making one takes longer than most tests.
    return Database()


def fresh_stock() -> Stock:
    """Stock over an empty table; only inside `mock_aws`."""
    database = _database()
    database.client.create_table(
        TableName="sku",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return Stock(Table(database, "sku"))


@contextmanager
def stocked() -> Iterator[Stock]:
    """A SKU table in which MUG is on sale at 25.00 CNY with ten at WH-SH, and TEA is known."""
    with mock_aws():
        stock = fresh_stock()
        do(stock, lambda write: stock.enter(write, "MUG", "CNY", field="skus[0]"))
        do(stock, lambda write: stock.enter(write, "TEA", "CNY", field="skus[1]"))
        do(stock, lambda write: stock.publish(write, "MUG", 2500, 3))
        do(stock, lambda write: receive(stock, write, 10))
        yield stock


def do(stock: Stock, change: Callable[[Transaction], object]) -> None:
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


def promised_at(stock: Stock, quantity: int) -> None:
    do(stock, lambda write: stock.reserve(write, demand(quantity), cause()))
    do(stock, lambda write: stock.tie(write, Units("MUG", quantity), "WH-SH", "ORDER#1"))
