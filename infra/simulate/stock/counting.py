"""Two people count, each what the shop asks of them and one after the other; the specialist explains and adjusts.

The first to count a line is wrong at times, whoever counts it again takes care. Nobody is wrong at the month's end.
"""

from collections.abc import Iterable
from typing import Any

from infra.simulate.shop import Shop, SimulationError
from infra.simulate.stock.cast import COUNTERS, MANAGER, SPECIALIST, WAREHOUSE
from infra.simulate.stock.rules import Rules
from infra.simulate.stock.shelves import Shelves

_STOCKTAKE = "/stock/stocktakes/{stocktake_id}"
_AT_ONCE = 30  # SKUs that are named
_MOST_ROUNDS = 8


class Counting:
    """Whoever counts, and the specialist."""

    def __init__(self, shop: Shop, shelves: Shelves, rules: Rules) -> None:
        self._shop, self._shelves, self._rules = shop, shelves, rules
        self._stocktakes = 0
        self._told: set[str] = set()

    def open(self, skus: Iterable[str]) -> None:
        """Have what was missed counted, unless it was already since then."""
        missed = sorted(set(skus) - self._told)
        self._told |= set(missed)
        for start in range(0, len(missed), _AT_ONCE):
            body = {"warehouse": WAREHOUSE, "skus": missed[start : start + _AT_ONCE]}
            self._shop.call("POST /stock/stocktakes", as_=SPECIALIST, body=body)

    def open_all(self) -> None:
        """Have all counted that lies there."""
        self._shop.call("POST /stock/stocktakes", as_=SPECIALIST, body={"warehouse": WAREHOUSE})

    def count(self, *, carefully: bool = False) -> None:
        """Count and settle whatever is to be counted."""
        for one in list(self._shop.items("GET /stock/stocktakes", as_=COUNTERS[0])):
            self._stocktakes += 1
            self._count(one["stocktake_id"], carefully)
            if carefully:
                self._count_unexpected(one["stocktake_id"])
            self._settle(one["stocktake_id"])

    def _count(self, stocktake_id: str, carefully: bool) -> None:
        again: set[str] = set()
        for turn in range(_MOST_ROUNDS):
            by = COUNTERS[turn % len(COUNTERS)]
            lines = [
                line["sku"]
                for line in self._shop.items(f"GET {_STOCKTAKE}/lines", as_=by, stocktake_id=stocktake_id)
                if line["state"] == "to_count"
            ]
            if not lines and turn:
                return
            for sku in lines:
                slip = 0 if carefully or sku in again else self._rules.slip(self._stocktakes, sku)
                self._say(stocktake_id, sku, max(self._shelves.lies(sku) + slip, 0), by)
                again.add(sku)
        raise SimulationError(f"The counters of {stocktake_id} come to no end.")

    def _count_unexpected(self, stocktake_id: str) -> None:
        """What lies where nothing is recorded is on no line, and found all the same."""
        there = self._shop.items(f"GET {_STOCKTAKE}/lines", as_=SPECIALIST, stocktake_id=stocktake_id)
        lines = {line["sku"] for line in there}
        for sku in self._shelves.skus():
            if sku not in lines:
                for by in COUNTERS:
                    self._say(stocktake_id, sku, self._shelves.lies(sku), by)

    def _say(self, stocktake_id: str, sku: str, units: int, by: Any) -> None:
        body = {"sku": sku, "units": units}
        self._shop.call(f"POST {_STOCKTAKE}/counts", as_=by, stocktake_id=stocktake_id, body=body)

    def _settle(self, stocktake_id: str) -> None:
        query = {"state": "to_explain"}
        lines = self._shop.items(f"GET {_STOCKTAKE}/lines", as_=SPECIALIST, stocktake_id=stocktake_id, query=query)
        for line in list(lines):
            step = f"POST {_STOCKTAKE}/lines/{{sku}}"
            where = {"stocktake_id": stocktake_id, "sku": line["sku"]}
            cause = {"version": line["version"], "cause": self._shelves.cause_of(line["sku"])}
            told = self._shop.call(f"{step}/explain", as_=SPECIALIST, body=cause, **where).body
            body = {"version": told["version"]}
            answer = self._shop.call(f"{step}/adjust", as_=SPECIALIST, body=body, expect=("needs_manager",), **where)
            if answer.code == "needs_manager":
                self._shop.call(f"{step}/adjust", as_=MANAGER, body=body, **where)
        for step in ("review", "close"):
            one = self._shop.call(f"GET {_STOCKTAKE}", as_=SPECIALIST, stocktake_id=stocktake_id).body
            body = {"version": one["version"]}
            self._shop.call(f"POST {_STOCKTAKE}/{step}", as_=SPECIALIST, stocktake_id=stocktake_id, body=body)
