"""What is shown of figures and of their evidence. Days and months are in Shanghai; people stand by their ids."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from appraisal_rounds.evidence.domain import MonthState, Row
from appraisal_rounds.indicators.definition import Figure, Indicator, NotGiven, Scope, Tally, Unit
from appraisal_rounds.people.domain import Post
from shop.web.models import ResponseModel

Value = Annotated[str, Field(description="A decimal number; amounts in minor units, shares of 1.")]
Side = Literal["numerator", "denominator"]


class FigureView(ResponseModel):
    """A figure; amounts are of `currency`. Where there is no denominator, the numerator is the value."""

    currency: str | None
    numerator: int
    denominator: int | None
    value: Value


class PartView(ResponseModel):
    """What the rows add up to in one part, and where that counts; in neither where it is shown beside the figure."""

    part: str
    currency: str | None
    sum: int
    counts_in: list[Side]


class IndicatorView(ResponseModel):
    """An indicator's figures, one a currency, made of so many rows; with none, `not_given` says why.

    `subject` is whose they are: the employee's own, or those of all `specialists` or of the `shop`.
    """

    name: str
    post: Post
    unit: Unit
    scope: Scope
    subject: str
    rows: int
    figures: list[FigureView]
    parts: list[PartView]
    not_given: NotGiven | None
    lacks: str | None


class EmployeeFigures(ResponseModel):
    """The figures of an employee, of all posts that they held in the month."""

    employee_id: str
    posts: list[Post]
    indicators: list[IndicatorView]


class MonthFigures(ResponseModel):
    """The figures of a month: as they stand for good once it is `frozen`, until now before that."""

    month: str
    state: MonthState
    frozen: bool
    items: list[EmployeeFigures]
    next: str | None = None


class EvidenceRow(ResponseModel):
    """What one event adds. `late` rows were told when their day had closed, and stand for `day` all the same.

    Numerator and denominator say which of the row's parts count there.
    """

    event_id: str
    type: str
    entity: str
    at: str
    day: date
    late: bool
    counted_in: str
    currency: str | None
    counts: dict[str, int]
    numerator: list[str]
    denominator: list[str]
    facts: dict[str, str | int | None]


class Evidence(ResponseModel):
    """The rows that a figure is made of; all of them together are the figure."""

    month: str
    state: MonthState
    frozen: bool
    subject: str
    indicator: str
    items: list[EvidenceRow]
    next: str | None = None


def indicator(one: Indicator, subject: str, tally: Tally, *, on_paper: bool) -> IndicatorView:
    """An indicator of somebody, by the sums of its parts; of who has no account nothing is known."""
    figures: list[Figure] | NotGiven = one.figures(tally)
    if on_paper and one.scope == "own" and figures != "no_source":
        figures = "on_paper"
    given = [] if isinstance(figures, str) else figures
    return IndicatorView(
        name=one.name,
        post=one.post.value,
        unit=one.unit,
        scope=one.scope,
        subject=subject,
        rows=tally.rows,
        figures=[FigureView(**each._asdict(), value=f"{each.value:f}") for each in given],
        parts=list(_parts(one, tally)),
        not_given=figures if isinstance(figures, str) else None,
        lacks=one.lacks,
    )


def _parts(one: Indicator, tally: Tally) -> Iterable[PartView]:
    for currency, parts in sorted(tally.counts.items()):
        for part, number in sorted(parts.items()):
            yield PartView(part=part, currency=currency or None, sum=number, counts_in=one.counts_in(part))


def row(one: Indicator, its: Row, month: str, *, late: bool) -> EvidenceRow:
    """A row that counts in a month."""
    return EvidenceRow(
        event_id=its.event_id,
        type=its.type,
        entity=its.entity,
        at=its.at,
        day=its.day,
        late=late,
        counted_in=month,
        currency=its.currency or None,
        counts=dict(its.counts),
        numerator=[part for part in its.counts if "numerator" in one.counts_in(part)],
        denominator=[part for part in its.counts if "denominator" in one.counts_in(part)],
        facts=dict(its.facts),
    )
