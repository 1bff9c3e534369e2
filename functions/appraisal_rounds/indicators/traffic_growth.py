"""Growth of traffic: (visits − those of the previous month) / those of the previous month; undefined at 0 (R4.2.1).

A day's visits count in its own month, and once more as *previous* in the month after, on whose first day that row
stands: so the figure is a sum of its own month's rows as any other, and its evidence shows both months.
"""

from collections.abc import Iterator
from datetime import date

from appraisal_rounds import months
from appraisal_rounds.indicators.definition import SHOP, Entry, Indicator
from shop.contract import Event
from shop.contract.traffic import TrafficRecorded
from shop.roles import Role


def _recorded(event: Event[TrafficRecorded]) -> Iterator[Entry]:
    day, visits = date.fromisoformat(event.data.day), event.data.change.visits
    facts: dict[str, str | int | None] = {"day": event.data.day, "version": event.version}
    yield Entry(SHOP, day, {"visits": visits}, facts)
    yield Entry(SHOP, months.first(months.after(months.of(day))), {"previous_visits": visits}, facts)


INDICATOR = Indicator(
    "traffic_growth",
    Role.MANAGER,
    "share",
    SHOP,
    numerator={"visits": 1, "previous_visits": -1},
    denominator={"previous_visits": 1},
    rows={TrafficRecorded: _recorded},
)
