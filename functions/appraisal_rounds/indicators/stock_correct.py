"""Stock records correct: lines within tolerance / lines counted, of all specialists together (R4.2.1, R3.1.3)."""

from collections.abc import Iterator

from appraisal_rounds.indicators.definition import SPECIALISTS, Entry, Indicator
from shop.business_days import business_date
from shop.contract import Event
from shop.contract.stock_control import StocktakeClosed
from shop.roles import Role


def _closed(event: Event[StocktakeClosed]) -> Iterator[Entry]:
    stocktake = event.data
    counts = {"within_tolerance": stocktake.within_tolerance, "counted": stocktake.lines}
    facts: dict[str, str | int | None] = {
        "warehouse": stocktake.warehouse,
        "tolerance_permille": stocktake.tolerance_permille,
    }
    yield Entry(SPECIALISTS, business_date(event.at), counts, facts)


INDICATOR = Indicator(
    "stock_correct",
    Role.SPECIALIST,
    "share",
    SPECIALISTS,
    numerator={"within_tolerance": 1},
    denominator={"counted": 1},
    rows={StocktakeClosed: _closed},
)
