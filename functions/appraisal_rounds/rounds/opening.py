"""Opening a round: a sheet for everybody who was there, with whom it is to be reviewed by (R4.3).

In chunks that can end anywhere: a sheet is one write, left out where there is one, and the place moves on after each
page. Linear in people: each run reads the department once, and of each sheet nothing else.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from appraisal_rounds import months
from appraisal_rounds.people import presence
from appraisal_rounds.people import store as people
from appraisal_rounds.people import views as people_views
from appraisal_rounds.people.domain import MANAGER, Employee
from appraisal_rounds.rounds import steps, store, tables
from appraisal_rounds.rounds.domain import Round, SheetThere
from appraisal_rounds.rounds.steps import AT_A_TIME, Place
from appraisal_rounds.sheets import access, reviewers, views
from appraisal_rounds.sheets import store as sheets
from appraisal_rounds.sheets.domain import PostHeld, Sheet
from appraisal_rounds.sheets.peers import Colleague, Peer, Peers, Rings
from appraisal_rounds.sheets.reviewing import BY
from appraisal_rounds.sheets.tables import Relation
from appraisal_rounds.store import database, table
from shop import invocation
from shop.clock import iso
from shop.contract.appraisal_rounds import ReviewsAsked, RoundOpened, SheetOpened
from shop.errors import Invalid, NotFound
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.storage.transaction import Transaction
from shop.web.idempotency import IdempotencyKey

_PAGE = 100


class WhoWorkedTogether(Protocol):
    """Who worked on the same orders and products in some months: employees' ids by employee's, the most so first."""

    def __call__(self, months: Sequence[str]) -> Mapping[str, Sequence[str]]: ...


def nobody_knows(months: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """While evidence says nothing of it, peers are those of the same superior and post."""
    return {}


def open_(round_: Round, at: datetime, worked_together: WhoWorkedTogether = nobody_knows) -> Round:
    """Open sheets as far as time allows, and the round once all are there. Raises VersionConflict, Busy."""
    department = _department()
    rings = _rings(round_, department)
    together = worked_together(round_.months)
    place = steps.place(round_.round_id, steps.OPEN)
    while not place.done and invocation.time_left() > 0:
        place = _open_page(round_, department, rings, together, place, at)
    if not place.done:
        return round_
    opened = round_.moved(tables.OPEN, at, sheets=place.counted)
    event = RoundOpened(
        cycle=opened.kind, sheets=opened.sheets, reviews_due=opened.reviews_due, fed_back_by=opened.fed_back_by
    )
    with database.transaction() as write:
        store.save(write, opened, event, by=BY, at=at)
    return opened


def _open_page(
    round_: Round,
    department: Sequence[Employee],
    rings: Rings,
    together: Mapping[str, Sequence[str]],
    place: Place,
    at: datetime,
) -> Place:
    rest = [one for one in department if place.after is None or one.employee_id > place.after]
    page = rest[:AT_A_TIME]
    everybody = {one.employee_id: one for one in department}
    new = [sheet for one in page if (sheet := sheet_for(one, round_, everybody, at)) is not None]
    there = sheets.find([one.sheet_id for one in new])
    asked = {one.sheet_id: rings.peers_of(one.employee_id, together.get(one.employee_id, ())) for one in new}
    # A run that was cut off asked these already, of a department that may have been another one.
    asked |= {sheet_id: peers.listed for sheet_id, peers in reviewers.find_peers(list(there)).items()}
    for sheet in new:
        if sheet.sheet_id not in there:
            with database.transaction() as write:
                enter(write, sheet, asked[sheet.sheet_id], BY, at)
    after = page[-1].employee_id if page else place.after
    moved = Place(after, place.counted + len(new), len(page) == len(rest), place.version + 1)
    with database.transaction() as write:
        steps.move(write, round_.round_id, steps.OPEN, moved)
        if people_asked := _accounts(new, asked, department):
            event = ReviewsAsked(round_id=round_.round_id, people=people_asked, reviews_due=round_.reviews_due)
            record(write, table, Entity(f"ROUND#{round_.round_id}#{steps.OPEN}", moved.version), event, by=BY, at=at)
    return moved


def sheet_for(employee: Employee, round_: Round, department: Mapping[str, Employee], at: datetime) -> Sheet | None:
    """An employee's sheet in a round; None for who was not there at all, or away all the time (R4.3)."""
    days: dict[str, int] = {}
    absent = 0
    for month in round_.months:
        there = presence.posts_in(employee, month)
        absent += there.absent
        for share in there.shares:
            days[share.post] = days.get(share.post, 0) + share.days
    if sum(days.values()) <= absent:
        return None
    longest = max(days.values())
    post = next(post for post, held in reversed(days.items()) if held == longest)
    return Sheet(
        round_id=round_.round_id,
        employee_id=employee.employee_id,
        user=employee.user,
        post=post,
        posts=tuple(PostHeld(*one) for one in days.items()),
        superior=_reviewer(employee, round_, department),
        # Who left before the round opened comes to HR's desk, if at all.
        on_paper=employee.on_paper or not _is_there(employee, round_.opens_on),
        reviews_due=round_.reviews_due,
        since=iso(at),
    )


def _reviewer(employee: Employee, round_: Round, department: Mapping[str, Employee]) -> str | None:
    """Who reviews as the superior; None is the director. Where the superior has left by now, or has no account to do it
    with, it is theirs."""
    superior = employee.superior_on(_last_day(employee, round_))
    while superior is not None and (above := department.get(superior)) is not None:
        if above.user is not None and _is_there(above, round_.opens_on):
            break
        superior = None if above.post == MANAGER else above.superior
    return superior


def _is_there(employee: Employee, day: date) -> bool:
    return employee.joined <= day and (employee.left is None or day <= employee.left)


def enter(write: Transaction, sheet: Sheet, asked: Sequence[str], by: Caller, at: datetime) -> None:
    """Write a new sheet, who is asked about it, and what each of these has to do. Refused: Overtaken."""
    event = SheetOpened(**access.whose(sheet), post=sheet.post, reviews_due=sheet.reviews_due)
    change = sheets.Change(write, None, sheet, by, at)
    change.told(sheets.Told(event, due=sheet.reviews_due))
    reviewers.save_peers(write, sheet.sheet_id, Peers(tuple(Peer(one) for one in asked), 1))
    reviewers.ask(write, sheet.superior or reviewers.DIRECTOR, sheet.sheet_id, Relation.SUPERIOR)
    for one in asked:
        reviewers.ask(write, one, sheet.sheet_id, Relation.PEER)


def add(round_id: str, employee_id: str, by: Caller, key: IdempotencyKey, at: datetime) -> views.Given:
    """Open the sheet of somebody whom HR entered after the round opened.

    Raises NotFound, ReviewsOver, SheetThere, Invalid, Replayed, IdempotencyKeyReused, VersionConflict, Busy.
    """
    key.refuse_repeat(table, at)
    round_ = store.load(round_id)
    larger = round_.with_one_more(at)
    try:
        employee = people.load(employee_id)
    except NotFound:
        raise Invalid.field("employee_id", "is no employee") from None
    department = _department()
    sheet = sheet_for(employee, round_, {one.employee_id: one for one in department}, at)
    if sheet is None:
        raise Invalid.field("employee_id", "was not there in this time")
    if sheets.find([sheet.sheet_id]):
        raise SheetThere
    asked = _rings(round_, department).peers_of(employee_id)
    answer = views.given(sheet)
    with database.transaction() as write:
        key.claim(write, table, at, entity=sheets.partition(sheet.sheet_id), answer=answer)
        enter(write, sheet, asked, by, at)
        store.refresh(write, larger)
        # Whether all are that far is to be looked at from the beginning.
        steps.begin_again(write, round_id, steps.REVIEWED)
    return answer


def _last_day(employee: Employee, round_: Round) -> date:
    """The last day on which somebody was there in the round's time."""
    last = months.last(round_.months[-1])
    return min(last, employee.left) if employee.left else last


def _department() -> list[Employee]:
    """Everybody, by id."""
    found: list[str] = []
    after: str | None = None
    while True:
        page = people.everybody(_PAGE, after)
        found += [people_views.EmployeeView.model_validate_json(item["summary"]).employee_id for item in page.items]
        after = page.last
        if after is None:
            break
    return sorted(people.find(found).values(), key=lambda one: one.employee_id)


def _rings(round_: Round, department: Sequence[Employee]) -> Rings:
    there = [one for one in department if _is_there(one, round_.opens_on)]
    return Rings(
        round_.round_id,
        (Colleague(one.employee_id, one.post, one.superior, one.user is not None) for one in there),
    )


def _accounts(new: Sequence[Sheet], asked: Mapping[str, Sequence[str]], department: Sequence[Employee]) -> list[str]:
    """The accounts of all who have a review to give on these sheets, and not on which."""
    reviewers = {one for sheet in new for one in (*asked[sheet.sheet_id], sheet.superior) if one}
    return sorted(one.user for one in department if one.user and one.employee_id in reviewers)
