"""Fifty buyers and twenty units (R3.1.3): exactly twenty are sold, to buyers who get all they asked for."""

import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from infra.client import Refused, new_key
from infra.client.http import Json
from tests.e2e import goods, orders
from tests.e2e.shop import Shop
from tests.e2e.workers import wake

pytestmark = pytest.mark.local_cloud

BUYERS, UNITS = 50, 20
# Calls at once, each of which finds a worker awake; the others wait for one, as they would for one of two cores.
AWAKE = 8


def race(shop: Shop, baskets: Sequence[Json]) -> list[tuple[int, str]]:
    """Let all buy at the same time; tells of each the status and how the order stands, or why it was refused."""
    all_are_here, awake = threading.Barrier(len(baskets)), threading.Semaphore(AWAKE)

    def buy(basket: Json) -> tuple[int, str]:
        all_are_here.wait()
        try:
            with awake:
                answer = shop.storefront.post("/storefront/orders", basket, key=new_key())
        except Refused as refused:
            return refused.status, refused.code
        return answer.status, answer.body["state"]

    with ThreadPoolExecutor(len(baskets)) as buyers:
        return list(buyers.map(buy, baskets))


@pytest.fixture(scope="module", autouse=True)
def _awake(shop: Shop) -> None:
    """A race of cold starts would be no race for the stock."""
    wake(shop, AWAKE)


@pytest.mark.by_chalice
def test_no_unit_is_sold_twice_and_none_is_kept_back(shop: Shop) -> None:
    (sku,) = goods.in_stock(shop, units=UNITS)
    answers = race(shop, [orders.basket(shop, {sku: 1}) for _ in range(BUYERS)])
    assert Counter(answers) == {(201, "placed"): UNITS, (409, "out_of_stock"): BUYERS - UNITS}
    level = goods.adds_up(shop, sku)
    assert (level["available"], level["reserved"]) == (0, UNITS)
    sold = [movement for movement in goods.movements(shop, sku) if movement["kind"] == "reservation"]
    assert len({movement["cause"] for movement in sold}) == UNITS


def test_two_lines_of_a_sku_count_together(shop: Shop) -> None:
    (sku,) = goods.in_stock(shop, units=UNITS)
    baskets = [orders.basket(shop, {sku: 1}) for _ in range(BUYERS)]
    for basket in baskets:
        basket["lines"] *= 2
    answers = race(shop, baskets)
    assert Counter(answers) == {(201, "placed"): UNITS // 2, (409, "out_of_stock"): BUYERS - UNITS // 2}
    assert goods.adds_up(shop, sku)["reserved"] == UNITS


def test_who_does_not_get_the_scarce_goods_takes_nothing_else(shop: Shop) -> None:
    (scarce,) = goods.in_stock(shop, units=UNITS)
    (plenty,) = goods.in_stock(shop, units=10 * BUYERS)
    answers = race(shop, [orders.basket(shop, {plenty: 2, scarce: 1}) for _ in range(BUYERS)])
    assert Counter(answers) == {(201, "placed"): UNITS, (409, "out_of_stock"): BUYERS - UNITS}
    assert goods.adds_up(shop, scarce)["reserved"] == UNITS
    assert goods.adds_up(shop, plenty)["reserved"] == 2 * UNITS
