"""What the clock makes of sheets: reviews end of which a peer's was the last; whoever has not answered is reminded, and
then it is unanswered; what two people should have decided by now is overdue."""

from collections.abc import Callable
from datetime import datetime

from appraisal_rounds.people import store as people
from appraisal_rounds.sheets import access, feeding_back, reviewing, store, tables
from appraisal_rounds.sheets.domain import Sheet
from appraisal_rounds.sheets.reviewing import BY
from appraisal_rounds.store import database
from shop import invocation
from shop.clock import iso
from shop.contract.appraisal_rounds import AnswerReminded, ObjectionEscalated, SheetUnanswered

Failed = Callable[[str, Exception], None]
_AT_A_TIME = 50


def tend(now: Callable[[], datetime], failed: Failed) -> int:
    """Do what is due by now, soonest first, as far as time allows; returns how many sheets it changed."""
    seen = set[str]()
    done = 0
    while invocation.time_left() > 0:
        due = [sheet_id for when, sheet_id in store.chores(_AT_A_TIME + len(seen)) if when <= iso(now())]
        fresh = [one for one in due if one not in seen][:_AT_A_TIME]
        if not fresh:
            break
        for sheet_id in fresh:
            seen.add(sheet_id)
            try:
                done += _tick(sheet_id, now())
            except Exception as error:  # one is not to hold up the others
                failed(sheet_id, error)
    return done


def _tick(sheet_id: str, at: datetime) -> bool:
    def work() -> bool:
        found = store.load(sheet_id)
        if found.state == tables.REVIEWING:
            return found.next_due is not None and reviewing.end(found, at)
        before = access.with_account(found, people.load(found.employee_id))
        after = before.ticked(at, feeding_back.spans())
        if after is before:  # the list lags behind
            return False
        with database.transaction() as write:
            store.Change(write, before, after, BY, at).told(_told(before, after))
        return True

    return store.again(work)


def _told(before: Sheet, after: Sheet) -> store.Told:
    whose = access.whose(before)
    if after.state == tables.UNANSWERED:
        return store.Told(SheetUnanswered(**whose))
    if after.state == tables.OBJECTED:
        return store.Told(ObjectionEscalated(**whose, appointed=after.appointed), due=after.decide_by)
    return store.Told(AnswerReminded(**whose, answer_by=str(after.answer_by)), due=after.answer_by)
