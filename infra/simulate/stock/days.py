"""A month, hour by hour, by Shanghai's clocks.

On the first day the shop opens at five past midnight, with what fourteen days of the month sell on average. Of each
day: schedules at their times · 4:30 what nobody writes down happens · 6:30 counting · 8:00 goods come · 10:00
purchasing · orders as they came · 22:00 what can leave leaves · 23:00 the schedules of every minute, ten minutes or
hour, once. On the eighth morning, where thresholds are to be proposed, the specialist has them proposed. In the last
evening all that lies in the warehouse is counted, and in the night after it the ledger is gone through once more.
"""

import math
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from infra.replay import plan
from infra.replay.month import Invoice, Month
from infra.replay.plan import Article
from infra.simulate.runs import Tell
from infra.simulate.shop import Shop, SimulationError
from infra.simulate.stock import figures, stored
from infra.simulate.stock.buying import Buying, Load
from infra.simulate.stock.cast import MANAGER, SPECIALIST, SUPPLIER, WAREHOUSE
from infra.simulate.stock.counting import Counting
from infra.simulate.stock.rules import Rules
from infra.simulate.stock.selling import Selling
from infra.simulate.stock.shelves import Shelves
from shop.business_days import SHANGHAI

OPENING_DAYS = 14
GIVEN_THRESHOLD = 20
# Of fewer days nothing is proposed.
DAYS_UNTIL_PROPOSED = 7
_WRITES = 50
_A_DAY = 20  # of the progress: what a day is beside its orders

Agenda = list[tuple[time, Callable[[], None]]]


def run(the_month: Month, seed: int, proposed: bool, out: Path | None, tell: Tell) -> dict[str, Any]:
    """A month with thresholds given or proposed; returns its figures. What was stored is written to `out`, if any."""
    orders = the_month.orders
    first, last = _day(orders[0]), _day(orders[-1])
    shop = Shop(datetime.combine(first, time(0, 5), SHANGHAI))
    with shop.open():
        month = _Month(shop, orders, Rules(seed), first, (last - first).days + 1, proposed, tell)
        month.play()
        found = stored.Stored.of(shop.store, month.selling.refused, month.shelves.seeded)
        if out:
            found.write(out, seed)
        return figures.of(found, days=month.days, first=first)


class _Month:
    def __init__(
        self, shop: Shop, orders: Sequence[Invoice], rules: Rules, first: date, days: int, proposed: bool, tell: Tell
    ) -> None:
        self.shop, self.rules, self.first, self.days, self.proposed = shop, rules, first, days, proposed
        self.articles = plan.articles(orders)
        self.shelves = Shelves()
        self.buying = Buying(shop, self.shelves, rules, {one.sku: one.unit_cost_minor for one in self.articles})
        self.selling = Selling(shop, self.shelves, {one.sku: one.price_minor for one in self.articles})
        self.counting = Counting(shop, self.shelves, rules)
        self._drawn = rules.seeded([one.sku for one in self.articles], days)
        self._orders = orders
        self._tell, self._done, self._total = tell, 0, len(orders) + _A_DAY * (days + 3)

    def play(self) -> None:
        self._open()
        self._went(_A_DAY)
        for number in range(self.days):
            self._day(number, self.first + timedelta(days=number))
            self._went(_A_DAY)
        self._night_after()
        self._went(self._total)

    def _went(self, steps: int) -> None:
        self._done = min(self._done + steps, self._total)
        self._tell(self._done, self._total)

    def _open(self) -> None:
        """The warehouse, what is sold and at which price, what lies there, and when it is short."""
        self.shop.call("POST /stock/warehouses", as_=MANAGER, body={"code": WAREHOUSE, "name": WAREHOUSE})
        for start in range(0, len(self.articles), _WRITES):
            self._put_on_sale(self.articles[start : start + _WRITES])
        units = {one.sku: math.ceil(OPENING_DAYS * one.units / self.days) for one in self.articles}
        self.buying.receive(Load(sku, its) for sku, its in units.items())
        for one in self.articles:
            self._set(one.sku, 0, threshold=0 if self.proposed else GIVEN_THRESHOLD)

    def _put_on_sale(self, articles: Sequence[Article]) -> None:
        # The ground floor's own ways: what customers see of it is not simulated.
        from stock_control.store import database, stock

        with database.transaction() as write:
            for one in articles:
                stock.enter(write, one.sku, plan.CURRENCY, field="sku")
        with database.transaction() as write:
            for one in articles:
                stock.publish(write, one.sku, one.price_minor, 1)
        self.shop.relay()

    def _set(self, sku: str, version: int, **threshold: Any) -> None:
        terms = self.rules.terms(sku)
        body = {
            "version": version,
            "replenish": "automatic",
            "supplier": SUPPLIER,
            "lead_time_days": terms.lead_time_days,
            "minimum_order": terms.pack,
            "pack": terms.pack,
            **threshold,
        }
        self.shop.call("POST /stock-alerts/skus/{sku}/policy", as_=SPECIALIST, sku=sku, body=body)

    def _day(self, number: int, day: date) -> None:
        agenda: Agenda = [
            (tick.at, partial(self.shop.tick, tick)) for tick in self.shop.schedules if tick.fires_on(day)
        ]
        agenda += [(time(4, 30), partial(self.shelves.happen, one)) for one in self._drawn if one.day == number]
        if self.proposed and number == DAYS_UNTIL_PROPOSED:
            agenda.append((time(4), self._propose))
        agenda += [
            (time(6, 30), self._count),
            (time(8), self.buying.take_in),
            (time(10), self.buying.look),
            (time(22), self.selling.send_off),
        ]
        agenda += [
            (datetime.fromisoformat(invoice.at).time(), partial(self._order, invoice))
            for invoice in self._orders
            if _day(invoice) == day
        ]
        if number == self.days - 1:
            agenda += [(time(22, 50), self.counting.open_all), (time(23, 10), self._count_all)]
        for at, what in sorted(agenda, key=lambda entry: entry[0]):
            self.shop.at(datetime.combine(day, at, SHANGHAI))
            what()

    def _propose(self) -> None:
        for one in self.articles:
            self._set(one.sku, 1, threshold_by="proposed")

    def _order(self, invoice: Invoice) -> None:
        self.selling.order(invoice)
        self._went(1)

    def _count(self) -> None:
        self.counting.count()
        self.counting.open(self.selling.missed)
        self.counting.count()

    def _count_all(self) -> None:
        self.counting.count(carefully=True)
        left = [sku for sku in self.shelves.skus() if self._recorded(sku) != self.shelves.lies(sku)]
        if left:
            raise SimulationError(f"After all was counted the records are still wrong of {', '.join(left[:20])}.")

    def _recorded(self, sku: str) -> int:
        level = self.shop.call("GET /stock/skus/{sku}", as_=MANAGER, sku=sku).body
        return int(level["on_hand"])

    def _night_after(self) -> None:
        self.shop.at(datetime.combine(self.first + timedelta(days=self.days), time(1), SHANGHAI))
        for tick in self.shop.schedules:
            if tick.job == "reconcile_ledger":
                self.shop.tick(tick)


def _day(invoice: Invoice) -> date:
    return datetime.fromisoformat(invoice.at).date()
