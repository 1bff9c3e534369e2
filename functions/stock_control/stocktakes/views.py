"""What is shown of stocktakes. Amounts are minor units.

Whoever counts is shown what there is to count, and nothing by which one could tell what is recorded, or whether what
somebody counted was that: neither versions nor numbers of lines.
"""

from typing import Annotated

from pydantic import Field

from shop.web.models import ResponseModel
from stock_control.stocktakes import tables
from stock_control.stocktakes.domain import Stocktake
from stock_control.stocktakes.lines import Line

_NOT_FOR_COUNTERS = "Null for whoever counts."


class TallyView(ResponseModel):
    """How far the lines are; `within_tolerance` of those that are counted are right."""

    lines: int
    uncounted: int
    unexplained: int
    unsettled: int
    differing: int
    within_tolerance: int


class WorthView(ResponseModel):
    """What the differences of one currency are worth."""

    currency: str
    surplus_value_minor: int
    missing_value_minor: int


class StocktakeView(ResponseModel):
    """A stocktake. Counting begins when all is `laid_out`."""

    stocktake_id: str
    warehouse: str
    kind: str
    state: str
    opened_at: str
    since: str
    laid_out: bool
    version: Annotated[int | None, Field(description=_NOT_FOR_COUNTERS)] = None
    tolerance_permille: Annotated[int | None, Field(description=_NOT_FOR_COUNTERS)] = None
    tally: Annotated[TallyView | None, Field(description=_NOT_FOR_COUNTERS)] = None
    worth: Annotated[list[WorthView] | None, Field(description=_NOT_FOR_COUNTERS)] = None
    reason: str | None = None


class StocktakePage(ResponseModel):
    items: list[StocktakeView]
    next: str | None = None


class CountView(ResponseModel):
    """What somebody counted, and what was recorded at that moment."""

    counter: str
    at: str
    units: int
    recorded_units: int
    difference_units: int


class StocktakeLine(ResponseModel):
    """A SKU that is counted. Whoever counts sees its code, and that it is to be counted."""

    sku: str
    state: str
    version: Annotated[int | None, Field(description=_NOT_FOR_COUNTERS)] = None
    counts: Annotated[list[CountView] | None, Field(description=f"The last ten. {_NOT_FOR_COUNTERS}")] = None
    difference_units: Annotated[int | None, Field(description=_NOT_FOR_COUNTERS)] = None
    difference_value_minor: Annotated[int | None, Field(description=_NOT_FOR_COUNTERS)] = None
    currency: str | None = None
    investigator: str | None = None
    due: str | None = None
    cause: str | None = None
    note: str | None = None
    movement: Annotated[str | None, Field(description="The movement that adjusted it.")] = None
    settled_at: str | None = None


class StocktakeLinePage(ResponseModel):
    items: list[StocktakeLine]
    next: str | None = None


class DifferenceView(ResponseModel):
    """A difference that waits for its cause: whose it is to find (the specialists', without a name), until when."""

    stocktake_id: str
    warehouse: str
    sku: str
    difference_units: int
    difference_value_minor: int
    currency: str
    investigator: str | None
    due: str


class DifferencePage(ResponseModel):
    items: list[DifferenceView]
    next: str | None = None


class CountTaken(ResponseModel):
    """That a count was taken down."""

    stocktake_id: str
    sku: str
    units: int
    counted_at: str


class PastCount(ResponseModel):
    """How a count of a SKU came out."""

    stocktake_id: str
    warehouse: str
    settled_at: str
    units: int
    recorded_units: int
    difference_units: int
    cause: str | None = None


class PastCounts(ResponseModel):
    items: list[PastCount]
    next: str | None = None


def stocktake(stocktake: Stocktake, *, blind: bool = False) -> StocktakeView:
    """A stocktake as staff see it, or blind, as those who count."""
    shown = StocktakeView(
        stocktake_id=stocktake.stocktake_id,
        warehouse=stocktake.warehouse,
        kind=stocktake.kind,
        state=stocktake.state,
        opened_at=stocktake.opened_at,
        since=stocktake.since,
        laid_out=stocktake.laid_out,
        version=stocktake.version,
        tolerance_permille=stocktake.tolerance_permille,
        tally=TallyView(**stocktake.tally._asdict()),
        worth=[WorthView(currency=currency, **its._asdict()) for currency, its in sorted(stocktake.worth.items())],
        reason=stocktake.reason,
    )
    return blinded(shown) if blind else shown


def blinded(shown: StocktakeView) -> StocktakeView:
    """A stocktake as those who count see it."""
    hidden = dict.fromkeys(("version", "tolerance_permille", "tally", "worth", "reason"))
    return shown.model_copy(update=hidden)


def line(line: Line) -> StocktakeLine:
    """A line as staff see it."""
    counted = line.holds is not None
    return StocktakeLine(
        sku=line.sku,
        state=line.state,
        version=line.version,
        counts=[CountView(**count._asdict(), difference_units=count.difference) for count in line.counts],
        difference_units=line.difference if counted else None,
        difference_value_minor=line.difference_value_minor if counted else None,
        currency=line.currency or None,
        investigator=line.investigator,
        due=line.due,
        cause=line.cause,
        note=line.note,
        movement=line.movement,
        settled_at=line.settled_at,
    )


def difference(stocktake: Stocktake, line: Line) -> DifferenceView:
    """A line whose difference waits for its cause."""
    return DifferenceView(
        stocktake_id=stocktake.stocktake_id,
        warehouse=stocktake.warehouse,
        sku=line.sku,
        difference_units=line.difference,
        difference_value_minor=line.difference_value_minor,
        currency=line.currency,
        investigator=line.investigator,
        due=str(line.due),
    )


def to_count(line: Line) -> StocktakeLine:
    """A line as those who count see it: whether somebody counted it before is not said."""
    return StocktakeLine(sku=line.sku, state=tables.TO_COUNT)
