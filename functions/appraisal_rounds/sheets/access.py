"""Coming to a sheet: what the caller is to it, and whether they may do what they came for."""

from typing import Any, NamedTuple

from appraisal_rounds.people import store as people
from appraisal_rounds.people.domain import Employee
from appraisal_rounds.sheets import relations, store
from appraisal_rounds.sheets.domain import Sheet
from appraisal_rounds.sheets.tables import Relation
from shop.roles import Caller, Permission


class Visit(NamedTuple):
    """A sheet, whose it is, and what the caller is to it."""

    sheet: Sheet
    employee: Employee
    relations: frozenset[Relation]

    @property
    def on_paper(self) -> bool:
        """Whether HR acts for whose sheet it is."""
        return Relation.SELF not in self.relations


def come(sheet_id: str, permission: Permission, by: Caller) -> Visit:
    """A sheet for somebody who may do this with it. Raises NotFound to whom it is nothing, NotYours."""
    sheet = store.load(sheet_id)
    employee = people.load(sheet.employee_id)
    found = relations.relations(sheet, employee, by, people.who_is(by.actor))
    relations.allow(permission, found)
    return Visit(with_account(sheet, employee), employee, found)


def with_account(sheet: Sheet, employee: Employee) -> Sheet:
    """A sheet with the account that its employee has by now: they are told of it there."""
    return sheet._replace(user=employee.user)


def whose(sheet: Sheet) -> dict[str, Any]:
    """What every event of a sheet says."""
    return {"round_id": sheet.round_id, "employee_id": sheet.employee_id, "user": sheet.user}
