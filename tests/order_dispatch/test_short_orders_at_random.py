"""Whatever happens: after a look as much is noted as is missing, on the newest promises (R3.1.3)."""

from collections import Counter
from random import Random
from typing import Any

import pytest

from order_dispatch import store
from order_dispatch.shortages.domain import missing
from tests.order_dispatch.shop_floor import GZ, SH, Floor, InHand, line
from tests.order_dispatch.test_short_orders import heard, look, lose, short
from tests.people import SPECIALIST


class Day:
    """A day at two warehouses, drawn from a seed: ten mugs at each in the morning."""

    def __init__(self, floor: Floor, seed: int) -> None:
        self.floor, self.chance = floor, Random(seed)
        self.orders: list[tuple[InHand, int]] = []
        floor.receive("MUG", 10, GZ)

    def step(self) -> None:
        self.floor.house.later(seconds=2)
        self.chance.choices((self.place, self.allocate, self.cancel, self.lose, self.receive), weights=(6, 3, 1, 1, 1))[
            0
        ]()

    def place(self) -> None:
        units = self.chance.randint(1, 4)
        if units <= self.floor.available():
            self.orders.append((self.floor.placed(line("MUG", units)), units))

    def allocate(self) -> None:
        if order := self.any_in("placed"):
            self.floor.confirm(order)
            party = self.chance.choice((SH, GZ))
            answer = self.floor.act(order, "allocate", SPECIALIST, warehouse=party)
            assert answer.status == 200 or answer.refusal == (409, "not_at_location"), answer

    def cancel(self) -> None:
        if order := self.any_in(self.chance.choice(("placed", "confirmed"))):
            self.floor.cancel(order)

    def lose(self) -> None:
        lies = next(item for item in store.stock.levels("MUG") if item.get("party") == SH)
        there = lies["available"] + lies["reserved"] - lies.get("shortfall", 0)
        if there:
            # Some of it is promised.
            lose(self.floor, min(there, self.floor.available() + self.chance.randint(0, 3)))
            if self.chance.random() < 0.7:  # the event may be late
                heard(self.floor)

    def receive(self) -> None:
        self.floor.receive("MUG", self.chance.randint(1, 4), self.chance.choice((SH, GZ)))

    def any_in(self, state: str) -> InHand | None:
        """One of the orders in this state, as it is by now."""
        found = [order for order, _ in self.orders if self.view(order)["state"] == state]
        if not found:
            return None
        order = self.chance.choice(found)
        order.version = self.view(order)["version"]
        return order

    def view(self, order: InHand) -> Any:
        return self.floor.view(order)

    def is_right(self) -> int:
        """Whether the orders say what is missing; returns of how many something is."""
        noted = short(self.floor)
        sums: Counter[str | None] = Counter()
        for units, party in noted.values():
            sums[party] += units
        assert sums == missing(store.stock.levels("MUG"))
        younger_in_full: dict[object, bool] = {}
        for order, units in reversed(self.orders):
            view = self.view(order)
            if view["state"] not in ("placed", "confirmed", "allocated"):
                assert order.order_id not in noted
                continue
            lacking = noted.get(order.order_id, (0, None))[0]
            # Whose promise is older lacks nothing while a younger one is served.
            assert not lacking or younger_in_full.get(view["party"], True)
            younger_in_full[view["party"]] = lacking == units
        return len(noted)


@pytest.mark.parametrize("seed", [3, 6, 8, 13])
def test_after_each_look_what_is_noted_is_what_is_missing(floor: Floor, seed: int) -> None:
    day, short_at_times = Day(floor, seed), 0
    for _ in range(6):
        for _ in range(4):
            day.step()
        heard(floor)
        look(floor)
        short_at_times += day.is_right() > 0
    assert short_at_times > 2
