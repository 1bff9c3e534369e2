"""Reading by key and list, writing all or nothing, and what a refusal means."""

from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError

from shop.errors import Conflict, ShopError
from shop.stock.refusals import StockRefused
from shop.storage.lists import ranked
from shop.storage.table import Database, Table
from shop.storage.values import Item, dump, load
from shop.web.models import ResponseModel
from tests.harness import House

CUP = {"pk": "CUP", "sk": "1", "colour": "blue", "count": 3}


def key(pk: str, sk: str = "1") -> dict[str, str]:
    return {"pk": pk, "sk": sk}


def refuse(code: str) -> Any:
    """A refusal that says its code and what was found."""
    return lambda found: StockRefused.of("lines[0]", code, "out_of_stock", "none left", found=found)


def test_an_item_comes_back_as_it_was_written(database: Database, shelf: Table) -> None:
    with database.transaction() as write:
        write.put(shelf, {**CUP, "parts": ["handle", {"n": 1, "on_sale": True}], "nothing": None})
    assert shelf.get(key("CUP")) == {**CUP, "parts": ["handle", {"n": 1, "on_sale": True}]}


def test_numbers_come_back_from_the_store_as_integers() -> None:
    assert load(dump({"price": 10**12, "count": Decimal(3)})) == {"price": 10**12, "count": 3}


def test_an_item_that_is_not_there_reads_as_none(shelf: Table) -> None:
    assert shelf.get(key("CUP")) is None


def test_all_writes_of_a_transaction_happen(database: Database, shelf: Table) -> None:
    with database.transaction() as write:
        write.put(shelf, {**CUP})
        write.put(shelf, {**CUP, "sk": "2"})
    with database.transaction() as write:
        write.update(shelf, key("CUP"), "SET #colour = :colour ADD #count :more", values={"colour": "red", "more": 2})
        write.delete(shelf, key("CUP", "2"))
        write.check(shelf, key("SAUCER"), "attribute_not_exists(#pk)")
    assert shelf.query("CUP").items == [{**CUP, "colour": "red", "count": 5}]


def test_an_empty_transaction_makes_no_call(database: Database) -> None:
    with database.transaction() as write:
        assert len(write) == 0


def test_a_transaction_whose_block_raises_writes_nothing(database: Database, shelf: Table) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as write:
        write.put(shelf, CUP)
        raise ZeroDivisionError
    assert shelf.get(key("CUP")) is None


def test_a_refused_write_raises_what_its_author_says_and_shows_what_was_found(database: Database, shelf: Table) -> None:
    with database.transaction() as write:
        write.put(shelf, CUP)
    found: list[Item | None] = []

    def taken(item: Item | None) -> ShopError:
        found.append(item)
        return Conflict("There is a cup.")

    with pytest.raises(Conflict, match="There is a cup"), database.transaction() as write:
        write.put(shelf, {**CUP, "pk": "SAUCER"})
        write.put(shelf, CUP, refused=taken)
    assert found == [CUP]
    assert shelf.get(key("SAUCER")) is None


def test_a_refusal_about_a_missing_item_finds_nothing(database: Database, shelf: Table) -> None:
    with pytest.raises(StockRefused) as refused, database.transaction() as write:
        write.update(shelf, key("CUP"), "SET #count = :n", values={"n": 1}, refused=refuse("CUP"))
    assert refused.value.errors[0]["found"] is None


def test_refusals_of_one_kind_are_raised_together(database: Database, shelf: Table) -> None:
    with pytest.raises(StockRefused) as refused, database.transaction() as write:
        for name in ("CUP", "SAUCER", "JUG"):
            write.check(shelf, key(name), "attribute_exists(#pk)", refused=refuse(name))
    assert [error["sku"] for error in refused.value.errors] == ["CUP", "SAUCER", "JUG"]


def test_the_first_refusal_of_a_transaction_outranks_the_others(database: Database, shelf: Table) -> None:
    with pytest.raises(Conflict, match="me first"), database.transaction() as write:
        write.check(shelf, key("CUP"), "attribute_exists(#pk)", refused=lambda found: Conflict("me first"))
        write.check(shelf, key("JUG"), "attribute_exists(#pk)", refused=refuse("JUG"))


def test_a_refusal_nobody_foresaw_is_a_crash(database: Database, shelf: Table) -> None:
    with pytest.raises(ClientError, match="TransactionCanceled"), database.transaction() as write:
        write.check(shelf, key("CUP"), "attribute_exists(#pk)")


def test_a_put_overwrites_only_where_its_condition_is_lifted(database: Database, shelf: Table) -> None:
    for colour in ("blue", "red"):
        with database.transaction() as write:
            write.put(shelf, {**CUP, "colour": colour}, when="")
    assert shelf.query("CUP").items == [{**CUP, "colour": "red"}]


class Spoon(ResponseModel):
    n: int


@pytest.fixture
def drawer(database: Database, shelf: Table) -> Table:
    """A partition with spoons 0 to 6 on the list `spoons`, and a fork."""
    with database.transaction() as write:
        for n in range(7):
            write.put(shelf, {"pk": "DRAWER", "sk": f"SPOON#{n}", "n": n, **ranked("spoons", f"rank{n}", Spoon(n=n))})
        write.put(shelf, {"pk": "DRAWER", "sk": "FORK"})
    return shelf


def test_a_query_reads_the_partition_by_prefix(drawer: Table) -> None:
    assert [item["n"] for item in drawer.query("DRAWER", "SPOON#").items] == list(range(7))
    assert len(drawer.query("DRAWER").items) == 8
    assert drawer.query("DRAWER", "KNIFE#").items == []


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_a_partition_is_read_page_by_page_without_gaps(drawer: Table, limit: int, newest_first: bool) -> None:
    seen: list[int] = []
    after = None
    while True:
        page = drawer.query("DRAWER", "SPOON#", limit=limit, after=after, newest_first=newest_first)
        assert len(page.items) <= limit
        seen += [item["n"] for item in page.items]
        after = page.last
        if after is None:
            break
    assert seen == sorted(range(7), reverse=newest_first)


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_a_list_is_read_page_by_page_without_gaps(drawer: Table, limit: int, newest_first: bool) -> None:
    seen: list[int] = []
    after = None
    while True:
        page = drawer.by_list("spoons", limit=limit, after=after, newest_first=newest_first)
        seen += [Spoon.model_validate_json(item["summary"]).n for item in page.items]
        after = page.last
        if after is None:
            break
    assert seen == sorted(range(7), reverse=newest_first)


def test_a_list_holds_the_summary_of_an_item_and_nothing_else_of_it(drawer: Table) -> None:
    assert drawer.by_list("spoons", limit=1).items == [
        {"pk": "DRAWER", "sk": "SPOON#0", "list": "spoons", "rank": "rank0", "summary": '{"n":0}'}
    ]


def test_many_items_are_read_at_once_and_missing_ones_are_left_out(
    database: Database, shelf: Table, house: House
) -> None:
    with database.transaction() as write:
        for n in range(100):
            write.put(shelf, {"pk": f"CUP{n}", "sk": "1"})
    found = database.read_many([(shelf, key(f"CUP{n}")) for n in range(-5, 130)])
    assert {item["pk"] for item in found} == {f"CUP{n}" for n in range(100)}
    assert database.read_many([]) == []
