"""An objection: two people who did not sign the grade decide it, with reasons (R4.1 fair; R4.4.6)."""

from datetime import datetime

from appraisal_rounds.people import store as people
from appraisal_rounds.sheets import (
    access,
    assembling,
    deciding,
    records,
    schemas,
    signing,
    store,
    tables,
    views,
    written,
)
from appraisal_rounds.sheets.domain import Sheet
from appraisal_rounds.sheets.refusals import SignedIt
from appraisal_rounds.store import database
from shop.clock import iso
from shop.contract.appraisal_rounds import DeciderAppointed, ObjectionDecided
from shop.roles import Caller


def appoint(sheet_id: str, body: schemas.Appoint, by: Caller, at: datetime) -> views.Given:
    """Say who decides besides HR.

    Raises NotFound, NotYours, VersionConflict, TransitionNotAllowed, DirectorDecides, SignedIt, Busy.
    """

    def work() -> Sheet:
        visit = access.come(sheet_id, tables.APPOINT, by)
        before = visit.sheet.at_version(body.version)
        after = before.with_appointed(body.user, at)
        appointed = people.who_is(body.user)
        concerned = {before.employee_id, before.superior} - {None}
        if body.user in (*before.signers, *visit.employee.accounts, by.actor) or appointed in concerned:
            raise SignedIt
        with database.transaction() as write:
            change = store.Change(write, before, after, by, at)
            change.told(store.Told(DeciderAppointed(**access.whose(before), appointed=body.user)))
        return after

    return views.given(store.again(work))


def decide(sheet_id: str, body: schemas.Decide, by: Caller, at: datetime) -> records.Decision:
    """Say what is to become of an objection; when two say the same, it is decided.

    Raises NotFound, NotYours, VersionConflict, TransitionNotAllowed, SignedIt, TwoCapacities, Invalid, Busy.
    """

    def work() -> records.Decision:
        visit = access.come(sheet_id, tables.VOTE, by)
        before = visit.sheet.at_version(body.version)
        before.allow(tables.VOTE)
        terms = assembling.assemble(before, visit.employee).terms
        voice = records.Voice(
            capacity=deciding.capacity(before, by, visit.relations),
            by=by.actor,
            outcome=body.outcome,
            score=None if body.score is None else f"{body.score:.2f}",
            grade=signing.check_grade(body.grade, terms),
            reason=body.reason,
            at=iso(at),
        )
        said, version = written.load_voices(sheet_id)
        voices = deciding.heard(said, voice, before.appointed)
        two = deciding.agreed(voices)
        with database.transaction() as write:
            written.save_voices(write, before, voices, version + 1, decided=two is not None)
            facts = {name: value for name, value in voice.model_dump().items() if name != "by"}
            store.note(write, before, "decision", facts, by=by, at=at)
            if two is None:
                store.hold(write, before)
            else:
                after = before.with_decision(sorted(one.by for one in two), at)
                change = store.Change(write, before, after, by, at)
                change.told(store.Told(ObjectionDecided(**access.whose(before), of_manager=before.of_manager)))
                change.keep(written.composite(after.composites), signing.redecided(before, two, at))
        return records.Decision(voices=voices, decided=two is not None)

    return store.again(work)
