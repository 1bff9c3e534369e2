"""The arithmetic of running low and of ordering, and why the figures are what they are (R3.1.3). Pure.

Demand is what orders took of a SKU a day, over closed days alone: nothing here knows the future. With a mean of d
units a day, a standard deviation of σ and a lead time of L days, the threshold covers what is sold while goods are on
their way, and of z standard deviations of that: d·L + z·σ·√L.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from shop.errors import Conflict

# Of fewer days nothing can be said.
LEAST_DAYS = 7


class TooLittleKnown(Conflict):
    """The SKU has not been there for long enough to tell how it sells."""

    code, title = "too_little_known", "Too little is known of how it sells"


class Demand(NamedTuple):
    """Units a day, over the days that are known."""

    days: int
    mean: float
    deviation: float

    @classmethod
    def of(cls, units: Sequence[int]) -> "Demand":
        """The demand of these days; of none, nothing a day. The deviation is that of a sample."""
        days = len(units)
        mean = sum(units) / days if days else 0.0
        squares = sum((each - mean) ** 2 for each in units)
        return cls(days, mean, math.sqrt(squares / (days - 1)) if days > 1 else 0.0)


class Proposed(NamedTuple):
    """A threshold from sales, with the figures that it is made of."""

    threshold: int
    days: int
    mean_daily_demand: float
    deviation: float
    lead_time_days: int
    lead_time_by: str
    z: float
    lead_time_demand: float
    safety_stock: float


def proposed(demand: Demand, lead_time_days: int, lead_time_by: str, z: float) -> Proposed:
    """The threshold that sales propose, rounded up to whole units. Raises TooLittleKnown."""
    if demand.days < LEAST_DAYS:
        raise TooLittleKnown(
            f"{demand.days} days are known, and {LEAST_DAYS} are needed; give a threshold until then.", days=demand.days
        )
    needed = demand.mean * lead_time_days
    safety = z * demand.deviation * math.sqrt(lead_time_days)
    return Proposed(
        threshold=_up(needed + safety),
        days=demand.days,
        mean_daily_demand=round(demand.mean, 2),
        deviation=round(demand.deviation, 2),
        lead_time_days=lead_time_days,
        lead_time_by=lead_time_by,
        z=z,
        lead_time_demand=round(needed, 2),
        safety_stock=round(safety, 2),
    )


class Terms(NamedTuple):
    """How a SKU is bought: lead time, the least that a supplier sells, and how many come in a pack.

    The lead time is `given`, or `measured` over the replenishments that came.
    """

    lead_time_days: int
    lead_time_by: str
    minimum_order: int
    pack: int


class Arithmetic(NamedTuple):
    """Why so many are asked for, and not more or fewer."""

    available: int
    incoming: int
    backlog: int
    projected: int
    threshold: int
    target: int
    target_by: str
    lacking: int
    minimum_order: int
    pack: int
    quantity: int
    lead_time_days: int
    lead_time_by: str
    mean_daily_demand: float


def order(
    *,
    available: int,
    incoming: int,
    backlog: int,
    threshold: int,
    target: int | None,
    demand: Demand,
    cover_days: int,
    terms: Terms,
) -> Arithmetic:
    """What lacks from the target: what is there, and on its way, less what is owed.

    Without a target that was given it is the threshold and what is sold in `cover_days`; so it is when the threshold
    has grown beyond the target. At least the minimum order and one unit, in whole packs.
    """
    projected = available + incoming - backlog
    given = target is not None and target > threshold
    aim = target if target is not None and given else threshold + _up(demand.mean * cover_days)
    lacking = max(aim - projected, 0)
    packs = math.ceil(max(lacking, terms.minimum_order, 1) / terms.pack)
    return Arithmetic(
        available=available,
        incoming=incoming,
        backlog=backlog,
        projected=projected,
        threshold=threshold,
        target=aim,
        target_by="given" if given else "demand",
        lacking=lacking,
        minimum_order=terms.minimum_order,
        pack=terms.pack,
        quantity=packs * terms.pack,
        lead_time_days=terms.lead_time_days,
        lead_time_by=terms.lead_time_by,
        mean_daily_demand=round(demand.mean, 2),
    )


def cover_hours(available: int, demand: Demand) -> int | None:
    """For how many hours what is there will do; None where nothing is known to be sold."""
    if available <= 0:
        return 0
    return int(available * 24 / demand.mean) if demand.mean else None


def units_at_risk(available: int, demand: Demand, days: int) -> int:
    """How many units will be wanted in so many days and not be there."""
    return max(0, _up(demand.mean * days) - max(available, 0))


def _up(units: float) -> int:
    """Whole units, whatever the last figures of a fraction in binary say."""
    return math.ceil(round(units, 6))
