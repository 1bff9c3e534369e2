"""A round: one cycle of appraisal, of a month or a year (R4.3). Pure."""

from datetime import date, datetime
from typing import Literal, NamedTuple, Self

from appraisal_rounds.dates import Dates
from appraisal_rounds.rounds import tables
from shop.business_days import business_date
from shop.clock import iso
from shop.errors import Conflict
from shop.roles import Transition

Kind = Literal["monthly", "yearly"]


class ReviewsOver(Conflict):
    """Nobody comes into a round whose reviews are over."""

    code, title = "reviews_over", "The round's reviews are over"

    def __init__(self) -> None:
        super().__init__("A sheet is opened while the round's reviews are collected, and not later.")


class SheetThere(Conflict):
    code, title = "sheet_there", "There is such a sheet"

    def __init__(self) -> None:
        super().__init__("The employee has a sheet in this round.")


class Round(NamedTuple):
    """A round. Times are UTC, ISO 8601; `round_id` is the month, or the year; `sheets`, how many it has."""

    round_id: str
    kind: Kind
    state: str
    version: int
    since: str
    opens: str
    reminds: str
    reviews_due: str
    composite_by: str
    fed_back_by: str
    sheets: int = 0

    @classmethod
    def scheduled(cls, round_id: str, dates: Dates, at: datetime) -> Self:
        """A round that is about to open."""
        kind: Kind = "monthly" if "-" in round_id else "yearly"
        opens, reminds, reviews_due, composite_by, fed_back_by = map(iso, dates)
        due = (opens, reminds, reviews_due, composite_by, fed_back_by)
        return cls(round_id, kind, tables.SCHEDULED, 0, iso(at), *due)

    @property
    def opens_on(self) -> date:
        """The day on which it opens, in Shanghai."""
        return business_date(datetime.fromisoformat(self.opens))

    @property
    def months(self) -> list[str]:
        """The months that it is about."""
        if self.kind == "monthly":
            return [self.round_id]
        return [f"{self.round_id}-{number:02}" for number in range(1, 13)]

    def moved(self, step: Transition, at: datetime, *, sheets: int | None = None) -> Self:
        """After a step. Raises TransitionNotAllowed."""
        sheets = self.sheets if sheets is None else sheets
        return self._replace(state=step.leave(self.state), version=self.version + 1, since=iso(at), sheets=sheets)

    def with_one_more(self, at: datetime) -> Self:
        """With one more sheet. Raises ReviewsOver."""
        if self.state != tables.COLLECTING or iso(at) >= self.reviews_due:
            raise ReviewsOver
        return self._replace(sheets=self.sheets + 1)
