"""A hot SKU over several buckets: sold at one price, to the last unit, and given back to where it was drawn from."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from shop.errors import Busy
from shop.stock import spreading
from shop.stock.changes import Level
from shop.stock.ledger import Stock
from shop.stock.levels import bucket_key, drawn_key, pool_key
from shop.stock.refusals import Moved, StockRefused
from shop.stock.units import Shortfall, Units
from shop.storage import transaction
from shop.storage.conflicts import METRIC
from shop.storage.transaction import Outgrew, Transaction
from tests.faults import CONFLICT, Faults
from tests.shop.sku_table import cause, demand, do, receive, refused, stocked
from tests.watch import Watch

UNTIL = "2026-11-25T00:15:00.000Z"


@pytest.fixture
def stock() -> Iterator[Stock]:
    """Ten mugs over four buckets: 3, 3, 2 and 2."""
    with stocked() as stock:
        part(stock, 4)
        yield stock


@pytest.fixture
def asked(stock: Stock) -> Iterator[list[str]]:
    """The operations that are asked of the store."""
    seen: list[str] = []

    def note(model: Any, **more: Any) -> None:
        seen.append(model.name)

    events = stock.table.database.client.meta.events
    events.register("before-call.dynamodb", note)
    yield seen
    events.unregister("before-call.dynamodb", note)


def part(stock: Stock, buckets: int) -> None:
    stock.on_pool(
        "MUG", lambda seen: do(stock, lambda write: stock.spread(write, "MUG", seen, buckets, cause("SPREAD")))
    )


def held(stock: Stock) -> list[tuple[int, int]]:
    """What is free and promised, bucket by bucket."""
    return [(level.available, level.reserved) for level in stock.pool_of("MUG").levels.values()]


def sell(stock: Stock, units: int, order: str = "ORDER#1") -> None:
    do(stock, lambda write: stock.reserve(write, demand(units), cause(order)))


def draws_first(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let the first bucket that is tried be this one, and the others follow by their numbers."""
    monkeypatch.setattr(spreading, "at_random", lambda spread: number)
    monkeypatch.setattr(spreading, "shuffled", lambda numbers: sorted(numbers, key=lambda n: (n != number, n)))


def test_spreading_parts_what_is_free_and_changes_nothing_of_the_whole(stock: Stock) -> None:
    assert held(stock) == [(3, 0), (3, 0), (2, 0), (2, 0)]
    (pool, place) = stock.levels("MUG")
    assert (pool["available"], pool["reserved"], place["party"]) == (10, 0, "WH-SH")
    assert stock.pools(["MUG"])["MUG"]["available"] == 10
    assert len(stock.movements("MUG", limit=10, after=None).items) == 1  # the receipt


def test_a_pool_of_one_item_is_as_it_always_was() -> None:
    with stocked() as stock:
        before = stock.table.get(pool_key("MUG"))
        part(stock, 4)
        part(stock, 1)
        assert stock.table.get(pool_key("MUG")) == before


def test_who_knows_of_it_sells_in_one_round_trip(
    stock: Stock, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    draws_first(monkeypatch, 2)
    sell(stock, 1)
    asked.clear()
    sell(stock, 1, "ORDER#2")
    assert asked == ["TransactWriteItems"]
    assert held(stock) == [(3, 0), (3, 0), (0, 2), (2, 0)]


def test_who_knows_nothing_of_it_hears_by_a_refused_write_and_one_read(stock: Stock, asked: list[str]) -> None:
    asked.clear()
    sell(stock, 1)
    assert asked == ["TransactWriteItems", "BatchGetItem", "TransactWriteItems"]


def test_an_empty_bucket_is_passed_over(stock: Stock, monkeypatch: pytest.MonkeyPatch) -> None:
    draws_first(monkeypatch, 3)
    for number in range(10):
        sell(stock, 1, f"ORDER#{number}")
    assert [free for free, _ in held(stock)] == [0, 0, 0, 0]


def test_the_last_units_sell_in_one_order_which_remembers_where_they_were(
    stock: Stock, monkeypatch: pytest.MonkeyPatch
) -> None:
    draws_first(monkeypatch, 1)
    sell(stock, 10)
    assert held(stock) == [(0, 3), (0, 3), (0, 2), (0, 2)]
    (drawn,) = [stock.table.get(drawn_key("MUG", "ORDER#1"))]
    assert drawn is not None
    assert drawn["drawn"] == {"0": 3, "1": 3, "2": 2, "3": 2}
    do(stock, lambda write: stock.release(write, Units("MUG", 10), cause("ORDER#1")))
    assert held(stock) == [(3, 0), (3, 0), (2, 0), (2, 0)]


def test_more_than_there_is_is_refused_by_the_whole(stock: Stock) -> None:
    (error,) = refused(stock, lambda write: stock.reserve(write, demand(11), cause()))
    assert (error["code"], error["available"]) == ("out_of_stock", 10)


@pytest.mark.parametrize("informed", [True, False])
def test_every_bucket_asks_for_the_price(stock: Stock, monkeypatch: pytest.MonkeyPatch, informed: bool) -> None:
    draws_first(monkeypatch, 3)
    if informed:
        sell(stock, 1)
    (error,) = refused(stock, lambda write: stock.reserve(write, demand(1, 2400), cause("ORDER#2")))
    assert (error["code"], error["price_minor"]) == ("price_changed", 2500)


@pytest.mark.parametrize("number", range(4))
def test_a_new_price_is_every_buckets_in_the_same_write(
    stock: Stock, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    draws_first(monkeypatch, number)
    sell(stock, 1)
    do(stock, lambda write: stock.reprice(write, "MUG", 1900, UNTIL))
    with pytest.raises(StockRefused):
        sell(stock, 1, "ORDER#2")
    for order, price, at in (("ORDER#3", 1900, None), ("ORDER#4", 2500, UNTIL)):
        wanted = demand(1, price)._replace(asked_at=at)
        do(stock, lambda write, wanted=wanted, order=order: stock.reserve(write, wanted, cause(order)))  # type: ignore[misc]
    assert sum(reserved for _, reserved in held(stock)) == 3


@pytest.mark.parametrize("number", range(4))
def test_what_is_withdrawn_is_sold_from_no_bucket(stock: Stock, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    draws_first(monkeypatch, number)
    sell(stock, 1)
    do(stock, lambda write: stock.withdraw(write, "MUG"))
    (error,) = refused(stock, lambda write: stock.reserve(write, demand(1), cause("ORDER#2")))
    assert error["code"] == "not_on_sale"


def test_a_price_that_comes_between_stops_the_spreading(stock: Stock) -> None:
    seen = stock.pool_of("MUG")
    do(stock, lambda write: stock.reprice(write, "MUG", 1900, UNTIL))
    with pytest.raises(Moved):
        do(stock, lambda write: stock.spread(write, "MUG", seen, 2, cause("SPREAD")))


def test_what_was_promised_before_ends_in_the_pools_own_item() -> None:
    with stocked() as stock:
        sell(stock, 4)
        part(stock, 3)
        assert held(stock) == [(2, 4), (2, 0), (2, 0)]
        do(stock, lambda write: stock.release(write, Units("MUG", 4), cause("ORDER#1")))
        assert held(stock) == [(6, 0), (2, 0), (2, 0)]


@pytest.mark.parametrize("buckets", [1, 2, 8])
def test_what_was_drawn_from_a_bucket_that_is_no_more_ends_in_the_pools_own_item(
    stock: Stock, monkeypatch: pytest.MonkeyPatch, buckets: int
) -> None:
    draws_first(monkeypatch, 1)
    sell(stock, 3)
    part(stock, buckets)
    assert [promised for _, promised in held(stock)] == [3, *[0] * (buckets - 1)]
    do(stock, lambda write: stock.release(write, Units("MUG", 3), cause("ORDER#1")))
    assert [promised for _, promised in held(stock)] == [0] * buckets
    assert stock.levels("MUG")[0]["available"] == 10


def test_a_parcel_leaves_from_its_bucket_and_comes_back_to_it(stock: Stock, monkeypatch: pytest.MonkeyPatch) -> None:
    draws_first(monkeypatch, 2)
    sell(stock, 2)
    do(stock, lambda write: stock.tie(write, Units("MUG", 2), "WH-SH", "ORDER#1"))
    do(stock, lambda write: stock.ship(write, Units("MUG", 2), "WH-SH", cause("ORDER#1")))
    assert held(stock)[2] == (0, 0)
    do(stock, lambda write: stock.unship(write, Units("MUG", 2), "WH-SH", cause("ORDER#1")))
    assert held(stock)[2] == (0, 2)


def test_who_believes_that_it_is_spread_still_sells_what_was_gathered(stock: Stock, asked: list[str]) -> None:
    sell(stock, 1)
    part(stock, 1)
    assert "MUG" in stock.spreads
    sell(stock, 9, "ORDER#2")
    assert "MUG" not in stock.spreads
    assert held(stock) == [(0, 10)]


def test_goods_that_come_in_lie_in_the_first_bucket_until_it_is_spread_anew(
    stock: Stock, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(stock, lambda write: receive(stock, write, 6))
    assert held(stock)[0] == (9, 0)
    part(stock, 4)
    assert [free for free, _ in held(stock)] == [4, 4, 4, 4]


def test_a_count_takes_what_is_missing_from_whichever_bucket(stock: Stock) -> None:
    with stock.table.database.transaction() as write:
        seen = stock.seen("WH-SH", ["MUG"])["MUG"]
        assert stock.adjust(write, seen, -7, cause("COUNT"), reason="missing", field="sku") is None
    assert sum(free for free, _ in held(stock)) == 3
    (newest,) = stock.movements("MUG", limit=1, after=None).items
    assert (newest["kind"], newest["available_change"]) == ("adjustment", -7)


def test_what_comes_to_be_short_is_gathered_in_the_same_write(stock: Stock, monkeypatch: pytest.MonkeyPatch) -> None:
    draws_first(monkeypatch, 1)
    sell(stock, 6)
    with stock.table.database.transaction() as write:
        seen = stock.seen("WH-SH", ["MUG"])["MUG"]
        short = stock.adjust(write, seen, -8, cause("COUNT"), reason="missing", field="sku")
    assert short == Shortfall("MUG", "WH-SH", 0, 4)
    pool = stock.pool_of("MUG")
    assert pool.spread is None
    assert Level.of(pool.own) == Level(0, 6, 0, 4)
    assert {Level.of(emptied) for emptied in pool.others.values()} == {Level()}
    do(stock, lambda write: receive(stock, write, 5))
    assert Level.of(stock.pool_of("MUG").own) == Level(1, 6, 0, 0)


def test_a_count_of_what_somebody_bought_meanwhile_is_taken_again(
    stock: Stock, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = stock.seen("WH-SH", ["MUG"])["MUG"]
    draws_first(monkeypatch, 1)
    sell(stock, 2)
    with pytest.raises(Moved):
        do(stock, lambda write: stock.adjust(write, seen, -9, cause("COUNT"), reason="missing", field="sku"))
    assert stock.levels("MUG")[0]["available"] == 8


def test_two_who_spread_it_at_once_do_it_one_after_the_other(stock: Stock) -> None:
    seen = stock.pool_of("MUG")
    part(stock, 3)
    with pytest.raises(Moved):
        do(stock, lambda write: stock.spread(write, "MUG", seen, 2, cause("SPREAD")))


def test_who_reads_while_units_move_reads_again_and_gives_up_in_the_end(
    stock: Stock, monkeypatch: pytest.MonkeyPatch
) -> None:
    torn = {**bucket_key("MUG", 3), "available": 0, "reserved": 0}
    do(stock, lambda write: write.put(stock.table, torn, when=""))
    for read in (stock.levels, stock.pool_of):
        with pytest.raises(Busy):
            read("MUG")


def test_more_buckets_than_one_write_holds_are_refused_and_nothing_is_written(
    stock: Stock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction, "LARGEST_TRANSACTION", 4)
    do(stock, lambda write: stock.publish(write, "MUG", 100, 4))
    with pytest.raises(Outgrew):
        do(stock, lambda write: publish_both(stock, write))
    assert not stock.pools(["TEA"])["TEA"]["on_sale"]
    part(stock, 3)
    do(stock, lambda write: publish_both(stock, write))


def publish_both(stock: Stock, write: Transaction) -> None:
    for sku in ("MUG", "TEA"):
        stock.publish(write, sku, 200, 5)


def test_a_conflict_is_told_of_by_a_metric_that_names_the_sku(stock: Stock, capsys: pytest.CaptureFixture[str]) -> None:
    stock.table.database.retry, before = Watch().patience(), stock.table.database.retry
    try:
        with Faults(stock.table.database.client, CONFLICT, CONFLICT):
            sell(stock, 1)
    finally:
        stock.table.database.retry = before
    told = json.loads(capsys.readouterr().out)
    assert (told[METRIC], told["skus"]) == (2, ["MUG"])
    assert told["_aws"]["CloudWatchMetrics"][0]["Metrics"] == [{"Name": METRIC, "Unit": "Count"}]
    sell(stock, 1, "ORDER#2")
    assert capsys.readouterr().out == ""
