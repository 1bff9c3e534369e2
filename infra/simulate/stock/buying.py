"""Purchasing takes up what is asked for each morning and orders it as asked; goods come, seldom as they should."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from infra.replay import plan
from infra.simulate.shop import Shop
from infra.simulate.stock.cast import KEEPER, MANAGER, PURCHASING, SUPPLIER, WAREHOUSE
from infra.simulate.stock.rules import Rules
from infra.simulate.stock.shelves import Shelves
from shop.business_days import business_date

_REPLENISHMENTS = "/stock-alerts/replenishments"


class Load(NamedTuple):
    """Units of a SKU on a lorry, and what they were ordered by."""

    sku: str
    units: int
    refused: int = 0
    replenishment_id: str | None = None


class Buying:
    """Purchasing, the supplier, and whoever takes goods in."""

    def __init__(self, shop: Shop, shelves: Shelves, rules: Rules, costs: Mapping[str, int]) -> None:
        self._shop, self._shelves, self._rules, self._costs = shop, shelves, rules, costs
        self._coming: defaultdict[date, list[Load]] = defaultdict(list)
        self._arrives: dict[str, date] = {}
        self._times: Counter[str] = Counter()
        self._documents = 0

    def look(self) -> None:
        """Take up and order what is asked for; where the supplier says that it comes later, write that down."""
        today = business_date(self._shop.now)
        for one in list(self._shop.items(f"GET {_REPLENISHMENTS}", as_=PURCHASING)):
            if one["state"] == "requested":
                self._order(one, today)
            elif one["expected_on"] and one["expected_on"] <= today.isoformat():
                arrives = self._arrives[one["replenishment_id"]]
                if arrives > today:
                    self._step(one, "slip", one["version"], expected_on=arrives.isoformat())

    def _order(self, one: Mapping[str, Any], today: date) -> None:
        version = self._step(one, "acknowledge", one["version"])["version"]
        sku, expected = one["sku"], today + timedelta(days=one["why"]["lead_time_days"])
        self._step(
            one,
            "order",
            version,
            supplier=SUPPLIER,
            unit_cost_minor=self._costs[sku],
            currency=plan.CURRENCY,
            expected_on=expected.isoformat(),
        )
        self._times[sku] += 1
        said = today + timedelta(days=self._rules.terms(sku).lead_time_days)
        for delivery in self._rules.deliveries(sku, self._times[sku], one["quantity"]):
            comes = said + timedelta(days=delivery.days_late)
            self._coming[comes].append(Load(sku, delivery.units, delivery.refused, one["replenishment_id"]))
            self._arrives[one["replenishment_id"]] = comes

    def _step(self, one: Mapping[str, Any], step: str, version: int, **body: Any) -> Any:
        route, its = f"POST {_REPLENISHMENTS}/{{replenishment_id}}/{step}", one["replenishment_id"]
        return self._shop.call(route, as_=PURCHASING, replenishment_id=its, body={"version": version, **body}).body

    def take_in(self) -> None:
        """Whatever comes today comes in."""
        self.receive(self._coming.pop(business_date(self._shop.now), []))

    def receive(self, loads: Iterable[Load]) -> None:
        """Goods come in, so many SKUs on a delivery note as a receipt takes; far more than usual by a second person."""
        left = [load for load in loads if load.units or load.refused]
        while left:
            note: dict[str, Load] = {}
            for load in left:
                if load.sku not in note and len(note) < plan.GROUP:
                    note[load.sku] = load
            left = [load for load in left if note.get(load.sku) is not load]
            self._receive(list(note.values()))

    def _receive(self, note: list[Load]) -> None:
        self._documents += 1
        body = {
            "document": f"NOTE-{self._documents:06d}",
            "warehouse": WAREHOUSE,
            "currency": plan.CURRENCY,
            "lines": [self._line(load) for load in note],
        }
        for load in note:
            self._shelves.come(load.sku, load.units + load.refused)
        told = self._shop.call("POST /stock/receipts", as_=KEEPER, body=body).body
        if told["state"] == "waiting":
            step = {"version": told["version"]}
            accept = "POST /stock/receipts/{receipt_id}/accept"
            self._shop.call(accept, as_=MANAGER, receipt_id=told["receipt_id"], body=step)

    def _line(self, load: Load) -> dict[str, Any]:
        line = {"sku": load.sku, "quantity": load.units, "unit_cost_minor": self._costs[load.sku]}
        if load.refused:
            line |= {"refused_units": load.refused, "refusal_reason": "damaged"}
        return line | ({"replenishment_id": load.replenishment_id} if load.replenishment_id else {})
