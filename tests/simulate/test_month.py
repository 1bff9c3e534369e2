"""A simulated month: what was stored tells its figures, what was seeded is found, the same seed is the same month."""

import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from infra.local.preflight import ROOT
from shop.business_days import SHANGHAI
from tests.simulate.made_up import FIRST, month

DAYS = 20
_CHANGES = ("available", "reserved", "blocked", "shortfall")


class Simulated(NamedTuple):
    figures: dict[str, Any]
    out: Path

    def rows(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.out / f"{name}.jsonl").read_text("utf-8").splitlines()]

    @property
    def seeded(self) -> list[dict[str, Any]]:
        differences: list[dict[str, Any]] = json.loads((self.out / "seeded.json").read_text("utf-8"))["differences"]
        return differences


def simulated(folder: Path, *, hashes: int) -> Simulated:
    """The made-up month, simulated by the command."""
    file, out = month(folder / "month.csv", days=DAYS), folder / "out"
    command = [sys.executable, "-m", "infra.simulate", "stock", str(file), "--out", str(out), "--seed", "5"]
    environment = {**os.environ, "PYTHONHASHSEED": str(hashes), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return Simulated(json.loads(done.stdout.splitlines()[-1]), out)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    return simulated(tmp_path_factory.mktemp("one"), hashes=1)


def test_the_last_line_has_the_figures_that_were_asked_for(one: Simulated) -> None:
    assert list(one.figures) == [
        "days", "orders", "units_sold", "units_refused", "oversold", "alerts", "replenishments",
        "most_open_per_sku_location", "receipts", "stocktakes", "differences_seeded", "differences_found",
        "service_level", "mean_stock_value_minor", "ledger_mismatches",
    ]  # fmt: skip
    assert list(one.figures["service_level"]) == list(one.figures["mean_stock_value_minor"]) == ["given", "proposed"]


def test_something_happens_in_it(one: Simulated) -> None:
    happened = ("orders", "units_sold", "units_refused", "alerts", "replenishments", "receipts", "stocktakes")
    assert all(one.figures[name] > 0 for name in happened), one.figures
    assert one.figures["days"] == DAYS
    thresholds = {row["type"] for row in one.rows("alerts") if row["sk"].startswith("EVENT#")}
    assert {"StockRanLow", "StockAlertResolved"} <= thresholds


def test_nothing_is_sold_twice_and_no_place_has_two_of_anything_open(one: Simulated) -> None:
    assert one.figures["oversold"] == one.figures["ledger_mismatches"] == 0
    assert one.figures["most_open_per_sku_location"] == 1


def test_what_was_sold_and_refused_is_what_the_file_asks_for(one: Simulated) -> None:
    lines = (one.out.parent / "month.csv").read_text().splitlines()[1:]
    asked = sum(int(line.split(",")[3]) for line in lines)
    assert one.figures["units_sold"] + one.figures["units_refused"] == asked


def test_every_seeded_difference_is_found_by_two_people_with_its_cause(one: Simulated) -> None:
    lines = [row for row in one.rows("counts") if row["sk"].startswith("LINE#") and row.get("movement")]
    told = {row["sku"]: row for row in lines}
    assert one.figures["differences_seeded"] == one.figures["differences_found"] == len(one.seeded) >= 3
    assert sorted(told) == sorted(difference["sku"] for difference in one.seeded)
    for difference in one.seeded:
        line = told[difference["sku"]]
        *_, units, recorded = json.loads(line["counts"])[-1]
        assert (units - recorded, line["cause"]) == (difference["units"], difference["cause"])
        assert len(line["counters"]) == 2
        (movement,) = (
            row
            for row in one.rows("movements")
            if row["kind"] == "adjustment" and row["pk"] == f"SKU#{difference['sku']}"
        )
        assert movement["quantity"] == abs(difference["units"])
        assert movement["sk"] == f"MOVEMENT#{line['movement']}"


def test_the_figures_can_be_computed_again_from_what_was_stored(one: Simulated) -> None:
    movements, levels = one.rows("movements"), one.rows("levels")
    sold = sum(row["quantity"] * {"reservation": 1, "release": -1}.get(row["kind"], 0) for row in movements)
    refused = sum(row["units"] for row in one.rows("refusals"))
    causes: defaultdict[str, set[str]] = defaultdict(set)
    for row in movements:
        causes[row["kind"]].add(row["cause"])
    assert one.figures == {
        "days": DAYS,
        "orders": len(causes["reservation"]),
        "units_sold": sold,
        "units_refused": refused,
        "oversold": _oversold(movements),
        "alerts": sum(_opened(one.rows("alerts")).values()),
        "replenishments": len({row["pk"] for row in one.rows("replenishments")}),
        "most_open_per_sku_location": _most_open(one.rows("replenishments")),
        "receipts": len(causes["receipt"]),
        "stocktakes": len({row["pk"] for row in one.rows("counts")}),
        "differences_seeded": len(one.seeded),
        "differences_found": len([row for row in movements if row["kind"] == "adjustment"]),
        "service_level": one.figures["service_level"] | {"proposed": round(sold / (sold + refused), 6)},
        "mean_stock_value_minor": one.figures["mean_stock_value_minor"] | {"proposed": _mean_value(movements, levels)},
        "ledger_mismatches": _parted(movements, levels),
    }


def test_the_same_seed_is_the_same_month(one: Simulated, tmp_path: Path) -> None:
    again = simulated(tmp_path, hashes=2)
    assert again.figures == one.figures
    files = sorted(file.name for file in one.out.iterdir())
    assert files == sorted(file.name for file in again.out.iterdir())
    assert {"README", "movements.jsonl", "levels.jsonl", "alerts.jsonl", "counts.jsonl", "seeded.json"} <= set(files)
    for name in files:
        assert (again.out / name).read_bytes() == (one.out / name).read_bytes(), name


def _on_hand(row: dict[str, Any]) -> int:
    available, reserved, blocked, shortfall = (int(row.get(f"{name}_change", 0)) for name in _CHANGES)
    return available + reserved + blocked - shortfall


def _oversold(movements: list[dict[str, Any]]) -> int:
    over = 0
    for sku in {row["pk"] for row in movements}:
        free = [sum(r["available_change"] for r in movements[: n + 1] if r["pk"] == sku) for n in range(len(movements))]
        over += max(0, -min(free))
    return over


def _opened(alerts: list[dict[str, Any]]) -> Counter[str]:
    """By place, how often its alert opened."""
    opened: Counter[str] = Counter()
    stands: set[str] = set()
    for row in sorted((row for row in alerts if row["sk"].startswith("EVENT#")), key=lambda row: row["id"]):
        if row["type"] == "StockRanLow" and row["pk"] not in stands:
            stands.add(row["pk"])
            opened[row["pk"]] += 1
        if row["type"] == "StockAlertResolved":
            stands.remove(row["pk"])
    return opened


def _most_open(rows: list[dict[str, Any]]) -> int:
    """Of any SKU, how many replenishments were underway at the moment at which one was asked for, itself among them."""
    spans: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        if row["sk"] == "REPLENISHMENT":
            ids = [event["id"] for event in rows if event["pk"] == row["pk"] and event["sk"].startswith("EVENT#")]
            spans[row["sku"]].append((min(ids), max(ids) if row["state"] == "received" else "Z"))
    return max(sum(a <= begins < b for a, b in its) for its in spans.values() for begins, _ in its)


def _mean_value(movements: list[dict[str, Any]], levels: list[dict[str, Any]]) -> int:
    cost = {
        level["pk"]: level["received_cost_minor"] / level["received_units"]
        for level in levels
        if level["sk"] == "LEVEL"
    }
    values = []
    for number in range(1, DAYS + 1):
        midnight = datetime.combine(FIRST + timedelta(days=number), datetime.min.time(), SHANGHAI)
        before = (row for row in movements if datetime.fromisoformat(row["at"]) < midnight)
        values.append(sum(_on_hand(row) * cost[row["pk"]] for row in before))
    return round(float(sum(values)) / DAYS)


def _parted(movements: list[dict[str, Any]], levels: list[dict[str, Any]]) -> int:
    parted = 0
    for level in levels:
        if level["sk"] == "LEVEL":
            own = [row for row in movements if row["pk"] == level["pk"]]
            parted += any(sum(row.get(f"{name}_change", 0) for row in own) != level.get(name, 0) for name in _CHANGES)
    return parted
