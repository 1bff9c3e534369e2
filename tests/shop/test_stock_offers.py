"""At which prices and on which terms stock is sold: today's, and for a while those before (R3.1.4)."""

from collections.abc import Iterator

import pytest

from shop.stock.ledger import Stock
from shop.stock.terms import Terms
from tests.shop.sku_table import cause, demand, do, levels, pool, refused, stocked

UNTIL, BEFORE, AFTER = "2026-11-24T00:15:00.000Z", "2026-11-24T00:14:59.999Z", "2026-11-24T00:15:00.001Z"


@pytest.fixture
def stock() -> Iterator[Stock]:
    with stocked() as stock:
        yield stock


@pytest.fixture
def repriced(stock: Stock) -> Stock:
    """MUG costs 19.00 and cost 25.00 before."""
    do(stock, lambda write: stock.reprice(write, "MUG", 1900, UNTIL))
    return stock


@pytest.mark.parametrize("asked_at", [BEFORE, UNTIL])
def test_a_former_price_serves_until_its_end(repriced: Stock, asked_at: str) -> None:
    wanted = demand(2, 2500)._replace(asked_at=asked_at)
    assert repriced.refusals([wanted]) == []
    do(repriced, lambda write: repriced.reserve(write, wanted, cause()))
    assert levels(repriced) == (8, 2)


@pytest.mark.parametrize("asked_at", [AFTER, None])
def test_a_former_price_serves_no_longer_and_nobody_who_does_not_say_when(repriced: Stock, asked_at: str) -> None:
    wanted = demand(2, 2500)._replace(asked_at=asked_at)
    (error,) = refused(repriced, lambda write: repriced.reserve(write, wanted, cause()))
    assert (error["code"], error["price_minor"]) == ("price_changed", 1900)
    assert [found["code"] for found in repriced.refusals([wanted])] == ["price_changed"]


def test_both_prices_come_in_together_and_no_third_one_with_them(repriced: Stock) -> None:
    do(repriced, lambda write: repriced.reserve(write, demand(2, 2500, 1900)._replace(asked_at=BEFORE), cause()))
    for prices in ((2500, 1900, 1), (9999, 2500, 1900), (1, 2500, 1900, 9999)):
        wanted = demand(2, *prices)._replace(asked_at=BEFORE)
        errors = refused(repriced, lambda write, w=wanted: repriced.reserve(write, w, cause()))  # type: ignore[misc]
        assert {error["code"] for error in errors} == {"price_changed"}


def test_a_sku_that_was_withdrawn_is_sold_at_no_price(repriced: Stock) -> None:
    do(repriced, lambda write: repriced.withdraw(write, "MUG"))
    for price in (1900, 2500):
        wanted = demand(1, price)._replace(asked_at=BEFORE)
        (error,) = refused(repriced, lambda write, w=wanted: repriced.reserve(write, w, cause()))  # type: ignore[misc]
        assert error["code"] == "not_on_sale"


def test_terms_and_those_before_them_are_told_by_time(stock: Stock) -> None:
    assert Terms.at(pool(stock), "2026-11-24") is None
    first, second = Terms(1, "2026-11-24T08", 24), Terms(2, "2026-11-25T08", None, "perishable")
    for terms in (first, second):
        do(stock, lambda write, t=terms: stock.publish(write, "MUG", 2500, t.revision, t.text()))  # type: ignore[misc]
    assert Terms.at(pool(stock), "2026-11-25T07") == first
    assert Terms.at(pool(stock), "2026-11-25T08") == second
    # Of what was before these two nothing is known any more: the older one is the nearest.
    assert Terms.at(pool(stock), "2026-11-23") == first
