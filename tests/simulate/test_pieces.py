"""The pieces of a simulation: schedules at their times, chance that answers alike, figures that show what is wrong."""

import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from infra import house
from infra.simulate.__main__ import main
from infra.simulate.schedules import EVENING, Tick, ticks
from infra.simulate.shop import ROOMS
from infra.simulate.stock import figures
from infra.simulate.stock.rules import Rules, Seeded
from infra.simulate.stock.shelves import Shelves
from infra.simulate.stock.stored import Stored
from shop.business_days import SHANGHAI
from tests.schedules import firings

FIRST = date(2010, 12, 1)


def test_every_schedule_of_the_rooms_fires_at_the_first_of_its_times() -> None:
    found = {(tick.room, tick.job): tick for tick in ticks(ROOMS)}
    for room in ROOMS:
        function = house.properties("AWS::Serverless::Function")[house.Room(room).reactions_function]
        for event in function["Events"].values():
            if event["Type"] != "ScheduleV2":
                continue
            tick = found.pop((room, json.loads(event["Properties"]["Input"])["job"]))
            expression = event["Properties"]["ScheduleExpression"]
            if not expression.startswith("cron"):
                assert (tick.at, tick.weekday) == (EVENING, None)
                continue
            midnight = datetime(2010, 12, 1, tzinfo=SHANGHAI) - timedelta(minutes=1)
            assert next(firings(expression, "Asia/Shanghai", midnight)).time() == tick.at
    assert not found


def test_a_weekly_schedule_fires_on_its_weekday() -> None:
    weekly = next(tick for tick in ticks(["listing"]) if tick.weekday is not None)
    assert [weekly.fires_on(date(2010, 12, day)) for day in (5, 6, 7)] == [False, True, False]
    assert Tick("listing", "sweep", time(6)).fires_on(FIRST)


def test_chance_answers_alike_and_by_its_seed() -> None:
    skus = [f"{number}" for number in range(200)]
    assert Rules(1).seeded(skus, 20) == Rules(1).seeded(list(reversed(skus)), 20)
    assert Rules(1).seeded(skus, 20) != Rules(2).seeded(skus, 20)
    for number in range(300):
        parts = Rules(1).deliveries("MUG", number, 10)
        assert sum(part.units for part in parts) == 10
        assert all(part.units >= 0 and part.days_late >= 0 for part in parts)


def test_of_what_is_not_there_nothing_vanishes() -> None:
    shelves = Shelves()
    shelves.come("MUG", 2)
    shelves.happen(Seeded("MUG", 1, -5, "stolen"))
    shelves.happen(Seeded("CUP", 1, -5, "stolen"))
    assert (shelves.lies("MUG"), shelves.lies("CUP")) == (0, 5)
    assert [(one.units, one.cause) for one in shelves.seeded] == [(-2, "stolen"), (5, "found")]


def movement(kind: str, units: int, *, cause: str = "ORDER#1", day: int = 1, sku: str = "MUG", **changes: int) -> Any:
    written = {f"{name}_change": its for name, its in {"available": 0, **changes}.items()}
    at = f"2010-12-{day:02}T02:00:00.000Z"
    return {
        "pk": f"SKU#{sku}",
        "sk": "MOVEMENT#1",
        "kind": kind,
        "quantity": units,
        "cause": cause,
        "at": at,
        **written,
    }


def of(**rows: Iterable[Any]) -> dict[str, Any]:
    """The figures of two days of which this was stored."""
    stored = Stored(**{name: list(rows.get(name, ())) for name in Stored._fields})
    return figures.of(stored, days=2, first=FIRST)


RECEIVED = movement("receipt", 10, cause="RECEIPT#1", available=10)
SOLD = movement("reservation", 4, available=-4, reserved=4, day=2)
POOL = {"pk": "SKU#MUG", "sk": "LEVEL", "available": 6, "reserved": 4, "received_units": 10, "received_cost_minor": 50}


def test_figures_of_a_sale() -> None:
    told = of(movements=[RECEIVED, SOLD], levels=[POOL], refusals=[{"units": 1}])
    assert told["service_level"] == 0.8
    assert told["mean_stock_value_minor"] == 50
    assert [told[name] for name in ("orders", "receipts", "oversold", "ledger_mismatches")] == [1, 1, 0, 0]


def test_what_was_sold_beyond_the_books_is_oversold_though_it_came_later() -> None:
    assert of(movements=[SOLD, RECEIVED], levels=[POOL])["oversold"] == 4


@pytest.mark.parametrize(
    "stored",
    [{"levels": [POOL | {"available": 7}]}, {"levels": [POOL], "mismatches": [{"pk": "MISMATCH#MUG"}]}],
    ids=["a level that parts", "one that the reconciler named"],
)
def test_a_mismatch_shows(stored: dict[str, Any]) -> None:
    assert of(movements=[RECEIVED, SOLD], **stored)["ledger_mismatches"] == 1


def test_differences_count_as_found_to_the_unit_and_none_that_was_not_seeded() -> None:
    lost = movement("adjustment", 2, cause="STOCKTAKE#1", available=-2)
    other = movement("adjustment", 1, cause="STOCKTAKE#1", available=-1, sku="CUP")
    levels = [POOL, POOL | {"pk": "SKU#CUP"}]
    seeded = [Seeded("MUG", 1, -2, "stolen")._asdict()]
    assert of(movements=[lost], levels=levels, seeded=seeded)["differences_found"] == 1
    assert of(movements=[lost, other], levels=levels, seeded=seeded)["differences_found"] == 0
    assert of(movements=[lost], levels=levels, seeded=[seeded[0] | {"units": -3}])["differences_found"] == 0


def event(thing: str, version: int, kind: str, **data: Any) -> dict[str, Any]:
    sk = f"EVENT#{version:08}"
    return {"pk": thing, "sk": sk, "type": kind, "id": f"{data.pop('at', version)}", "data": json.dumps(data)}


def test_two_replenishments_of_a_place_at_once_show() -> None:
    heads = [{"pk": f"REPLENISHMENT#{n}", "sk": "REPLENISHMENT", "sku": "MUG"} for n in (1, 2)]
    asked = [event(head["pk"], 1, "ReplenishmentRequested", at=2 * n) for n, head in enumerate(heads)]
    some = event("REPLENISHMENT#1", 2, "ReplenishmentReceived", at=1, outstanding=3)
    rest = event("REPLENISHMENT#1", 2, "ReplenishmentReceived", at=1, outstanding=0)
    assert of(replenishments=[*heads, *asked, some])["most_open_per_sku_location"] == 2
    assert of(replenishments=[*heads, *asked, rest])["most_open_per_sku_location"] == 1


def test_an_alert_that_turns_worse_is_the_same_alert() -> None:
    kinds = ("StockRanLow", "StockRanLow", "StockEased", "StockAlertResolved", "StockRanLow")
    alerts = [event("ALERT#MUG", version, kind) for version, kind in enumerate(kinds)]
    told = of(alerts=alerts)
    assert (told["alerts"], told["most_open_per_sku_location"]) == (2, 1)


def test_a_file_without_goods_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "month.csv"
    file.write_text(
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
        "1,POST,POSTAGE,1,2010-12-01T08:26,2.50,1,Norway\n"
    )
    assert main(["stock", str(file), "--out", str(tmp_path / "out")]) == 2
    assert "nothing in it that can be sold" in capsys.readouterr().err.replace("\n", " ")
