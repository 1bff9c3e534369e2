"""Conversion: paying visitors / visitors, as the storefront counts them (R4.2.1).

Orders only compare: `orders` among the parts of sales. A correction adds its difference to the figures before it.
"""

from collections.abc import Iterator
from datetime import date

from appraisal_rounds.indicators.definition import SHOP, Entry, Indicator
from shop.contract import Event
from shop.contract.traffic import TrafficRecorded
from shop.roles import Role


def _recorded(event: Event[TrafficRecorded]) -> Iterator[Entry]:
    change = event.data.change
    counts = {"paying_visitors": change.paying_visitors, "visitors": change.visitors}
    yield Entry(SHOP, date.fromisoformat(event.data.day), counts, {"version": event.version})


INDICATOR = Indicator(
    "conversion",
    Role.MANAGER,
    "share",
    SHOP,
    numerator={"paying_visitors": 1},
    denominator={"visitors": 1},
    rows={TrafficRecorded: _recorded},
)
