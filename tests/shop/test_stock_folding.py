"""Many hot SKUs at once: repriced and withdrawn in one write, for which buckets are folded and spread again."""

from collections.abc import Callable, Iterator

import pytest

from shop.stock import spreading
from shop.stock.ledger import Stock
from shop.stock.refusals import StockRefused
from shop.stock.units import Units
from shop.storage import transaction
from shop.storage.transaction import Outgrew, Transaction
from tests.faults import CONFLICT, Faults
from tests.shop.sku_table import AT, cause, demand, do, receive, stocked
from tests.watch import Watch

UNTIL = "2026-11-25T00:15:00.000Z"
MANY = ["CUP", "JAR", "PAN", "POT"]
PRICE, LOWER = 2500, 1900


@pytest.fixture
def stock() -> Iterator[Stock]:
    """Sixteen mugs over eight buckets, two in each."""
    with stocked() as stock:
        do(stock, lambda write: receive(stock, write, 6))
        part(stock, "MUG", 8)
        yield stock


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stock]:
    """Four SKUs of ten units each over four buckets, where a write holds ten changes, and not sixteen."""
    monkeypatch.setattr(transaction, "LARGEST_TRANSACTION", 10)
    with stocked() as stock:
        for sku in MANY:
            do(stock, lambda write, sku=sku: stock.enter(write, sku, "CNY", field="skus[0]"))  # type: ignore[misc]
            do(stock, lambda write, sku=sku: stock.publish(write, sku, PRICE, 1))  # type: ignore[misc]
            do(stock, lambda write, sku=sku: receive(stock, write, 10, sku=sku))  # type: ignore[misc]
            part(stock, sku, 4)
        yield stock


def part(stock: Stock, sku: str, buckets: int) -> None:
    stock.on_pool(sku, lambda seen: do(stock, lambda write: stock.spread(write, sku, seen, buckets, cause("SPREAD"))))


def held(stock: Stock, sku: str = "MUG") -> list[tuple[int, int]]:
    """What is free and promised, bucket by bucket."""
    return [(level.available, level.reserved) for level in stock.pool_of(sku).levels.values()]


def widths(stock: Stock) -> set[int]:
    return {len(held(stock, sku)) for sku in MANY}


def sell(stock: Stock, sku: str, price: int = PRICE, order: str = "ORDER#1", units: int = 1) -> None:
    do(stock, lambda write: stock.reserve(write, demand(units, price, sku=sku), cause(order)))


def reprice_all(stock: Stock) -> None:
    def change(write: Transaction) -> None:
        for sku in MANY:
            stock.reprice(write, sku, LOWER, UNTIL)

    do(stock, change)


def withdraw_all(stock: Stock) -> None:
    def change(write: Transaction) -> None:
        for sku in MANY:
            stock.withdraw(write, sku)

    do(stock, change)


def draws_from(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(spreading, "at_random", lambda spread: number)
    monkeypatch.setattr(spreading, "shuffled", lambda numbers: sorted(numbers, key=lambda n: (n != number, n)))


@pytest.mark.parametrize("left", [1, 5])
def test_what_is_folded_lies_in_the_first_bucket_and_the_whole_stays_as_it_is(
    stock: Stock, monkeypatch: pytest.MonkeyPatch, left: int
) -> None:
    draws_from(monkeypatch, 7)
    sell(stock, "MUG")
    before = stock.levels("MUG")
    stock.fold("MUG", left)
    assert held(stock) == [(2 + 2 * (8 - left) - 1, 1), *[(2, 0)] * (left - 1)]
    pool, place = stock.levels("MUG")
    assert (pool["available"], pool["reserved"], place) == (15, 1, before[1])
    assert len(stock.movements("MUG", limit=10, after=None).items) == 3  # two receipts and the order


def test_what_is_folded_to_one_bucket_is_as_if_it_never_was_spread() -> None:
    with stocked() as stock:
        before = stock.levels("MUG")
        part(stock, "MUG", 8)
        stock.fold("MUG", 1)
        assert stock.levels("MUG") == before


@pytest.mark.parametrize(("number", "ends_in"), [(2, 2), (6, 0)])
@pytest.mark.parametrize("end", ["release", "dispatch"])
def test_a_promise_ends_in_its_bucket_or_where_that_was_folded_to(
    stock: Stock, monkeypatch: pytest.MonkeyPatch, number: int, ends_in: int, end: str
) -> None:
    draws_from(monkeypatch, number)
    sell(stock, "MUG", units=2)
    do(stock, lambda write: stock.tie(write, Units("MUG", 2), "WH-SH", "ORDER#1"))
    stock.fold("MUG", 4)
    assert [reserved for _, reserved in held(stock)] == [2 if n == ends_in else 0 for n in range(4)]
    if end == "release":
        do(stock, lambda write: stock.release(write, Units("MUG", 2), cause("ORDER#1")))
    else:
        do(stock, lambda write: stock.ship(write, Units("MUG", 2), "WH-SH", cause("ORDER#1")))
    assert [reserved for _, reserved in held(stock)] == [0] * 4
    assert stock.levels("MUG")[0]["available"] == (16 if end == "release" else 14)


def test_a_promise_drawn_from_several_buckets_ends_in_those_that_are_left(stock: Stock) -> None:
    sell(stock, "MUG", units=16)
    stock.fold("MUG", 3)
    assert held(stock) == [(0, 12), (0, 2), (0, 2)]
    do(stock, lambda write: stock.release(write, Units("MUG", 16), cause("ORDER#1")))
    assert held(stock) == [(12, 0), (2, 0), (2, 0)]


def test_who_believes_in_a_bucket_that_was_folded_still_sells(stock: Stock, monkeypatch: pytest.MonkeyPatch) -> None:
    draws_from(monkeypatch, 6)
    sell(stock, "MUG")
    stock.fold("MUG", 2)
    sell(stock, "MUG", order="ORDER#2", units=15)
    assert stock.levels("MUG")[0]["available"] == 0


def test_buckets_that_somebody_buys_of_all_the_time_are_folded_one_by_one(
    stock: Stock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stock.table.database, "retry", Watch().patience())
    # Of which bucket somebody buys after each look: the last ones, which are about to be folded, or the first.
    look, sales, buys_of = stock.pool_of, 0, iter([7, 6, 7, 0, 6])

    def look_and_be_overtaken(sku: str) -> object:
        nonlocal sales
        seen = look(sku)
        sales += 1
        monkeypatch.setattr(stock, "pool_of", look)
        draws_from(monkeypatch, next(buys_of, 0))
        sell(stock, sku, order=f"ORDER#{sales}")
        monkeypatch.setattr(stock, "pool_of", look_and_be_overtaken)
        return seen

    monkeypatch.setattr(stock, "pool_of", look_and_be_overtaken)
    stock.fold("MUG", 2)
    monkeypatch.setattr(stock, "pool_of", look)
    assert len(held(stock)) == 2
    assert sales > 8
    pool = stock.levels("MUG")[0]
    assert (pool["available"], pool["reserved"]) == (16 - sales, sales)


@pytest.mark.parametrize("overtaken_by", ["fold", "spread"])
def test_who_offers_a_sku_that_is_folded_or_spread_meanwhile_offers_all_of_it(
    stock: Stock, monkeypatch: pytest.MonkeyPatch, overtaken_by: str
) -> None:
    monkeypatch.setattr(stock.table.database, "retry", Watch().patience())
    with Faults(stock.table.database.client, _mended_first(stock, overtaken_by)):
        do(stock, lambda write: stock.reprice(write, "MUG", LOWER, UNTIL))
    pool = stock.pool_of("MUG")
    assert {item["price_minor"] for item in (pool.own, *pool.others.values()) if "spread" in item} == {LOWER}


def _mended_first(stock: Stock, act: str) -> Callable[[int], dict[str, object]]:
    """The store hears of the write only when the SKU is another one than it was."""

    def refuse(actions: int) -> dict[str, object]:
        if act == "fold":
            stock.fold("MUG", 3)
        else:
            part(stock, "MUG", 5)
        reasons = [{"Code": "TransactionConflict"}] * actions
        return {"Error": {"Code": "TransactionCanceledException", "Message": ""}, "CancellationReasons": reasons}

    return refuse


def test_many_hot_skus_get_another_price_in_one_write_and_are_as_hot_as_before(page: Stock) -> None:
    with pytest.raises(Outgrew):
        reprice_all(page)
    page.offering(AT, lambda: reprice_all(page))
    for sku in MANY:
        pool = page.pool_of(sku)
        assert {item["price_minor"] for item in (pool.own, *pool.others.values())} == {LOWER}
        assert held(page, sku) == [(3, 0), (3, 0), (2, 0), (2, 0)]
        with pytest.raises(StockRefused):
            sell(page, sku)
        sell(page, sku, LOWER)


def test_until_the_write_all_of_them_sell_at_the_price_that_was_and_none_after_it(page: Stock) -> None:
    tries: list[int] = []

    def change() -> None:
        for sku in MANY[::2]:
            sell(page, sku, PRICE, f"ORDER#{len(tries)}")
        tries.append(1)
        reprice_all(page)

    page.offering(AT, change)
    assert len(tries) == 2
    for sku in MANY[::2]:
        assert page.levels(sku)[0]["reserved"] == 2
        with pytest.raises(StockRefused):
            sell(page, sku, PRICE, "ORDER#9")


def test_all_sales_of_many_hot_skus_end_in_one_write(page: Stock) -> None:
    page.offering(AT, lambda: withdraw_all(page))
    for sku in MANY:
        pool = page.pool_of(sku)
        assert not any(item["on_sale"] for item in (pool.own, *pool.others.values()) if "spread" in item)
        assert page.levels(sku)[0]["available"] == 10
    assert widths(page) == {2, 3}  # what is not sold is not spread again


def test_no_more_buckets_are_folded_than_there_are_too_many(page: Stock, monkeypatch: pytest.MonkeyPatch) -> None:
    left: dict[str, int] = {}
    fold = page.fold
    monkeypatch.setattr(page, "fold", lambda sku, buckets: (left.update({sku: buckets}), fold(sku, buckets)))
    page.offering(AT, lambda: reprice_all(page))
    assert sum(left.values()) + 4 * (4 - len(left)) == 10


def test_where_buckets_are_not_to_blame_nothing_is_folded(page: Stock) -> None:
    def too_much() -> None:
        with page.table.database.transaction() as write:
            for number in range(11):
                write.put(page.table, {"pk": "X", "sk": str(number)})

    with pytest.raises(Outgrew):
        page.offering(AT, too_much)
    assert widths(page) == {4}


def test_what_the_change_is_refused_for_is_told_and_the_skus_are_as_hot_as_before(page: Stock) -> None:
    def refused() -> None:
        with page.table.database.transaction() as write:
            for sku in MANY:
                page.reprice(write, sku, LOWER, UNTIL)
            page.enter(write, "MUG", "CNY", field="skus[0]")

    with pytest.raises(StockRefused):
        page.offering(AT, refused)
    assert page.levels(MANY[1])[0]["price_minor"] == PRICE
    assert widths(page) == {4}


def test_where_others_are_in_the_way_of_spreading_again_the_price_is_a_new_one_all_the_same(
    page: Stock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page.table.database, "retry", Watch().patience())

    def change() -> None:
        reprice_all(page)
        faults.__enter__()

    faults = Faults(page.table.database.client, always=CONFLICT)
    try:
        page.offering(AT, change)
    finally:
        faults.__exit__(None, None, None)
    assert page.levels(MANY[0])[0]["price_minor"] == LOWER
    assert widths(page) != {4}
