"""What is shown of rounds."""

from typing import Annotated

from pydantic import Field

from appraisal_rounds.rounds.domain import Kind, Round
from shop.web.models import ResponseModel


class RoundView(ResponseModel):
    """A round, and by when what is due."""

    round_id: str
    kind: Kind
    state: str
    since: str
    sheets: int
    opens: str
    reviews_due: str
    composite_by: str
    fed_back_by: str


class RoundPage(ResponseModel):
    items: list[RoundView]
    next: str | None = None


class CalibrationRow(ResponseModel):
    """A signed grade beside what points and quotas make of its score."""

    sheet_id: str
    employee_id: str
    name: str | None
    state: str
    score: str | None
    signed_grade: str | None
    by_points: str | None
    by_quota: str | None
    beyond_quota: Annotated[bool, Field(description="Equals have the grade beyond its quota.")] = False
    deviations: int


class GradeCount(ResponseModel):
    """How many sheets have a grade as signed, by points and by quota; and how many the quota lets have it."""

    grade: str
    signed: int
    by_points: int
    by_quota: int
    most: int | None


class Calibration(ResponseModel):
    """The grades of a post in a round. Nothing is changed by looking: people sign grades."""

    round_id: str
    post: str
    what_if: Annotated[bool, Field(description="By the quotas that were asked for, not those of the scheme.")]
    unsigned: int
    grades: list[GradeCount]
    rows: list[CalibrationRow]


def round_(one: Round) -> RoundView:
    return RoundView(
        round_id=one.round_id,
        kind=one.kind,
        state=one.state,
        since=one.since,
        sheets=one.sheets,
        opens=one.opens,
        reviews_due=one.reviews_due,
        composite_by=one.composite_by,
        fed_back_by=one.fed_back_by,
    )
