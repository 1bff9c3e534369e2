"""Low stock and late replenishments for spreadsheets: the rows that are listed, and no formula (R3.1.3)."""

import csv
import io
from typing import Any

import pytest

from shop.web.sheets import _cell
from tests.harness import Answer
from tests.people import CUSTOMER_SERVICE, PURCHASING, Person
from tests.stock_alerts.supply import REPLENISHMENTS, Supply

SHEET = {"Accept": "text/csv"}


def sheet(supply: Supply, path: str, as_: Person = PURCHASING, **query: Any) -> Answer:
    return supply.house.call(f"GET {path}", as_=as_, headers=SHEET, query=query)


def rows(answer: Answer) -> list[dict[str, str]]:
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert answer.body.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(answer.body.removeprefix("\ufeff"), newline="")))


def test_a_sheet_holds_exactly_the_listed_rows_and_says_what_follows(supply: Supply) -> None:
    supply.stock("TEA", "JAR")
    for sku in ("MUG", "TEA", "JAR"):
        supply.set(sku, threshold=20)
    first = sheet(supply, "/stock-alerts", limit=2)
    rest = sheet(supply, "/stock-alerts", limit=2, cursor=first.headers["X-Next-Cursor"])
    assert "X-Next-Cursor" not in rest.headers
    shown = [*rows(first), *rows(rest)]
    listed = [{name: "" if value is None else str(value) for name, value in one.items()} for one in supply.alerts()]
    assert shown == listed


def test_late_replenishments_are_a_sheet_with_their_arithmetic(supply: Supply) -> None:
    supply.ask(quantity=20)
    supply.house.later(days=5)
    (row,) = rows(sheet(supply, REPLENISHMENTS, late="true"))
    assert (row["sku"], row["quantity"], row["due_on"]) == ("MUG", "20", "2026-11-25")
    assert '"projected":10' in row["why"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")'])
def test_nothing_that_somebody_wrote_is_a_formula(supply: Supply, text: str) -> None:

    assert _cell(text) == f"'{text}"
    assert _cell(-1) == -1


def test_whoever_accepts_something_else_gets_json(supply: Supply) -> None:
    for accepted in ("application/json", "*/*", ""):
        answer = supply.house.call("GET /stock-alerts", as_=PURCHASING, headers={"Accept": accepted})
        assert answer.body == {"items": [], "next": None}
        assert answer.headers["Vary"] == "Accept"
    assert sheet(supply, "/stock-alerts", CUSTOMER_SERVICE).refusal == (403, "forbidden")
    assert sheet(supply, "/stock-alerts", cursor="odd").refusal == (422, "validation_failed")
