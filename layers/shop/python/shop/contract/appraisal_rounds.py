"""Events of appraisal rounds (R4). Of people they say ids and that something changed: no names, texts or scores."""

from typing import Literal

from pydantic import Field

from shop.contract import EventData


class EmployeeEntered(EventData):
    """R4: somebody is to be appraised in a post from the day on which they joined."""

    post: str


class EmployeeChanged(EventData):
    """R4: facts of an employee's record are others now; which ones, by their names."""

    fields: list[str]


class EmployeePostChanged(EventData):
    """R4: an employee has another post from a day (in Shanghai) on; `fields` are the facts that changed besides."""

    former_post: str
    post: str
    since: str
    fields: list[str] = Field(default_factory=list)


class OfScheme(EventData):
    """What is told of a scheme: whose it is, and from which month on (`2026-12`)."""

    post: str
    valid_from: str


class SchemeProposed(OfScheme):
    """R4.2: somebody proposes by what a post is to be appraised."""


class SchemePublished(OfScheme):
    """R4.1: those in the post can read by what they are to be appraised, before the month begins."""


class SchemeWithdrawn(OfScheme):
    """R4.1: it will not hold; `was_published` where those in the post had been told of it."""

    was_published: bool


# -- rounds (R4.3) ---------------------------------------------------------------------------------------------


class RoundOpened(EventData):
    """R4.3: everybody who was there has a sheet; reviews are due, and results are to be fed back by then (UTC)."""

    cycle: Literal["monthly", "yearly"]
    sheets: int
    reviews_due: str
    fed_back_by: str


class OfReviewers(EventData):
    """What is told of those who have reviews to give in a round. Of whom, only they themselves are told."""

    round_id: str
    people: list[str]
    reviews_due: str


class ReviewsAsked(OfReviewers):
    """R4.4: these accounts have reviews to give."""


class ReviewsReminded(OfReviewers):
    """R4.4: these accounts have still reviews to give, and not much time."""


class CalibrationBegun(EventData):
    """R4.4.4: the reviews are over; grades are compared."""

    composite_by: str


class RoundFedBack(EventData):
    """R4.4.5: results are fed back from now on. `unsigned` sheets have no grade although their time has come."""

    fed_back_by: str
    unsigned: int


class FeedbackEscalated(EventData):
    """R4.3: the first ten days are over, and so many results have not been fed back."""

    left: int


class RoundClosed(EventData):
    """R4.4.6: every sheet of it is archived."""


# -- sheets (R4.4) ---------------------------------------------------------------------------------------------


class OfSheet(EventData):
    """What is told of a sheet: of which round, and whose; `user` is their account, if they have one."""

    round_id: str
    employee_id: str
    user: str | None = None


class SheetOpened(OfSheet):
    """R4.4.1: an employee is to look at their own work; HR asks for it on paper where there is no account."""

    post: str
    reviews_due: str


class SelfReviewGiven(OfSheet):
    """R4.4.1: the self-review is in."""

    on_paper: bool


class SuperiorReviewGiven(OfSheet):
    """R4.4.2: the superior's review is in."""


class ReviewsEnded(OfSheet):
    """R4.4.3: what was given is open to those whom it concerns; what was not is not given.

    `superior` is the account of the superior, who is told of a self-review that is missing.
    """

    self_given: bool
    superior_given: bool
    superior: str | None = None


class SheetSigned(OfSheet):
    """R4.4.4: somebody signed a grade; `again` in the place of an earlier one."""

    again: bool


class SheetFedBack(OfSheet):
    """R4.4.5: the result was talked about; it is to be confirmed or objected to by then. `again` after a decision."""

    answer_by: str
    again: bool


class AnswerReminded(OfSheet):
    """R4.4.6: the result has no answer yet."""

    answer_by: str


class SheetConfirmed(OfSheet):
    """R4.4.6: the employee confirmed the result; on paper HR recorded it."""

    on_paper: bool


class SheetObjected(OfSheet):
    """R4.4.6: the employee does not agree; two who did not sign the grade decide by then."""

    on_paper: bool
    decide_by: str
    of_manager: bool


class DeciderAppointed(OfSheet):
    """R4.4.6: somebody is to decide an objection besides HR, by the `sub` of their account."""

    appointed: str


class ObjectionEscalated(OfSheet):
    """R4.4.6: an objection should have been decided by now."""

    appointed: str | None = None


class ObjectionDecided(OfSheet):
    """R4.4.6: two people decided an objection; the result is to be fed back again."""

    of_manager: bool


class SheetUnanswered(OfSheet):
    """R4.4.6: nobody answered in time, although reminded. That is no consent."""


class OfArchive(OfSheet):
    """What is told of an archived sheet; while it is `provisional`, pay that hangs on it is too."""

    archived_version: int
    provisional: bool


class SheetArchived(OfArchive):
    """R4.4.6: HR archived the sheet."""


class ArchiveCorrected(OfArchive):
    """R4.4.6: another version in the archive names the one before it."""


class MonthClosed(EventData):
    """R4.2.1: from now on whatever is told of a month (`2026-11`, in Shanghai) counts in the next one."""

    month: str


class FiguresFrozen(EventData):
    """R4.2.1: the figures of a month stand for good."""

    month: str
