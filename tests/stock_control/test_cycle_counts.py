"""Every day some SKUs of each warehouse have their turn to be counted, by their worth and when they had it (R3.1.3)."""

from typing import Any

import pytest

from shop.events.reactions import JobFailedError
from stock_control import store
from stock_control.stocktakes import planning
from tests.harness import House
from tests.people import SPECIALIST, WAREHOUSE_GZ
from tests.stock_control.goods import know
from tests.stock_control.stocktaking import ONE, Stocktake, opened, order, receive, say


@pytest.fixture
def two_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning.LINES, "value", "2")
    monkeypatch.setattr(planning, "_AT_A_TIME", 2)


def planned(shop: House) -> dict[str, list[str]]:
    """The unfinished stocktakes' SKUs by warehouse."""
    items = shop.call("GET /stock/stocktakes", as_=SPECIALIST).body["items"]
    found: dict[str, list[str]] = {}
    for item in items:
        lines = [line["sku"] for line in Stocktake(shop, item["stocktake_id"]).lines()]
        found.setdefault(item["warehouse"], []).extend(lines)
    return found


def stocktake_at(shop: House, warehouse: str = "WH-SH") -> Stocktake:
    items = shop.call("GET /stock/stocktakes", as_=SPECIALIST).body["items"]
    return Stocktake(shop, next(item["stocktake_id"] for item in items if item["warehouse"] == warehouse))


def dear_and_cheap(shop: House) -> None:
    """At WH-SH lie goods worth 3.00, 100.00, 50.00 and nothing that anybody knows of, at WH-GZ some worth 1.00."""
    know("CHEAP", "DEAR", "FAIR", "GIFT")
    receive(shop, 1, "CHEAP", cost=300)
    receive(shop, 10, "DEAR", cost=1000)
    receive(shop, 5, "FAIR", cost=1000)
    receive(shop, 1, "GIFT", cost=0)
    receive(shop, 1, "TEA", cost=9999)
    order(shop, 1, "TEA", leaves=True)
    receive(shop, 1, "MUG", cost=100, at="WH-GZ")


@pytest.mark.usefixtures("two_a_day")
def test_the_goods_that_are_worth_most_come_first_in_each_warehouse(shop: House) -> None:
    dear_and_cheap(shop)
    say("plan_cycle_counts")
    assert planned(shop) == {"WH-GZ": ["MUG"], "WH-SH": ["DEAR", "FAIR"]}
    stocktake = stocktake_at(shop)
    assert (stocktake.read()["kind"], stocktake.read()["laid_out"]) == ("cycle", True)
    assert stocktake.event("StocktakeOpened")["actor"] == "system:plan_cycle_counts"


@pytest.mark.usefixtures("two_a_day")
def test_what_was_counted_lately_waits_until_its_worth_and_its_days_are_the_most(shop: House) -> None:
    dear_and_cheap(shop)
    say("plan_cycle_counts")
    for sku, units in (("DEAR", 10), ("FAIR", 5)):
        stocktake_at(shop).count(units, sku=sku)
    stocktake_at(shop, "WH-GZ").count(1, WAREHOUSE_GZ, sku="MUG")
    shop.later(days=1)
    say("plan_cycle_counts")
    # 100.00 and 50.00 for a day, 3.00 and 0.01 for 365.
    later = [line["sku"] for line in _newest(shop).lines()]
    assert later == ["CHEAP", "DEAR"]


def _newest(shop: House) -> Stocktake:
    items = [item for item in _items(shop) if item["warehouse"] == "WH-SH"]
    return Stocktake(shop, max(items, key=lambda item: item["opened_at"])["stocktake_id"])


def _items(shop: House) -> Any:
    return shop.call("GET /stock/stocktakes", as_=SPECIALIST).body["items"]


@pytest.mark.usefixtures("two_a_day")
def test_a_day_has_one_cycle_count_a_warehouse_however_often_it_is_looked(shop: House) -> None:
    dear_and_cheap(shop)
    for _ in range(3):
        say("plan_cycle_counts")
        shop.later(minutes=10)
    assert len(_items(shop)) == 2


@pytest.mark.usefixtures("two_a_day")
def test_a_cycle_count_that_nobody_has_begun_has_no_second_one_beside_it(shop: House) -> None:
    dear_and_cheap(shop)
    say("plan_cycle_counts")
    stocktake_at(shop).count(10, sku="DEAR")
    shop.later(days=1)
    say("plan_cycle_counts")
    # WH-GZ has not begun; at WH-SH another one takes what is not being counted.
    assert sorted(planned(shop)["WH-SH"]) == ["CHEAP", "DEAR", "DEAR", "FAIR"]
    assert planned(shop)["WH-GZ"] == ["MUG"]


@pytest.mark.usefixtures("two_a_day")
def test_what_is_being_counted_is_not_planned(shop: House) -> None:
    dear_and_cheap(shop)
    opened(shop, "DEAR")
    say("plan_cycle_counts")
    assert sorted(planned(shop)["WH-SH"]) == ["CHEAP", "DEAR", "FAIR"]


@pytest.mark.usefixtures("two_a_day")
@pytest.mark.parametrize("after", [1, 4, 5], ids=["opened one", "before the other", "opened both"])
def test_a_look_that_dies_is_gone_on_with_and_opens_nothing_twice(
    shop: House, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    dear_and_cheap(shop)
    noted = 0
    transaction = store.database.transaction

    def dies() -> Any:
        nonlocal noted
        if noted == after:
            monkeypatch.setattr(store.database, "transaction", transaction)
            raise RuntimeError
        noted += 1
        return transaction()

    monkeypatch.setattr(store.database, "transaction", dies)
    with pytest.raises(JobFailedError):
        say("plan_cycle_counts")
    say("plan_cycle_counts")
    assert planned(shop) == {"WH-GZ": ["MUG"], "WH-SH": ["DEAR", "FAIR"]}


def test_a_shop_without_goods_or_warehouses_plans_nothing(shop: House, house: House) -> None:
    say("plan_cycle_counts")
    assert _items(shop) == []


def test_who_counts_is_shown_the_days_count_and_nothing_of_its_worth(shop: House) -> None:
    receive(shop, 3)
    say("plan_cycle_counts")
    (listed,) = shop.call("GET /stock/stocktakes", as_=ONE).body["items"]
    assert (listed["kind"], listed["tally"], listed["worth"]) == ("cycle", None, None)
