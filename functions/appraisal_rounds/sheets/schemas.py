"""What is asked of sheets on the wire. Days are in Shanghai; scores are whole numbers from 0 to 100."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from appraisal_rounds.people.schemas import Day, EmployeeId, User
from appraisal_rounds.sheets.peers import MOST
from shop.web.models import RequestModel, Version
from shop.web.texts import paragraphs, printable

ROUND_PATTERN = r"^20[0-9]{2}(-(0[1-9]|1[0-2]))?$"
SHEET_PATTERN = r"^20[0-9]{2}(-(0[1-9]|1[0-2]))?\.[0-7][0-9A-HJKMNP-TV-Z]{25}$"

Score = Annotated[int, Field(strict=True, ge=0, le=100)]
Said = Annotated[str, paragraphs(2000)]
MOST_GOALS = 10


class Judged(RequestModel):
    """The items of ability and attitude (R4.2.2, R4.2.3)."""

    knowledge_and_skill: Score
    communication: Score
    problem_solving: Score
    learning: Score
    responsibility: Score
    team_spirit: Score
    initiative: Score
    loyalty: Score


class GiveSelfReview(RequestModel):
    """R4.4.1. Scores are a reference, and need not be given."""

    achievements: Said
    shortcomings: Said
    measures: Said
    scores: Judged | None = None


class LookBack(RequestModel):
    """Whether a goal of the round before was reached; `goal` is its place in that list, from 1 on."""

    goal: Annotated[int, Field(strict=True, ge=1, le=MOST_GOALS)]
    reached: Annotated[bool, Field(strict=True)]
    remark: Annotated[str, paragraphs(500)] | None = None


class GiveSuperiorsReview(RequestModel):
    """R4.4.2."""

    scores: Judged
    opinion: Said
    former_goals: Annotated[list[LookBack], Field(max_length=MOST_GOALS, default_factory=list)]


class GivePeerReview(RequestModel):
    """R4.4.3: cooperation (`team_spirit`) and communication, and no text: one would know the hand."""

    communication: Score
    team_spirit: Score


class ChangePeers(RequestModel):
    """Who is asked as a peer."""

    reviewers: Annotated[list[EmployeeId], Field(max_length=MOST)]


class SheetStep(RequestModel):
    """A step of a sheet, decided on this version of it."""

    version: Version


def _points(said: Any) -> Any:
    if isinstance(said, bool) or not isinstance(said, int | str):
        raise ValueError('is to be a number of points, such as 87 or "87.50"')
    return said


Points = Annotated[
    Decimal,
    BeforeValidator(_points),
    Field(ge=0, le=120, decimal_places=2, max_digits=5, allow_inf_nan=False, description='Such as 87 or "87.50".'),
]
GradeName = Annotated[str, printable(10)]


class Sign(SheetStep):
    """R4.4.4: the composite, signed. Score and grade are given where the parts come to others, with a reason."""

    score: Points | None = None
    grade: GradeName | None = None
    reason: Annotated[str, paragraphs(1000)] | None = None
    observation: Annotated[str, paragraphs(2000)] | None = None


class GoalSet(RequestModel):
    """A goal, and the day by which it is to be reached."""

    goal: Annotated[str, paragraphs(500)]
    due: Day


class FeedBack(SheetStep):
    """R4.4.5: what was talked about."""

    talked_on: Day
    strengths: Said
    shortcomings: Said
    plan: Said
    goals: Annotated[list[GoalSet], Field(min_length=1, max_length=MOST_GOALS)]

    @property
    def days(self) -> list[date]:
        return [one.due for one in self.goals]


class ObjectTo(SheetStep):
    """Why somebody does not agree with their result."""

    reason: Said


class Appoint(SheetStep):
    """Who decides an objection besides HR, where the director signed the grade, or let the time for it pass."""

    user: User


class Decide(SheetStep):
    """What one of two says on an objection; with `upheld`, what the result is to be."""

    outcome: Literal["upheld", "dismissed"]
    score: Points | None = None
    grade: GradeName | None = None
    reason: Said

    @model_validator(mode="after")
    def _result(self) -> "Decide":
        if (self.outcome == "upheld") != (self.score is not None and self.grade is not None):
            raise ValueError("give score and grade where the objection is upheld, and only there")
        return self


class CorrectArchive(SheetStep):
    """Another version of an archived record: why, and whether the result was confirmed since, on paper."""

    reason: Annotated[str, paragraphs(1000)]
    confirmed: Annotated[bool, Field(strict=True)] = False
