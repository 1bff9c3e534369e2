"""The answer: an employee confirms the result, or objects to it within the limit (R4.4.6). Silence is neither."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from appraisal_rounds.sheets import access, feeding_back, records, schemas, store, tables, views, written
from appraisal_rounds.sheets.domain import Sheet
from appraisal_rounds.store import database
from shop.clock import iso
from shop.contract.appraisal_rounds import OfSheet, SheetConfirmed, SheetObjected
from shop.roles import Caller, Transition


def confirm(sheet_id: str, body: schemas.SheetStep, by: Caller, at: datetime) -> views.Given:
    """Confirm a result, also late; on paper by HR.

    Raises NotFound, NotYours, VersionConflict, TransitionNotAllowed, Busy.
    """

    def told(after: Sheet, on_paper: bool) -> store.Told:
        return store.Told(SheetConfirmed(**access.whose(after), on_paper=on_paper))

    def change(before: Sheet) -> Sheet:
        return before.confirmed(at)

    return _answer(sheet_id, body.version, tables.CONFIRM, change, told, "confirmed", None, by, at)


def object_to(sheet_id: str, body: schemas.ObjectTo, by: Caller, at: datetime) -> views.Given:
    """Object to a result; on paper by HR.

    Raises NotFound, NotYours, VersionConflict, TransitionNotAllowed, TooLate, DecidedAlready, Busy.
    """

    def told(after: Sheet, on_paper: bool) -> store.Told:
        due = str(after.decide_by)
        whose = access.whose(after)
        event: OfSheet = SheetObjected(**whose, on_paper=on_paper, decide_by=due, of_manager=after.of_manager)
        return store.Told(event, due=due)

    def change(before: Sheet) -> Sheet:
        return before.objected(at, feeding_back.spans())

    return _answer(sheet_id, body.version, tables.OBJECT, change, told, "objected", body.reason, by, at)


def _answer(
    sheet_id: str,
    version: int,
    step: Transition,
    decide: Callable[[Sheet], Sheet],
    told: Callable[[Sheet, bool], store.Told],
    answer: Literal["confirmed", "objected"],
    text: str | None,
    by: Caller,
    at: datetime,
) -> views.Given:
    def work() -> Sheet:
        visit = access.come(sheet_id, step, by)
        before = visit.sheet.at_version(version)
        after = decide(before)
        kept = records.Answer(answer=answer, text=text, on_paper=visit.on_paper, at=iso(at))
        with database.transaction() as write:
            change = store.Change(write, before, after, by, at)
            change.told(told(after, visit.on_paper))
            change.keep(written.answer(after.answers), kept)
        return after

    return views.given(store.again(work))
