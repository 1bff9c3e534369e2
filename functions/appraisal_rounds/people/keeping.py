"""HR enters employees and corrects their records; each change is a version with its event (R4)."""

from datetime import datetime

from appraisal_rounds import store as room
from appraisal_rounds.people import schemas, store, views
from appraisal_rounds.people.domain import Absence, Employee, differing
from shop.contract import EventData
from shop.contract.appraisal_rounds import EmployeeChanged, EmployeeEntered, EmployeePostChanged
from shop.errors import ShopError
from shop.roles import Caller
from shop.web.idempotency import IdempotencyKey


def enter(body: schemas.EnterEmployee, by: Caller, key: IdempotencyKey, at: datetime) -> views.EmployeeEntered:
    """Enter an employee. Raises Invalid, Taken (number or account), VersionConflict, Replayed, IdempotencyKeyReused."""
    try:
        above = store.above(body.superior)
        new = _new(body, above, at)
    except ShopError:
        key.refuse_repeat(room.table, at)  # being a repeat outranks every other refusal
        raise
    answer = views.EmployeeEntered(employee_id=new.employee_id, version=new.version)
    with room.database.transaction() as write:
        key.claim(write, room.table, at, entity=store.partition(new.employee_id), answer=answer)
        store.save(write, None, new, EmployeeEntered(post=new.post), above=above, by=by, at=at)
    return answer


def _new(body: schemas.EnterEmployee, above: list[Employee], at: datetime) -> Employee:
    return Employee.entered(
        at,
        number=body.number,
        name=body.name,
        user=body.user,
        post=body.post,
        joined=body.joined,
        left=body.left,
        above=above,
    )


def correct(employee_id: str, body: schemas.CorrectEmployee, by: Caller, at: datetime) -> views.EmployeeView:
    """Correct a record. Raises NotFound, OwnRecord, VersionConflict, Invalid, CircleOfSuperiors, Taken."""
    before = store.load(employee_id).not_by(by.actor).at_version(body.version)
    above = store.above(body.superior if "superior" in body.said else before.superior)
    after = before.corrected(
        at,
        name=body.name,
        joined=body.joined,
        user=body.user if "user" in body.said else before.user,
        left=body.left if "left" in body.said else before.left,
        above=above,
    )
    if after is before:
        return views.employee(before)
    decided_by = above if before.superior != after.superior else []
    with room.database.transaction() as write:
        event = EmployeeChanged(fields=differing(before, after))
        store.save(write, before, after, event, above=decided_by, by=by, at=at)
    return views.employee(after)


def change_post(employee_id: str, body: schemas.ChangePost, by: Caller, at: datetime) -> views.EmployeeView:
    """Move somebody to another post from a day on. Raises NotFound, OwnRecord, VersionConflict, Invalid."""
    before = store.load(employee_id).not_by(by.actor).at_version(body.version)
    after = before.moved(at, body.post, body.since)
    event = EmployeePostChanged(former_post=after.held[-2].post, post=after.post, since=body.since.isoformat())
    return _save(before, after, event, by, at)


def record_absence(employee_id: str, body: schemas.RecordAbsence, by: Caller, at: datetime) -> views.EmployeeView:
    """Note that somebody is not there. Raises NotFound, OwnRecord, VersionConflict, Invalid."""
    before = store.load(employee_id).not_by(by.actor).at_version(body.version)
    after = before.away(at, Absence(body.first_day, body.last_day, body.kind))
    return _save(before, after, EmployeeChanged(fields=["absences"]), by, at)


def remove_absence(employee_id: str, body: schemas.RemoveAbsence, by: Caller, at: datetime) -> views.EmployeeView:
    """Take an absence back that was not one. Raises NotFound, OwnRecord, VersionConflict, Invalid."""
    before = store.load(employee_id).not_by(by.actor).at_version(body.version)
    return _save(before, before.back(at, body.first_day), EmployeeChanged(fields=["absences"]), by, at)


def _save(before: Employee, after: Employee, event: EventData, by: Caller, at: datetime) -> views.EmployeeView:
    with room.database.transaction() as write:
        store.save(write, before, after, event, by=by, at=at)
    return views.employee(after)
