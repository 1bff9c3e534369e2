"""What is shown of employees. Days are in Shanghai."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from appraisal_rounds.people.domain import AbsenceKind, Employee, Post
from shop.web.models import ResponseModel

Superior = Annotated[str | None, Field(description="An employee's id; null: the director.")]


class HeldView(ResponseModel):
    post: Post
    since: date


class AbsenceView(ResponseModel):
    """`kind` is for HR, the director and whoever it is; to a superior it is null."""

    first_day: date
    last_day: date
    kind: AbsenceKind | None


class EmployeeView(ResponseModel):
    """An employee. `posts` are all they held or are to hold, oldest first; `left` is their last day."""

    employee_id: str
    number: str
    name: str
    user: str | None
    posts: list[HeldView]
    superior: Superior
    joined: date
    left: date | None
    absences: list[AbsenceView]
    on_paper: bool
    version: int


class OwnView(EmployeeView):
    """One's own record, with the name of one's superior; null: the director."""

    superior_name: str | None


class Employees(ResponseModel):
    items: list[EmployeeView]
    next: str | None = None


class EmployeeEntered(ResponseModel):
    """A new employee's id: the answer is kept for repeats, and no name is to be kept with it."""

    employee_id: str
    version: int


class LineError(ResponseModel):
    field: str
    reason: str


class ImportedLine(ResponseModel):
    """What became of a line of a file; lines are counted as a spreadsheet counts them."""

    line: int
    number: str | None
    outcome: Literal["entered", "changed", "unchanged", "refused"]
    employee_id: str | None
    errors: list[LineError] = Field(default_factory=list)


class Imported(ResponseModel):
    """What became of a file."""

    entered: int
    changed: int
    unchanged: int
    refused: int
    items: list[ImportedLine]


def employee(one: Employee, *, kinds: bool = True) -> EmployeeView:
    """An employee as shown; why they are away only with `kinds`."""
    return EmployeeView(
        employee_id=one.employee_id,
        number=one.number,
        name=one.name,
        user=one.user,
        posts=[HeldView(**held._asdict()) for held in one.held],
        superior=one.superior,
        joined=one.joined,
        left=one.left,
        absences=[
            AbsenceView(first_day=away.first, last_day=away.last, kind=away.kind if kinds else None)
            for away in one.absences
        ],
        on_paper=one.on_paper,
        version=one.version,
    )
