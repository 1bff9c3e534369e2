"""Where employees lie, and the questions asked of them.

EMPLOYEE#<ulid>     EMPLOYEE           an employee; on the list of all, by number
                    EVENT#<version>    what was changed of them, without names
NUMBER#<number>     NUMBER             whose number it is, for ever
USER#<sub>          USER               whose account it is; `former` where it was that when a month ended
REPORTS#<ulid>      <number>           who has this employee as a superior
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from appraisal_rounds.people import views
from appraisal_rounds.people.domain import MOST_LEVELS, Absence, Employee, Held
from appraisal_rounds.store import database, table
from shop.contract import EventData
from shop.errors import Invalid, NotFound, ShopError, Taken, VersionConflict
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.storage.lists import oldest_first, on_list
from shop.storage.table import Page
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key
from shop.storage.versions import put_version

EMPLOYEES = "employees"


def partition(employee_id: str) -> str:
    return f"EMPLOYEE#{employee_id}"


def load(employee_id: str) -> Employee:
    """An employee. Raises NotFound."""
    item = table.get(_key(employee_id))
    if item is None:
        raise NotFound("There is no such employee.")
    return _employee(item)


def find(employee_ids: Sequence[str]) -> dict[str, Employee]:
    """The employees of these ids that there are, by id; 100 a round trip."""
    items = database.read_many([(table, _key(one)) for one in dict.fromkeys(employee_ids)])
    return {item["employee_id"]: _employee(item) for item in items}


def who_is(user: str) -> str | None:
    """The id of the employee whose account this is, by its `sub`; None: nobody's."""
    item = table.get(_user_key(user))
    return item["employee_id"] if item and not item.get("former") else None


def numbered(numbers: Sequence[str]) -> dict[str, Employee]:
    """The employees who have one of these numbers, by number."""
    items = database.read_many([(table, _number_key(number)) for number in dict.fromkeys(numbers)])
    found = find([item["employee_id"] for item in items])
    return {one.number: one for one in found.values()}


def above(superior: str | None) -> list[Employee]:
    """A superior, their superior, and so on, as the records say. Raises Invalid when there is no such employee."""
    found: list[Employee] = []
    while superior is not None and len(found) <= MOST_LEVELS:
        try:
            found.append(load(superior))
        except NotFound:
            raise Invalid.field("superior", "is no employee") from None
        superior = found[-1].superior
    return found


def everybody(limit: int, after: str | None) -> Page:
    """All employees by number, those who left too; the list lags a little behind."""
    return oldest_first(table, EMPLOYEES, limit=limit, after=after)


def reports(superior: str, limit: int, after: str | None) -> Page:
    """Whose superior somebody is, by number: items with `employee_id`."""
    return table.query(f"REPORTS#{superior}", limit=limit, after=after)


def save(
    write: Transaction,
    before: Employee | None,
    after: Employee,
    event: EventData,
    *,
    above: Sequence[Employee] = (),
    by: Caller,
    at: datetime,
) -> None:
    """Write an employee as changed, with the event that tells of it.

    `above` are those whom the superior was decided by: they are to be as they were then, so that of two who become each
    other's superior at once one is refused. Refused: VersionConflict, Taken.
    """
    put_version(write, table, _item(after))
    record(write, table, Entity(partition(after.employee_id), after.version), event, by=by, at=at)
    if before is None:
        write.put(table, {**_number_key(after.number), "employee_id": after.employee_id}, refused=_number_taken)
    _keep_user(write, before, after)
    _keep_report(write, before, after)
    for one in above:
        write.check(
            table,
            _key(one.employee_id),
            "#version = :version",
            values={"version": one.version},
            refused=lambda _: VersionConflict("Somebody above was changed since; try again."),
        )


def _keep_user(write: Transaction, before: Employee | None, after: Employee) -> None:
    former = before.user if before else None
    if former == after.user:
        return
    mine = {"employee_id": after.employee_id}
    if former in after.former:
        # What was done under it stays whose it was: nobody else takes the account over, and reads or is given that.
        write.put(table, {**_user_key(str(former)), **mine, "former": True}, when="")
    elif former:
        write.delete(table, _user_key(former))
    if after.user:
        free = "attribute_not_exists(#pk) OR #employee_id = :employee_id"
        write.put(table, {**_user_key(after.user), **mine}, when=free, values=mine, refused=_user_taken)


def _keep_report(write: Transaction, before: Employee | None, after: Employee) -> None:
    former = before.superior if before else None
    if former == after.superior:
        return
    if former:
        write.delete(table, _report_key(former, after))
    if after.superior:
        write.put(table, {**_report_key(after.superior, after), "employee_id": after.employee_id})


def _number_taken(found: Item | None) -> ShopError:
    return Taken("Another employee has this number.", code="number_taken", errors=[_NUMBER_ERROR])


def _user_taken(found: Item | None) -> ShopError:
    return Taken("The account is another employee's, or was.", code="user_taken", errors=[_USER_ERROR])


_NUMBER_ERROR = {"field": "number", "reason": "is another employee's"}
_USER_ERROR = {"field": "user", "reason": "is another employee's, or was"}


def _key(employee_id: str) -> Key:
    return {"pk": partition(employee_id), "sk": "EMPLOYEE"}


def _number_key(number: str) -> dict[str, str]:
    return {"pk": f"NUMBER#{number}", "sk": "NUMBER"}


def _user_key(user: str) -> dict[str, str]:
    return {"pk": f"USER#{user}", "sk": "USER"}


def _report_key(superior: str, of: Employee) -> dict[str, str]:
    return {"pk": f"REPORTS#{superior}", "sk": of.number}


_PLAIN = ("employee_id", "number", "name", "user", "superior", "version", "since", "user_since")


def _item(one: Employee) -> Item:
    return {
        **_key(one.employee_id),
        **{name: getattr(one, name) for name in _PLAIN},
        "joined": one.joined.isoformat(),
        "left": one.left.isoformat() if one.left else None,
        "held": json.dumps(one.held, default=str),
        "absences": json.dumps(one.absences, default=str),
        "former": json.dumps(one.former),
        **on_list(EMPLOYEES, one.number, one.employee_id, views.employee(one)),
    }


def _employee(item: Item) -> Employee:
    plain: dict[str, Any] = {name: item.get(name) for name in _PLAIN}
    day = date.fromisoformat
    return Employee(
        **plain,
        joined=day(item["joined"]),
        left=day(item["left"]) if "left" in item else None,
        held=tuple(Held(post, day(since)) for post, since in json.loads(item["held"])),
        absences=tuple(Absence(day(first), day(last), kind) for first, last, kind in json.loads(item["absences"])),
        former=tuple(json.loads(item.get("former", "[]"))),
    )
