"""What somebody is to a sheet, and whether they may do something with it. Pure."""

from collections.abc import Sequence

from appraisal_rounds.sheets import tables
from appraisal_rounds.sheets.domain import Sheet
from appraisal_rounds.sheets.refusals import NotYours
from appraisal_rounds.sheets.tables import Relation
from shop.errors import NotFound
from shop.roles import Caller, Permission, Role


def relations(sheet: Sheet, by: Caller, me: str | None) -> frozenset[Relation]:
    """What the caller is to a sheet; `me` is whose account the caller's is, of the employees.

    Whose sheet it is, is nothing else to it, whatever roles they have. Peers are not told by this: `is_peer`.
    """
    if sheet.employee_id == me or (sheet.user is not None and sheet.user == by.actor):
        return frozenset({Relation.SELF})
    found = set[Relation]()
    if sheet.superior == me if sheet.superior is not None else by.role == Role.DIRECTOR:
        found.add(Relation.SUPERIOR)
    if by.role == (Role.DIRECTOR if sheet.of_manager else Role.MANAGER):
        found.add(Relation.SIGNER)
    if by.role == Role.HR:
        found |= {Relation.HR, Relation.PAPER} if sheet.on_paper else {Relation.HR}
    if by.role == Role.DIRECTOR:
        found.add(Relation.DIRECTOR)
    if sheet.appointed == by.actor:
        found.add(Relation.APPOINTED)
    return frozenset(found)


def allow(permission: Permission, found: frozenset[Relation]) -> None:
    """Whether who is this to a sheet may do it. Raises NotFound to whom the sheet is nothing, else NotYours."""
    if found & tables.WHO[permission]:
        return
    if not found & tables.WHO[tables.READ_SHEET]:
        raise NotFound("There is no such sheet.")
    raise NotYours(permission.name)


def parts_seen(sheet: Sheet, found: frozenset[Relation]) -> Sequence[str]:
    """The parts of a sheet that they see now."""
    return [part for part in tables.SIGHT if tables.sees(part, found, sheet.phase)]
