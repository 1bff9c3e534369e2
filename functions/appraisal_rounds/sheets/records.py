"""What is kept of each step of a sheet, as it is shown to those who may see it. Points are decimals as text."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from shop.web.models import ResponseModel

Scores = Annotated[dict[str, int], Field(description="By the items of ability and attitude, 0 to 100.")]
Points = Annotated[str, Field(description="A decimal number, to 0.01.")]


class SelfReview(ResponseModel):
    """R4.4.1. The scores are a reference."""

    achievements: str
    shortcomings: str
    measures: str
    scores: Scores
    on_paper: bool
    at: str


class GoalSeen(ResponseModel):
    """What the superior says of a goal of the round before."""

    goal: int
    reached: bool
    remark: str | None = None


class SuperiorReview(ResponseModel):
    """R4.4.2."""

    scores: Scores
    opinion: str
    former_goals: list[GoalSeen]
    at: str


class PeersAggregate(ResponseModel):
    """R4.4.3: what three or more said together."""

    reviews: int
    scores: dict[str, Points]


class Figure(ResponseModel):
    """A month's frozen figure of an indicator, made of so many rows of evidence; `why` says why it is not given."""

    indicator: str
    currency: str | None = None
    rows: int = 0
    value: str | None = None
    numerator: int | None = None
    denominator: int | None = None
    floor: str
    target: str
    points: Points | None = None
    why: str | None = None


class PartOfIt(ResponseModel):
    """One part of a composite: `weight` by the scheme, `applied` with what is not given spread, what it brought."""

    post: str
    group: str
    item: str
    source: str | None = None
    weight: Points
    applied: Points
    points: Points | None = None
    contribution: Points | None = None


class SchemeUsed(ResponseModel):
    """The scheme of a post, for the days in it."""

    post: str
    days: int
    scheme_id: str
    version: int


class GradeFrom(ResponseModel):
    """A grade of the scheme, and the points that it takes at least."""

    grade: str
    least: str


class Deviation(ResponseModel):
    """Two sources that are far apart."""

    first: str
    second: str
    points: Points


class MonthOfYear(ResponseModel):
    """A month of a year's sheet: its result, or why there is none."""

    month: str
    score: Points | None = None
    grade: str | None = None
    state: str | None = None
    why: Literal["not_employed", "absent", "no_sheet", "no_result"] | None = None


class Computed(ResponseModel):
    """What the parts come to, before anybody signed, with the terms by which they do."""

    schemes: list[SchemeUsed]
    figures: list[Figure]
    parts: list[PartOfIt]
    total: Points | None
    grade: str | None
    grades: list[GradeFrom]
    deviations: list[Deviation]
    months: list[MonthOfYear]


class Composite(Computed):
    """R4.4.4: `score` and `signed_grade` are what was signed, by a person; `reason` is why they are not what the parts
    come to."""

    score: Points
    signed_grade: str
    overridden: bool
    reason: str | None = None
    observation: str | None = None
    signed_by: list[str]
    at: str


class Goal(ResponseModel):
    """A goal made together, and the day by which it is to be reached."""

    goal: str
    due: date


class Feedback(ResponseModel):
    """R4.4.5: what was talked about."""

    talked_on: date
    strengths: str
    shortcomings: str
    plan: str
    goals: list[Goal]
    by: str
    at: str


class Answer(ResponseModel):
    """What the employee said to the result."""

    answer: Literal["confirmed", "objected"]
    text: str | None = None
    on_paper: bool
    at: str


class Voice(ResponseModel):
    """What one of the two says who decide an objection."""

    capacity: Literal["hr", "director", "appointed"]
    by: str
    outcome: Literal["upheld", "dismissed"]
    score: Points | None = None
    grade: str | None = None
    reason: str
    at: str


class Decision(ResponseModel):
    """Voices on an objection; it is decided when two say the same."""

    voices: list[Voice]
    decided: bool


class Archived(ResponseModel):
    """A record of the archive. `provisional`: for pay it holds until it is confirmed or decided."""

    sheet_id: str
    version: int
    number: int
    hash: str
    previous: str
    standing: Literal["confirmed", "decided", "unanswered"]
    provisional: bool
    record: str


class ArchivedVersions(ResponseModel):
    """A sheet's records, oldest first; the last one holds."""

    items: list[Archived]
