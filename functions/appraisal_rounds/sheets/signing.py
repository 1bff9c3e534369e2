"""The composite assessment: computed from the parts, signed by a person (R4.4.4; PIPL art. 24)."""

from datetime import datetime
from decimal import Decimal

from appraisal_rounds.schemes.quotas import grade_of
from appraisal_rounds.schemes.terms import Terms
from appraisal_rounds.sheets import access, assembling, figures, records, schemas, store, tables, written
from appraisal_rounds.sheets.domain import Sheet
from appraisal_rounds.sheets.refusals import FiguresNotFrozen
from appraisal_rounds.store import database
from shop.clock import iso
from shop.contract.appraisal_rounds import SheetSigned
from shop.errors import Invalid
from shop.roles import Caller


def preview(sheet_id: str, by: Caller) -> records.Computed:
    """What the parts come to by now, before it is signed. Raises NotFound, NotYours, TransitionNotAllowed."""
    visit = access.come(sheet_id, tables.SIGN, by)
    tables.SIGN.leave(visit.sheet.state)
    return assembling.assemble(visit.sheet, visit.employee).computed


def sign(sheet_id: str, body: schemas.Sign, by: Caller, at: datetime) -> records.Composite:
    """Sign a grade and a score: those that the parts come to, or others with a reason.

    Raises NotFound, NotYours, VersionConflict, TransitionNotAllowed, FiguresNotFrozen, Invalid, Busy.
    """

    def work() -> records.Composite:
        visit = access.come(sheet_id, tables.SIGN, by)
        before = visit.sheet.at_version(body.version)
        before.allow(tables.SIGN)
        if not figures.are_frozen(assembling.last_month(before)):
            raise FiguresNotFrozen
        assembled = assembling.assemble(before, visit.employee)
        composite = _decided(assembled, body, by, at)
        after = before.signed(by.actor, at)
        with database.transaction() as write:
            change = store.Change(write, before, after, by, at)
            change.told(store.Told(SheetSigned(**access.whose(before), again=before.composites > 0)))
            change.keep(written.composite(after.composites), composite)
            facts = {"score": composite.score, "grade": composite.signed_grade, "overridden": composite.overridden}
            change.note("composite", facts | {"reason": composite.reason})
        return composite

    return store.again(work)


def _decided(assembled: assembling.Assembled, body: schemas.Sign, by: Caller, at: datetime) -> records.Composite:
    computed, terms = assembled
    total = None if computed.total is None else Decimal(computed.total)
    score = total if body.score is None else body.score
    if score is None:
        raise Invalid.field("score", "is to be given, with a reason: nothing of the parts is given")
    by_points = computed.grade if body.score is None else grade_of(score, terms.grades)
    grade = check_grade(body.grade, terms) or str(by_points)
    overridden = score != total or grade != computed.grade
    if overridden and body.reason is None:
        raise Invalid.field("reason", "is to be given where score or grade are not what the parts come to")
    return records.Composite(
        **computed.model_dump(),
        score=f"{score:.2f}",
        signed_grade=grade,
        overridden=overridden,
        reason=body.reason if overridden else None,
        observation=body.observation,
        signed_by=[by.actor],
        at=iso(at),
    )


def check_grade(grade: str | None, terms: Terms) -> str | None:
    """A grade that the scheme has. Raises Invalid."""
    names = [one.grade for one in terms.grades]
    if grade is not None and grade not in names:
        raise Invalid.field("grade", f"is to be one of {', '.join(names)}")
    return grade


def redecided(sheet: Sheet, voices: tuple[records.Voice, records.Voice], at: datetime) -> records.Composite:
    """The composite that two people decided: what was signed, with what they say."""
    former = written.composites([sheet])[sheet.sheet_id]
    voice = voices[0]
    upheld = {"score": voice.score, "signed_grade": voice.grade, "overridden": True} if voice.score else {}
    reasons = "\n".join(one.reason for one in voices)
    signed = {"signed_by": sorted(one.by for one in voices), "at": iso(at), "reason": reasons}
    return former.model_copy(update={**upheld, **signed})
