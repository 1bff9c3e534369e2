"""What stock is worth, SKU by SKU and page by page, and as a sheet (R3.1.3)."""

import csv
import io
from typing import Any

from shop.stock.units import Cause
from stock_control import store
from tests.harness import Answer, House
from tests.people import CUSTOMER_SERVICE, MANAGER, PURCHASING, SPECIALIST, WAREHOUSE_SH, Person, staff
from tests.stock_control.stocktaking import opened, order, receive

SHEET = {"Accept": "text/csv"}


def value(shop: House, as_: Person = MANAGER, *, warehouse: str = "WH-SH", **more: Any) -> Answer:
    query = {"warehouse": warehouse, **more.pop("query", {})}
    return shop.call("GET /stock/value", as_=as_, query=query, **more)


def rows(answer: Answer) -> list[dict[str, str]]:
    assert answer.status == 200, answer
    return list(csv.DictReader(io.StringIO(answer.body.removeprefix("\ufeff"), newline="")))


def test_what_lies_there_is_worth_its_average_cost_and_what_is_blocked_nothing(shop: House) -> None:
    receive(shop, 10, cost=1000)
    receive(shop, 10, cost=2000)
    receive(shop, 5, "TEA", cost=300)
    receive(shop, 7, at="WH-GZ", cost=1500)
    order(shop, 4)  # promised goods are still the shop's
    order(shop, 2, leaves=True)
    body = {"warehouse": "WH-SH", "lines": [{"sku": "TEA", "quantity": 2, "reason": "damaged"}]}
    assert shop.call("POST /stock/blocks", as_=WAREHOUSE_SH, key="b", body=body).status == 201
    answer = value(shop).body
    shown = [(row["sku"], row["on_hand"], row["blocked"], row["unit_cost_minor"]) for row in answer["items"]]
    assert shown == [("MUG", 18, 0, 1500), ("TEA", 5, 2, 300)]
    assert [row["stock_value_minor"] for row in answer["items"]] == [27_000, 900]
    assert answer["sums"] == [{"currency": "CNY", "stock_value_minor": 27_900}]
    assert value(shop, warehouse="WH-GZ").body["sums"] == [{"currency": "CNY", "stock_value_minor": 10_500}]


def test_pages_and_sheets_hold_the_same_rows(shop: House) -> None:
    for sku in ("MUG", "TEA", "JAR"):
        receive(shop, 3, sku)
    order(shop, 3, "TEA", leaves=True)  # nothing lies there any more
    first = value(shop, query={"limit": 2}).body
    rest = value(shop, query={"limit": 2, "cursor": first["next"]}).body
    listed = [*first["items"], *rest["items"]]
    assert [row["sku"] for row in listed] == ["JAR", "MUG"]
    sheet = rows(value(shop, headers=SHEET))
    assert sheet == [{name: str(cell) for name, cell in row.items()} for row in listed]


def test_who_sees_no_costs_reads_no_values(shop: House) -> None:
    receive(shop, 3)
    for who in (SPECIALIST, PURCHASING):
        assert value(shop, who).status == 200
    # Whoever acts for a warehouse counts there, in whatever post.
    both = staff("yu", "operations-specialist", "warehouse", party="WH-SH")
    for who in (WAREHOUSE_SH, CUSTOMER_SERVICE, both):
        assert value(shop, who).refusal == (403, "forbidden")
    assert value(shop, warehouse="WH-XX").refusal == (404, "not_found")
    assert value(shop, query={"cursor": "odd"}).refusal == (422, "validation_failed")


def test_what_was_never_received_and_was_found_is_worth_nothing_that_is_known(shop: House) -> None:
    seen = store.stock.seen("WH-SH", ["MUG"])["MUG"]
    with store.database.transaction() as write:
        store.stock.adjust(write, seen, 3, Cause("01K0", "STOCKTAKE#1", shop.now), reason="found", field="sku")
    (row,) = value(shop).body["items"]
    assert (row["on_hand"], row["unit_cost_minor"], row["stock_value_minor"]) == (3, 0, 0)


def test_stocktakes_and_differences_are_sheets_too_without_what_is_not_for_who_counts(shop: House) -> None:
    receive(shop, 10)
    stocktake = opened(shop, "MUG")
    (mine,) = rows(shop.call("GET /stock/stocktakes", as_=WAREHOUSE_SH, headers=SHEET))
    assert (mine["stocktake_id"], mine["tally"], mine["version"]) == (stocktake.stocktake_id, "", "")
    (whole,) = rows(shop.call("GET /stock/stocktakes", as_=MANAGER, headers=SHEET))
    assert '"uncounted":1' in whole["tally"]
    stocktake.differ(9)
    (difference,) = rows(shop.call("GET /stock/differences", as_=MANAGER, headers=SHEET))
    assert (difference["sku"], difference["difference_units"]) == ("MUG", "-1")
