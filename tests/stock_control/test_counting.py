"""Stock is counted against what is recorded at that very moment, and nobody's count stands alone (R3.1.3)."""

from typing import Any

import pytest

from stock_control import store
from tests.faults import CONFLICT, LOST_ANSWER, Fault, Faults
from tests.harness import House
from tests.overtaking import overtake
from tests.people import SPECIALIST, WAREHOUSE_GZ
from tests.stock_control.stocktaking import (
    ONE,
    OTHER,
    THIRD,
    Stocktake,
    counting,
    opened,
    order,
    receive,
    there,
    try_to_open,
)


def test_a_stocktake_of_some_skus_is_open_with_a_line_each(shop: House) -> None:
    answer = try_to_open(shop, "mug", "TEA")
    assert answer.status == 201
    assert answer.body | {"stocktake_id": "", "opened_at": "", "since": ""} == {
        "stocktake_id": "",
        "warehouse": "WH-SH",
        "kind": "skus",
        "state": "open",
        "opened_at": "",
        "since": "",
        "laid_out": True,
        "version": 1,
        "tolerance_permille": 0,
        "tally": {
            "lines": 2,
            "uncounted": 2,
            "unexplained": 0,
            "unsettled": 2,
            "differing": 0,
            "within_tolerance": 0,
        },
        "worth": [],
        "reason": None,
    }
    stocktake = Stocktake(shop, answer.body["stocktake_id"])
    assert stocktake.read() == answer.body
    assert [line["sku"] for line in stocktake.lines()] == ["MUG", "TEA"]
    (event,) = shop.events("stock_control", "STOCKTAKE#")
    assert (event["type"], event["actor"]) == ("StocktakeOpened", SPECIALIST.actor)
    assert event["data"] == {"warehouse": "WH-SH", "kind": "skus", "tolerance_permille": 0, "skus": ["MUG", "TEA"]}


@pytest.mark.parametrize(
    ("skus", "at", "refusal", "fields"),
    [
        (["NOBODY", "MUG", "NOTHING"], "WH-SH", (409, "unknown_sku"), ["skus[0]", "skus[2]"]),
        (["MUG"], "WH-NO", (409, "unknown_warehouse"), ["warehouse"]),
        (["MUG", "mug"], "WH-SH", (422, "validation_failed"), ["skus"]),
        ([f"SKU-{n}" for n in range(31)], "WH-SH", (422, "validation_failed"), ["skus"]),
    ],
    ids=["unknown SKUs", "unknown warehouse", "a SKU twice", "too many"],
)
def test_what_cannot_be_counted_is_refused_by_field(
    shop: House, skus: list[str], at: str, refusal: Any, fields: list[str]
) -> None:
    before = shop.items("sku"), shop.items("stock_control")
    answer = try_to_open(shop, *skus, at=at)
    assert (answer.refusal, answer.fields) == (refusal, fields)
    assert (shop.items("sku"), shop.items("stock_control")) == before


def test_a_repeated_opening_opens_nothing(shop: House) -> None:
    first, again = (try_to_open(shop, "MUG", key="k") for _ in range(2))
    assert (again.status, again.body) == (201, first.body)
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_sku_is_counted_in_one_stocktake_at_a_time_and_place(shop: House) -> None:
    opened(shop, "MUG")
    answer = try_to_open(shop, "TEA", "MUG")
    assert (answer.refusal, answer.fields) == ((409, "being_counted"), ["skus[1]"])
    assert try_to_open(shop, "MUG", at="WH-GZ").status == 201


def test_a_count_of_what_is_recorded_settles_its_line(shop: House) -> None:
    stocktake = counting(shop)
    answer = stocktake.count(10)
    assert answer.status == 201
    assert answer.body | {"counted_at": ""} == {
        "stocktake_id": stocktake.stocktake_id,
        "sku": "MUG",
        "units": 10,
        "counted_at": "",
    }
    line = stocktake.line()
    assert (line["state"], line["difference_units"], line["settled_at"]) == ("settled", 0, answer.body["counted_at"])
    assert stocktake.told() == ["StocktakeOpened", "StockCounted", "CountingEnded"]
    assert stocktake.event("StockCounted")["data"] == {
        "warehouse": "WH-SH",
        "sku": "MUG",
        "units": 10,
        "recorded_units": 10,
        "difference_units": 0,
    }
    assert there() == 10


def test_whatever_lies_there_is_counted_promised_or_blocked_or_not(shop: House) -> None:
    receive(shop, 10)
    order(shop, 4)
    block = {"warehouse": "WH-SH", "lines": [{"sku": "MUG", "quantity": 3, "reason": "damaged"}]}
    assert shop.call("POST /stock/blocks", as_=ONE, key="b", body=block).status == 201
    stocktake = opened(shop, "MUG")
    stocktake.count(10)
    assert stocktake.line()["state"] == "settled"


def test_a_difference_is_counted_again_by_somebody_else(shop: House) -> None:
    stocktake = counting(shop)
    stocktake.count(8)
    assert stocktake.line()["state"] == "to_recount"
    for units in (8, 10):
        assert stocktake.count(units).refusal == (409, "same_counter")
    stocktake.count(8, OTHER)
    line = stocktake.line()
    assert (line["state"], line["difference_units"], line["difference_value_minor"]) == ("to_explain", -2, -2500)
    # Two business days after a Tuesday.
    assert line["due"].startswith("2026-11-26T02:")
    assert stocktake.told()[-3:] == ["StockCounted", "DifferenceFound", "CountingEnded"]
    found = stocktake.event("DifferenceFound")
    assert found["due"] == line["due"]
    assert found["data"] == {
        "warehouse": "WH-SH",
        "sku": "MUG",
        "difference_units": -2,
        "currency": "CNY",
        "unit_value_minor": 1250,
        "difference_value_minor": -2500,
    }
    assert there() == 10  # nothing is adjusted without a cause


def test_whoever_finds_what_is_recorded_in_the_second_count_settles_it(shop: House) -> None:
    stocktake = counting(shop)
    stocktake.count(8)
    stocktake.count(10, OTHER)
    line = stocktake.line()
    assert (line["state"], line["difference_units"], len(line["counts"])) == ("settled", 0, 2)
    assert stocktake.read()["tally"]["differing"] == 0


def test_counts_go_on_until_two_people_in_a_row_agree(shop: House) -> None:
    stocktake = counting(shop)
    for units, person, state in (
        (8, ONE, "to_recount"),
        (7, OTHER, "to_recount"),
        (8, ONE, "to_recount"),
        (9, THIRD, "to_recount"),
        (9, OTHER, "to_explain"),
    ):
        assert stocktake.count(units, person).status == 201
        assert stocktake.line()["state"] == state
    assert stocktake.line()["difference_units"] == -1
    assert stocktake.count(10, THIRD).refusal == (409, "not_to_be_counted")


def test_goods_that_come_and_go_between_two_counts_change_no_difference(shop: House) -> None:
    stocktake = counting(shop)
    stocktake.count(9)
    order(shop, 3, leaves=True)
    receive(shop, 20)
    stocktake.count(26, OTHER)
    line = stocktake.line()
    assert [count["recorded_units"] for count in line["counts"]] == [10, 27]
    assert (line["state"], line["difference_units"]) == ("to_explain", -1)


@pytest.mark.parametrize(
    ("sku", "units", "recorded", "state"),
    [("MUG", 15, 15, "settled"), ("MUG", 12, 15, "to_recount"), ("TEA", 5, 5, "settled"), ("TEA", 3, 5, "to_recount")],
    ids=["right", "wrong", "unexpected and right", "unexpected and wrong"],
)
def test_goods_that_come_while_a_count_is_taken_down_are_in_what_it_is_compared_with(
    shop: House, monkeypatch: pytest.MonkeyPatch, sku: str, units: int, recorded: int, state: str
) -> None:
    stocktake = counting(shop)
    overtake(monkeypatch, store.stock, "seen", lambda: receive(shop, 5, sku))  # type: ignore[arg-type]
    assert stocktake.count(units, sku=sku).status == 201
    line = stocktake.line(sku)
    assert ([count["recorded_units"] for count in line["counts"]], line["state"]) == ([recorded], state)


def test_what_nobody_expected_is_counted_too(shop: House) -> None:
    stocktake = counting(shop)
    stocktake.count(3, sku="TEA")
    assert stocktake.count(1, sku="TEA").refusal == (409, "same_counter")
    stocktake.count(3, OTHER, sku="TEA")
    line = stocktake.line("TEA")
    assert (line["state"], line["difference_units"], line["difference_value_minor"]) == ("to_explain", 3, 0)
    assert stocktake.read()["tally"]["lines"] == 2
    stocktake.count(0, sku="JAR")
    assert stocktake.line("JAR")["state"] == "settled"


def test_what_no_product_has_or_another_stocktake_counts_is_not_counted(shop: House) -> None:
    stocktake = counting(shop)
    opened(shop, "TEA")
    assert stocktake.count(1, sku="NOBODY").refusal == (409, "unknown_sku")
    assert stocktake.count(1, sku="TEA").refusal == (409, "being_counted")


def test_another_warehouse_does_not_count_here_nor_see_it(shop: House) -> None:
    stocktake = counting(shop)
    assert stocktake.count(10, WAREHOUSE_GZ).refusal == (404, "not_found")
    for route in ("GET ", "GET /lines"):
        assert stocktake.call(route, WAREHOUSE_GZ).refusal == (404, "not_found")
    assert shop.call("GET /stock/stocktakes", as_=WAREHOUSE_GZ).body == {"items": [], "next": None}


def test_a_repeated_count_gets_the_first_answer_and_counts_once(shop: House) -> None:
    stocktake = counting(shop)
    first, again = (stocktake.count(8, key="k") for _ in range(2))
    assert (again.status, again.body) == (201, first.body)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(stocktake.line()["counts"]) == 1
    assert stocktake.count(9, key="k").refusal == (422, "idempotency_key_reused")


def test_two_who_count_at_once_are_both_taken_down(shop: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from stock_control.stocktakes import store as stocktakes

    receive(shop, 10)
    receive(shop, 4, "TEA")
    stocktake = opened(shop, "MUG", "TEA")
    overtake(monkeypatch, stocktakes, "load_with", lambda: stocktake.count(4, OTHER, sku="TEA"))
    assert stocktake.count(10).status == 201
    assert [line["state"] for line in stocktake.lines()] == ["settled", "settled"]
    read = stocktake.read()
    assert (read["state"], read["tally"]["uncounted"]) == ("investigating", 0)
    assert stocktake.told().count("CountingEnded") == 1


@pytest.mark.parametrize("fault", [CONFLICT, LOST_ANSWER])
def test_a_count_of_which_the_store_loses_the_answer_counts_once(shop: House, fault: Fault) -> None:
    stocktake = counting(shop)
    with Faults(store.database.client, fault):
        assert stocktake.count(8).status == 201
    assert len(stocktake.line()["counts"]) == 1
    assert stocktake.read()["tally"]["uncounted"] == 1


def test_a_count_is_a_number_of_units(shop: House) -> None:
    stocktake = counting(shop)
    odd: list[Any] = [-1, 1.5, "10", None, 10**9]
    for units in odd:
        answer = stocktake.count(units)
        assert (answer.refusal, answer.fields) == ((422, "validation_failed"), ["units"]), units
    assert stocktake.line()["counts"] == []
