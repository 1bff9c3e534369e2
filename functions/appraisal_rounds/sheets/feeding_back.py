"""Feedback: the talk about a result, with strengths, shortcomings, a plan and dated goals (R4.4.5)."""

from datetime import datetime

from appraisal_rounds import dates, months
from appraisal_rounds.sheets import access, assembling, records, schemas, store, tables, written
from appraisal_rounds.sheets.domain import Sheet, Spans
from appraisal_rounds.store import database
from shop.business_days import business_date
from shop.clock import iso
from shop.contract.appraisal_rounds import SheetFedBack
from shop.errors import Invalid
from shop.roles import Caller

# Results are fed back together, from this state of the round on.
_ROUND = ("feedback",)


def spans() -> Spans:
    """The shop's own time limits."""
    return Spans(*(dates.terms().span(name) for name in Spans._fields))


def feed_back(sheet_id: str, body: schemas.FeedBack, by: Caller, at: datetime) -> records.Feedback:
    """Take down what was talked about; from now on the employee sees the result, and has some days for an answer.

    Raises NotFound, NotYours, VersionConflict, TransitionNotAllowed, NotSigned, RoundNotThere, Invalid, Busy.
    """

    def work() -> records.Feedback:
        before = access.come(sheet_id, tables.FEED_BACK, by).sheet.at_version(body.version)
        after: Sheet = before.fed_back(at, spans())
        _check(body, before, at)
        feedback = records.Feedback(
            talked_on=body.talked_on,
            strengths=body.strengths,
            shortcomings=body.shortcomings,
            plan=body.plan,
            goals=[records.Goal(goal=one.goal, due=one.due) for one in body.goals],
            by=by.actor,
            at=iso(at),
        )
        due = str(after.answer_by)
        told = SheetFedBack(**access.whose(before), answer_by=due, again=before.decided)
        with database.transaction() as write:
            store.check_round(write, before.round_id, _ROUND)
            change = store.Change(write, before, after, by, at)
            change.told(store.Told(told, due=due))
            change.keep(written.feedback(after.talks), feedback)
        return feedback

    return store.again(work)


def _check(body: schemas.FeedBack, sheet: Sheet, at: datetime) -> None:
    begins = months.first(months.after(assembling.last_month(sheet)))
    if body.talked_on < begins:
        raise Invalid.field("talked_on", f"is before {begins}, when the time was over that is talked about")
    if body.talked_on > business_date(at):
        raise Invalid.field("talked_on", "is a day that has not come")
    for place, due in enumerate(body.days):
        if due <= body.talked_on:
            raise Invalid.field(f"goals[{place}].due", "is to be after the talk")
