"""The figures of a month, from what was stored alone. Pure. `fields.md` says the same in words."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from infra.simulate.stock.stored import Rows, Stored
from shop.business_days import business_date
from shop.stock.levels import unit_cost

_LEVEL = ("available", "reserved", "blocked", "shortfall")
_OPENS = {"StockRanLow": 1, "StockAlertResolved": -1}
_UNDERWAY = {
    "ReplenishmentRequested": 1,
    "ReplenishmentDeclined": -1,
    "ReplenishmentCancelled": -1,
}


def of(stored: Stored, *, days: int, first: date) -> dict[str, Any]:
    """What a month comes to."""
    asked = Counter[str]()
    for movement in stored.movements:
        asked[movement["kind"]] += movement["quantity"]
    sold, refused = asked["reservation"] - asked["release"], sum(row["units"] for row in stored.refusals)
    return {
        "days": days,
        "orders": len({row["cause"] for row in stored.movements if row["kind"] == "reservation"}),
        "units_sold": sold,
        "units_refused": refused,
        "oversold": _oversold(stored.movements),
        "alerts": sum(step == 1 for _, steps in _alerts(stored.alerts) for step in steps),
        "replenishments": sum(row["sk"] == "REPLENISHMENT" for row in stored.replenishments),
        "most_open_per_sku_location": max(
            (_most(steps) for _, steps in [*_alerts(stored.alerts), *_underway(stored.replenishments)]), default=0
        ),
        "receipts": len({row["cause"] for row in stored.movements if row["kind"] == "receipt"}),
        "stocktakes": sum(row["sk"] == "STOCKTAKE" for row in stored.counts),
        "differences_seeded": len(stored.seeded),
        "differences_found": _found(stored),
        "service_level": round(sold / (sold + refused), 6) if sold + refused else 1.0,
        "mean_stock_value_minor": _mean_value(stored, days, first),
        "ledger_mismatches": len(_mismatches(stored)),
    }


def _oversold(movements: Rows) -> int:
    """The units that were promised when the ledger had them not: by SKU, how far below nothing it ever was."""
    free, lowest = Counter[str](), Counter[str]()
    for row in movements:
        free[row["pk"]] += row["available_change"]
        lowest[row["pk"]] = min(lowest[row["pk"]], free[row["pk"]])
    return -sum(lowest.values())


def _alerts(alerts: Rows) -> Iterator[tuple[str, list[int]]]:
    """By place, in order: 1 where an alert opens and -1 where it is over; running lower does not open it again."""
    for place, rows in _events(alerts):
        steps, stands = list[int](), False
        for row in rows:
            step = _OPENS.get(row["type"], 0)
            if step and (step == 1) != stands:
                stands = step == 1
                steps.append(step)
        yield place, steps


def _underway(replenishments: Rows) -> Iterator[tuple[str, list[int]]]:
    """By place, in the order of time: 1 where one is asked for and -1 where it is closed."""
    places = {row["pk"]: (row["sku"], row.get("party")) for row in replenishments if row["sk"] == "REPLENISHMENT"}
    steps: defaultdict[Any, list[tuple[str, int]]] = defaultdict(list)
    for partition, rows in _events(replenishments):
        for row in rows:
            if step := _step(row):
                steps[places[partition]].append((row["id"], step))
    for (sku, party), its in steps.items():
        yield f"{sku}@{party}", [step for _, step in sorted(its)]


def _step(row: Mapping[str, Any]) -> int:
    if row["type"] == "ReplenishmentReceived":
        return -1 if json.loads(row["data"])["outstanding"] == 0 else 0
    return _UNDERWAY.get(row["type"], 0)


def _events(rows: Rows) -> Iterable[tuple[str, Rows]]:
    """The events of each thing, in the order of their versions."""
    things: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["sk"].startswith("EVENT#"):
            things[row["pk"]].append(row)
    return things.items()


def _most(steps: Iterable[int]) -> int:
    """How many were open at once at most."""
    now = most = 0
    for step in steps:
        now += step
        most = max(most, now)
    return most


def _found(stored: Stored) -> int:
    """The seeded differences by which the ledger was put right to the unit, less what was put right otherwise."""
    adjusted = Counter[str]()
    for row in stored.movements:
        if row["kind"] == "adjustment":
            adjusted[row["pk"]] += _on_hand(row)
    seeded = {f"SKU#{one['sku']}": one["units"] for one in stored.seeded}
    right = sum(adjusted[sku] == units for sku, units in seeded.items())
    otherwise = sum(units != 0 for sku, units in adjusted.items() if sku not in seeded)
    return int(right - otherwise)


def _mean_value(stored: Stored, days: int, first: date) -> int:
    """What lay there at the end of each day, at cost, on average over the days; in minor units."""
    costs = {level["pk"]: unit_cost(level) for level in stored.levels if level["sk"] == "LEVEL"}
    changes = Counter[date]()
    for row in stored.movements:
        changes[business_date(datetime.fromisoformat(row["at"]))] += _on_hand(row) * costs[row["pk"]]
    value = total = 0
    for number in range(days):
        value += changes[first + timedelta(days=number)]
        total += value
    return round(total / days)


def _mismatches(stored: Stored) -> set[str]:
    """The SKUs of which movements do not add up to the pool, or that the reconciler ever named."""
    pools = [level for level in stored.levels if level["sk"] == "LEVEL"]
    kept = {pool["pk"]: {name: pool.get(name, 0) for name in _LEVEL} for pool in pools}
    moved: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in stored.movements:
        for name in _LEVEL:
            moved[row["pk"]][name] += row.get(f"{name}_change", 0)
    wrong = {sku for sku, its in kept.items() if any(its[name] != moved[sku][name] for name in _LEVEL)}
    return wrong | {f"SKU#{row['pk'].removeprefix('MISMATCH#')}" for row in stored.mismatches}


def _on_hand(row: Mapping[str, Any]) -> int:
    """How many units more lie there after a movement."""
    available, reserved, blocked, shortfall = (row.get(f"{name}_change", 0) for name in _LEVEL)
    return int(available + reserved + blocked - shortfall)
