"""All that chance decides in a month, from one seed: who asks the same question hears the same answer, in each run.

Each answer is drawn by a name of its own, so that one draw more somewhere changes no other.
"""

import random
from collections.abc import Sequence
from typing import NamedTuple

# Of every hundred SKUs, so many have something happen to them that nobody writes down.
_DIFFERING_PERCENT = 3
_LEAST_DIFFERING = 3
_MISCOUNTED_PERCENT = 1
_MOST_UNITS = 6
_CAUSES = ("missing", "damaged", "stolen", "expired", "misplaced")


class Terms(NamedTuple):
    """How a SKU is bought."""

    lead_time_days: int
    pack: int


class Delivery(NamedTuple):
    """What comes of an order, so many days after the day that the supplier said: units accepted, and refused ones."""

    days_late: int
    units: int
    refused: int


class Seeded(NamedTuple):
    """What happens to a SKU in the night before a day of the month (counted from 0), and why it will be said to have.

    `units` more lie there afterwards, or fewer.
    """

    sku: str
    day: int
    units: int
    cause: str


class Rules:
    """The answers."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def _chance(self, *name: object) -> random.Random:
        return random.Random(f"{self.seed}:{':'.join(map(str, name))}")

    def terms(self, sku: str) -> Terms:
        """Lead times of three to ten days; what comes by the piece, the half dozen or the dozen."""
        chance = self._chance("terms", sku)
        return Terms(chance.randint(3, 10), chance.choice((1, 6, 12)))

    def deliveries(self, sku: str, nth: int, units: int) -> list[Delivery]:
        """The nth order of a SKU: four of five come on the day, the others up to five days late.

        One in ten comes in two parts, two days apart. Of one in thirty a unit is damaged, refused, and replaced three
        days later.
        """
        chance = self._chance("delivery", sku, nth)
        late = chance.choices((0, chance.randint(1, 2), chance.randint(3, 5)), (80, 15, 5))[0]
        split, damaged = chance.random() < 0.1 and units > 1, chance.random() < 1 / 30
        first = units * 6 // 10 or 1 if split else units
        parts = [Delivery(late, first - damaged, int(damaged))]
        if split:
            parts.append(Delivery(late + 2, units - first, 0))
        if damaged:
            parts.append(Delivery(late + 3, 1, 0))
        return parts

    def seeded(self, skus: Sequence[str], days: int) -> list[Seeded]:
        """What is lost, and what is there unawares (one in four), of whom nobody knows; of a SKU at most once."""
        chance = self._chance("seeded")
        many = min(len(skus), max(_LEAST_DIFFERING, round(len(skus) * _DIFFERING_PERCENT / 100)))
        drawn = []
        for sku in chance.sample(sorted(skus), many):
            units, found = chance.randint(1, _MOST_UNITS), chance.random() < 0.25
            cause = "found" if found else chance.choice(_CAUSES)
            drawn.append(Seeded(sku, chance.randrange(1, days) if days > 1 else 0, units if found else -units, cause))
        return sorted(drawn, key=lambda one: (one.day, one.sku))

    def slip(self, stocktake: int, sku: str) -> int:
        """By how much the first counter of a line is wrong: seldom at all."""
        chance = self._chance("slip", stocktake, sku)
        return chance.choice((-2, -1, 1, 2)) if chance.random() < _MISCOUNTED_PERCENT / 100 else 0
