"""Who may see whose record: HR and the director all, a superior their own reports, everybody their own (R4)."""

from functools import partial

from appraisal_rounds.people import store, views
from appraisal_rounds.store import table
from shop.errors import NotFound
from shop.events.history import History
from shop.events.history import read as read_history
from shop.roles import Caller
from shop.storage.paging import read_list, read_page
from shop.storage.table import Page


def listed(limit: int, cursor: str | None) -> views.Employees:
    """All employees by number, those who left too. Raises Invalid for another list's cursor."""
    return read_list(views.Employees, store.EMPLOYEES, cursor, partial(store.everybody, limit))


def one(employee_id: str) -> views.EmployeeView:
    """An employee. Raises NotFound."""
    return views.employee(store.load(employee_id))


def history(employee_id: str, limit: int, cursor: str | None) -> History:
    """What was changed of a record, oldest first, without names. Raises NotFound, Invalid."""
    return read_history(table, store.partition(employee_id), limit=limit, cursor=cursor)


def own(by: Caller) -> views.OwnView:
    """The caller's own record. Raises NotFound when no employee has this account."""
    found = store.who_is(by.actor)
    if found is None:
        raise NotFound("No employee has this account; HR enters it.")
    me = store.load(found)
    superior = store.load(me.superior) if me.superior else None
    return views.OwnView(**views.employee(me).model_dump(), superior_name=superior.name if superior else None)


def reports(by: Caller, limit: int, cursor: str | None) -> views.Employees:
    """Those the caller is the superior of, by number, without why they are away. Raises Invalid."""

    def read(after: str | None) -> Page:
        me = store.who_is(by.actor)
        return store.reports(me, limit, after) if me else Page([], None)

    items, following = read_page(f"reports#{by.actor}", cursor, read)
    found = store.find([item["employee_id"] for item in items])
    shown = [views.employee(found[item["employee_id"]], kinds=False) for item in items]
    return views.Employees(items=shown, next=following)
