"""Calibration: signed grades side by side, and what points and quotas make of the same scores (R4.1 fair).

Looking changes nothing. Who then wants another grade signs it anew, with a reason, until it is fed back.
"""

from collections import Counter
from decimal import Decimal

from appraisal_rounds.people import store as people
from appraisal_rounds.people.domain import Post
from appraisal_rounds.rounds import schemas, store, views
from appraisal_rounds.schemes import quotas
from appraisal_rounds.schemes import store as schemes
from appraisal_rounds.schemes.quotas import Award
from appraisal_rounds.schemes.terms import Terms
from appraisal_rounds.sheets import store as sheets
from appraisal_rounds.sheets import written
from appraisal_rounds.sheets.domain import Sheet
from appraisal_rounds.sheets.records import Composite
from appraisal_rounds.sheets.relations import relations
from appraisal_rounds.sheets.tables import Relation
from shop.errors import Invalid
from shop.roles import Caller

# One post of one round is compared as a whole.
MOST = 2000
_PAGE = 200
_COMPARE = {Relation.SIGNER, Relation.DIRECTOR}


def calibration(round_id: str, post: Post, what_if: str | None, by: Caller) -> views.Calibration:
    """The grades of a post in a round, as far as they are the caller's to sign, or to watch as the director: nobody's
    own is among them. Raises NotFound, Invalid."""
    round_ = store.load(round_id)
    terms = _terms(schemes.in_force(post, round_.months[-1]).terms, what_if)
    me = people.who_is(by.actor)
    of_post = _of_post(round_id, post)
    employees = people.find([one.employee_id for one in of_post])
    found = [one for one in of_post if relations(one, employees[one.employee_id], by, me) & _COMPARE]
    signed = written.composites(found)
    scores = {sheet_id: Decimal(one.score) for sheet_id, one in signed.items()}
    awards = quotas.awarded(scores, terms) if scores else {}
    names = {one.employee_id: one.name for one in employees.values()}
    rows = [_row(one, names.get(one.employee_id), signed.get(one.sheet_id), awards.get(one.sheet_id)) for one in found]
    return views.Calibration(
        round_id=round_id,
        post=post,
        what_if=what_if is not None,
        unsigned=len(found) - len(signed),
        grades=_counts(terms, list(signed.values()), list(awards.values())),
        rows=sorted(rows, key=lambda row: (row.score is None, -Decimal(row.score or 0), row.sheet_id)),
    )


def _terms(terms: Terms, what_if: str | None) -> Terms:
    if what_if is None:
        return terms
    wanted = schemas.quotas(what_if)
    limited = [one.grade for one in terms.grades[:-1]]
    if any(one.grade not in limited for one in wanted):
        raise Invalid.field("what_if", f"is to be of the grades {', '.join(limited)}")
    return terms._replace(quotas=tuple(wanted))


def _of_post(round_id: str, post: Post) -> list[Sheet]:
    found: list[Sheet] = []
    after: str | None = None
    while True:
        page = sheets.of_round(round_id, _PAGE, after)
        found += [one for one in sheets.sheets_in(page) if one.post == post]
        after = page.last
        if after is None:
            return found
        if len(found) > MOST:
            raise Invalid.field("post", f"has more than {MOST} sheets in this round")


def _row(one: Sheet, name: str | None, signed: Composite | None, award: Award | None) -> views.CalibrationRow:
    return views.CalibrationRow(
        sheet_id=one.sheet_id,
        employee_id=one.employee_id,
        name=name,
        state=one.state,
        score=signed.score if signed else None,
        signed_grade=signed.signed_grade if signed else None,
        by_points=award.by_points if award else None,
        by_quota=award.grade if award else None,
        beyond_quota=award.beyond_quota if award else False,
        deviations=len(signed.deviations) if signed else 0,
    )


def _counts(terms: Terms, signed: list[Composite], awards: list[Award]) -> list[views.GradeCount]:
    by_hand = Counter(one.signed_grade for one in signed)
    by_points, by_quota = (Counter(getattr(one, name) for one in awards) for name in ("by_points", "grade"))
    percents = {one.grade: one.most_percent for one in terms.quotas}
    return [
        views.GradeCount(
            grade=grade,
            signed=by_hand[grade],
            by_points=by_points[grade],
            by_quota=by_quota[grade],
            most=quotas.most(len(awards), percents[grade]) if grade in percents else None,
        )
        for grade, _ in terms.grades
    ]
