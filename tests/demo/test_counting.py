"""The demo day's stocktake, played by the room itself in process: what it claims is so, and its table can be seen."""

import io
from types import SimpleNamespace
from typing import Any, cast

from rich.console import Console
from rich.progress import Progress

from infra.demo import counting, script, tables
from infra.demo.cast import Cast, Day
from tests.demo.callers import client
from tests.harness import House
from tests.people import MANAGER, SPECIALIST, WAREHOUSE_GZ, WAREHOUSE_SH, staff
from tests.stock_control.goods import know


def test_the_stocktake_of_the_demo_day_goes_as_it_claims(house: House) -> None:
    for code in ("WH-SH", "WH-GZ"):
        house.call("POST /stock/warehouses", as_=MANAGER, key=code, body={"code": code, "name": code})
    know("SAMPLE-0001")
    people: Any = SimpleNamespace(
        specialist=client(house, SPECIALIST),
        warehouses={"WH-GZ": client(house, WAREHOUSE_GZ), "WH-SH": client(house, WAREHOUSE_SH)},
        counters={"WH-SH": client(house, staff("shu", "warehouse", party="WH-SH"))},
    )
    day = Day(1, cast(Cast, people), script.read(), Progress(console=Console(quiet=True)))
    happened = counting.a_shelf_is_counted(day)
    assert [sentence for sentence, holds in day.claims if not holds] == []
    assert len(day.claims) == 3
    screen = io.StringIO()
    Console(file=screen, width=80).print(tables.stocktake(happened))
    shown = screen.getvalue()
    assert "…" not in shown
    assert all(event["type"] in shown for event in happened)
    assert happened[-1]["type"] == "StocktakeClosed"
