"""What is known of a sheet: one employee's appraisal in a round (R4.4). Pure."""

from datetime import timedelta
from typing import NamedTuple

from appraisal_rounds.sheets import tables
from shop.roles import Role


class PostHeld(NamedTuple):
    """A post held in the round's time, for so many days."""

    post: str
    days: int


class Spans(NamedTuple):
    """How long somebody has to answer, until they are reminded, at least from then on; and for a decision."""

    answer: timedelta
    chase: timedelta
    grace: timedelta
    decision: timedelta


class Facts(NamedTuple):
    """What is known of an employee's appraisal in a round. Times are UTC, ISO 8601.

    `post` is the one whose grades it takes; `superior` an employee, or None for the director. `composites` numbers the
    last composite, `told` the one that was fed back last, 0 while there is none. `signers` are all who signed a
    composite of it; `reviewed_at` is when a peer's review was the last that was awaited.
    """

    round_id: str
    employee_id: str
    user: str | None
    post: str
    posts: tuple[PostHeld, ...]
    superior: str | None
    on_paper: bool
    reviews_due: str
    state: str = tables.REVIEWING
    version: int = 1
    since: str = ""
    self_in: bool = False
    superior_in: bool = False
    peers: int = 0
    communication: str | None = None
    team_spirit: str | None = None
    composites: int = 0
    signers: tuple[str, ...] = ()
    told: int = 0
    talks: int = 0
    chase_at: str | None = None
    answer_by: str | None = None
    chased: bool = False
    answers: int = 0
    decide_by: str | None = None
    appointed: str | None = None
    decided: bool = False
    overdue: bool = False
    archived: int = 0
    reviewed_at: str | None = None

    @property
    def sheet_id(self) -> str:
        return f"{self.round_id}.{self.employee_id}"

    @property
    def of_manager(self) -> bool:
        """Whether it is of somebody who was manager in its time, and whose grade the director signs."""
        return Role.MANAGER in (self.post, *(held.post for held in self.posts))

    @property
    def phase(self) -> str:
        """By which it is told who sees what of it."""
        if self.state != tables.REVIEWING:
            return self.state
        return tables.OPENED if self.self_in and self.superior_in else tables.SEALED

    @property
    def next_due(self) -> str | None:
        """When the clock has something to do with it by itself."""
        if self.state == tables.REVIEWING:
            return self.reviewed_at
        if self.state == tables.FED_BACK:
            return self.answer_by if self.chased else self.chase_at
        return self.decide_by if self.state == tables.OBJECTED and not self.overdue else None

    @property
    def standing(self) -> str:
        """Under what it is archived."""
        if self.answers and self.state == tables.CONFIRMED:
            return "confirmed"
        return "decided" if self.decided else "unanswered"
