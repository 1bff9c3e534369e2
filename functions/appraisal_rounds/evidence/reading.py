"""Who is shown which figures of a month, and what they are made of (R4.1, R4.2.1).

Everybody sees their own, a superior those of their reports, manager, HR and director all.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from appraisal_rounds.evidence import books, figures, paging, store, tables, views
from appraisal_rounds.evidence.domain import Books
from appraisal_rounds.evidence.sums import Sums, together
from appraisal_rounds.indicators import INDICATORS
from appraisal_rounds.indicators.definition import SHOP, SPECIALISTS, Indicator, Tally
from appraisal_rounds.people import store as people
from appraisal_rounds.people.domain import Employee, Post
from appraisal_rounds.people.presence import posts_in
from shop.errors import NotFound
from shop.roles import Caller
from shop.storage.paging import read_page


def of_month(
    month: str, employee_id: str | None, by: Caller, at: datetime, limit: int, cursor: str | None
) -> views.MonthFigures:
    """The figures of a month: those of an employee, or of all whose figures the caller sees, by number.

    Raises NotFound (also for an employee whose figures are not the caller's to see), Invalid for another list's cursor.
    """
    following = None
    if employee_id is not None:
        shown = [_seen(people.load(employee_id), by)]
    elif by.roles & tables.ALL:
        items, following = read_page(f"figures#{month}", cursor, lambda after: people.everybody(limit, after))
        ids = [json.loads(item["summary"])["employee_id"] for item in items]
        found = people.find(ids)
        shown = [found[one] for one in ids if one in found]
    else:
        shown = [_me(by)]
    ours = books.read() or Books.begun(at)
    state = ours.state_of(month)
    return views.MonthFigures(
        month=month,
        state=state,
        frozen=state == "frozen",
        items=_figures(month, shown, at, frozen=state == "frozen"),
        next=following,
    )


def evidence_of(
    month: str, subject: str, name: str, by: Caller, at: datetime, limit: int, cursor: str | None
) -> views.Evidence:
    """The rows of a figure: an employee's, or that of all specialists or of the shop. Raises NotFound, Invalid."""
    one = INDICATORS.get(name)
    if one is None:
        raise NotFound("There is no such indicator.")
    whose = _whose(one, month, subject, by)
    ours = books.read() or Books.begun(at)
    state = ours.state_of(month)
    following = None
    items: list[views.EvidenceRow] = []
    if whose and state != "before":
        listed = f"evidence#{month}#{subject}#{name}"
        found, following = read_page(
            listed,
            cursor,
            lambda after: paging.of_all(month, whose, name, at, limit, after),
            position=paging.POSITION,
        )
        items = [views.row(one, store.as_row(item), month, late=item.get("late", False)) for item in found]
    return views.Evidence(
        month=month,
        state=state,
        frozen=state == "frozen",
        subject=subject,
        indicator=name,
        items=items,
        next=following,
    )


def _whose(one: Indicator, month: str, subject: str, by: Caller) -> Sequence[str]:
    """Under which names the rows lie; none: of who has no account there are none. Raises NotFound."""
    if subject in (SHOP, SPECIALISTS):
        if not by.roles & tables.ALL or one.scope != subject:
            raise NotFound("There is no such figure.")
        return [subject]
    employee = _seen(people.load(subject), by)
    if one.post not in _posts(employee, month):
        raise NotFound("The employee is not measured by this in the month.")
    return _subjects(one, employee)


def _me(by: Caller) -> Employee:
    found = people.who_is(by.actor)
    if found is None:
        raise NotFound("No employee has this account; HR enters it.")
    return people.load(found)


def _seen(employee: Employee, by: Caller) -> Employee:
    """The employee, if their figures are the caller's to see. Raises NotFound: who there is is not told everybody."""
    if not by.roles & tables.ALL and employee.user != by.actor:
        me = people.who_is(by.actor)
        if me is None or employee.superior != me:
            raise NotFound("There is no such employee.")
    return employee


def _posts(employee: Employee, month: str) -> list[Post]:
    return [share.post for share in posts_in(employee, month).shares]


def _subjects(one: Indicator, employee: Employee) -> Sequence[str]:
    """What they did lies under all accounts that are or were theirs."""
    return employee.accounts if one.scope == "own" else [one.scope]


def _figures(month: str, employees: Sequence[Employee], at: datetime, *, frozen: bool) -> list[views.EmployeeFigures]:
    """The figures of those who were there in the month."""
    posts = {one.employee_id: _posts(one, month) for one in employees}
    there = [one for one in employees if posts[one.employee_id]]
    measured = {one.employee_id: _indicators(posts[one.employee_id]) for one in there}
    subjects = {name for one in there for each in measured[one.employee_id] for name in _subjects(each, one)}
    sums = _sums(month, subjects, at, frozen=frozen)
    return [
        views.EmployeeFigures(
            employee_id=one.employee_id,
            posts=posts[one.employee_id],
            indicators=[_shown(each, one, sums) for each in measured[one.employee_id]],
        )
        for one in there
    ]


def _indicators(posts: Sequence[str]) -> list[Indicator]:
    return [one for post in posts for one in INDICATORS.values() if one.post == post]


def _sums(month: str, subjects: Iterable[str], at: datetime, *, frozen: bool) -> Mapping[str, Sums]:
    if frozen:
        return figures.frozen(month, subjects)
    return {subject: figures.so_far(month, subject, at) for subject in subjects}


def _shown(one: Indicator, employee: Employee, sums: Mapping[str, Sums]) -> views.IndicatorView:
    tally = together(sums.get(name, {}) for name in _subjects(one, employee)).get(one.name, Tally())
    name = employee.employee_id if one.scope == "own" else one.scope
    return views.indicator(one, name, tally, on_paper=not employee.accounts)
