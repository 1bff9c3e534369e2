"""What somebody is to a sheet, and whether they may do something with it. Pure."""

from collections.abc import Sequence

from appraisal_rounds.people.domain import Employee
from appraisal_rounds.sheets import tables
from appraisal_rounds.sheets.domain import Sheet
from appraisal_rounds.sheets.refusals import NotYours
from appraisal_rounds.sheets.tables import Relation
from shop.errors import NotFound
from shop.roles import Caller, Permission, Role


def relations(sheet: Sheet, employee: Employee, by: Caller, me: str | None) -> frozenset[Relation]:
    """What the caller is to a sheet of an employee; `me` is whose account the caller's is, of the employees.

    Whose sheet it is, is nothing else to it, whatever roles they have; and an account that was theirs is nothing to it
    at all, whoever has it now. Of several roles each counts. Peers are not told by this (`peers`).
    """
    if by.actor == employee.user:
        return frozenset({Relation.SELF})
    if by.actor in (sheet.user, *employee.former):
        return frozenset()
    found = set[Relation]()
    if sheet.superior == me if sheet.superior is not None else Role.DIRECTOR in by.roles:
        found.add(Relation.SUPERIOR)
    if (Role.DIRECTOR if sheet.of_manager else Role.MANAGER) in by.roles:
        found.add(Relation.SIGNER)
    if Role.HR in by.roles:
        found |= {Relation.HR, Relation.PAPER} if _speaks_on_paper(sheet, employee) else {Relation.HR}
    if Role.DIRECTOR in by.roles:
        found.add(Relation.DIRECTOR)
    if sheet.appointed == by.actor:
        found.add(Relation.APPOINTED)
    return frozenset(found)


def _speaks_on_paper(sheet: Sheet, employee: Employee) -> bool:
    """Whether HR writes down what they say: not for who has an account by now, and is there to use it."""
    return sheet.on_paper and (employee.user is None or employee.left is not None)


def allow(permission: Permission, found: frozenset[Relation]) -> None:
    """Whether who is this to a sheet may do it. Raises NotFound to whom the sheet is nothing, else NotYours."""
    if found & tables.WHO[permission]:
        return
    if not found & tables.WHO[tables.READ_SHEET]:
        raise NotFound("There is no such sheet.")
    raise NotYours(permission.name)


def parts_seen(sheet: Sheet, found: frozenset[Relation]) -> Sequence[str]:
    """The parts of a sheet that they see now. Who signs does not see what others say of the grade while they decide,
    whatever else they are."""
    hidden = {tables.PART_DECISION} if Relation.SIGNER in found and sheet.phase == tables.OBJECTED else set[str]()
    return [part for part in tables.SIGHT if part not in hidden and tables.sees(part, found, sheet.phase)]
