"""Reading sheets: everybody sees what is theirs to see, and whatever they do not see is not even read."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from pydantic import BaseModel

from appraisal_rounds import months
from appraisal_rounds.people import store as people
from appraisal_rounds.schemes import store as schemes
from appraisal_rounds.sheets import access, figures, records, relations, reviewers, store, tables, views, written
from appraisal_rounds.sheets.access import Visit
from appraisal_rounds.sheets.domain import Sheet
from appraisal_rounds.store import table
from shop.events.history import History
from shop.events.history import read as read_history
from shop.roles import Caller, Role
from shop.storage.paging import read_page

_LOOK_BACK = {tables.Relation.SELF, tables.Relation.SUPERIOR, tables.Relation.SIGNER}


def one(sheet_id: str, by: Caller) -> views.SheetView:
    """A sheet as far as the caller sees it. Raises NotFound, also to whom it is nothing."""
    visit = access.come(sheet_id, tables.READ_SHEET, by)
    sheet, seen = visit.sheet, relations.parts_seen(visit.sheet, visit.relations)
    found = written.parts(sheet_id, _wanted(visit, seen))
    shown: dict[str, Any] = {
        tables.PART_SELF: found.get(written.SELF) if sheet.self_in else None,
        tables.PART_SUPERIOR: found.get(written.SUPERIOR) if sheet.superior_in else None,
        tables.PART_PEERS: views.aggregate(sheet),
        tables.PART_COMPOSITE: next((one for name, one in found.items() if name.startswith("COMPOSITE#")), None),
        tables.PART_FEEDBACK: found.get(written.feedback(sheet.talks)),
        tables.PART_ANSWER: found.get(written.answer(sheet.answers)),
        tables.PART_DECISION: found.get(written.VOICES),
    }
    parts = {name: shown[name] for name in seen if name in shown}
    if tables.PART_FIGURES in seen:
        parts[tables.PART_FIGURES] = _figures(visit)
    if visit.relations & _LOOK_BACK:
        parts["former_goals"] = former_goals(sheet)
    return views.sheet(sheet, visit.employee.name, visit.relations, parts)


def _wanted(visit: Visit, seen: Sequence[str]) -> Mapping[str, type[BaseModel]]:
    sheet = visit.sheet
    # Until a decision is fed back, it is the former result that the employee and the superior know.
    knows = visit.relations & {tables.Relation.SELF, tables.Relation.SUPERIOR} and tables.Relation.SIGNER not in (
        visit.relations
    )
    number = sheet.told if knows else sheet.composites
    kinds: dict[str, tuple[str, type[BaseModel]]] = {
        tables.PART_SELF: (written.SELF, records.SelfReview),
        tables.PART_SUPERIOR: (written.SUPERIOR, records.SuperiorReview),
        tables.PART_COMPOSITE: (written.composite(number), records.Composite),
        tables.PART_FEEDBACK: (written.feedback(sheet.talks), records.Feedback),
        tables.PART_ANSWER: (written.answer(sheet.answers), records.Answer),
        tables.PART_DECISION: (written.VOICES, records.Decision),
    }
    return dict(kinds[part] for part in seen if part in kinds)


def _figures(visit: Visit) -> list[records.Figure]:
    """A month's figures; a year has none of its own."""
    sheet = visit.sheet
    if len(sheet.round_id) == 4:
        return []
    found = []
    for post, _ in sheet.posts:
        terms = schemes.in_force(post, sheet.round_id).terms  # type: ignore[arg-type]
        found += figures.figures_of(visit.employee.accounts, sheet.round_id, terms.indicators)
    return found


def former_goals(sheet: Sheet) -> list[records.Goal] | None:
    """What was agreed in the talk of the round before; None where there was none."""
    yearly = len(sheet.round_id) == 4
    before = str(int(sheet.round_id) - 1) if yearly else months.before(sheet.round_id)
    former = store.find([f"{before}.{sheet.employee_id}"]).get(f"{before}.{sheet.employee_id}")
    if former is None or not former.talks:
        return None
    talk = written.part(former.sheet_id, written.feedback(former.talks), records.Feedback)
    return talk.goals if talk else None


def history(sheet_id: str, by: Caller, limit: int, cursor: str | None) -> History:
    """What became of a sheet: states, and who brought it there; no peer among them. Raises NotFound, Invalid."""
    access.come(sheet_id, tables.READ_SHEET, by)
    return read_history(table, store.partition(sheet_id), limit=limit, cursor=cursor)


def own(by: Caller, limit: int, cursor: str | None) -> views.SheetRows:
    """The caller's own sheets, those of the last rounds first. Raises Invalid for another list's cursor."""
    me = people.who_is(by.actor)
    items, following = read_page("own-sheets", cursor, partial(store.rounds, limit), position=r"20[0-9-]+")
    names = [item["rank"] for item in items]
    found = store.find([f"{name}.{me}" for name in names])
    rows = [views.row(found[f"{name}.{me}"]) for name in names if f"{name}.{me}" in found]
    return views.SheetRows(items=rows, next=following)


def _state_for(task: reviewers.Task, sheet: Sheet) -> str:
    """What becomes of a sheet after its reviews is nothing to peers."""
    if task.role != tables.Relation.PEER or sheet.state == tables.REVIEWING:
        return sheet.state
    return tables.ENDED


def tasks(round_id: str, by: Caller, limit: int, cursor: str | None) -> views.TaskPage:
    """Whom the caller is to review in a round, as superior or peer. Raises Invalid for another list's cursor."""
    me = people.who_is(by.actor)
    # Of who is no employee there is nothing.
    who = reviewers.DIRECTOR if Role.DIRECTOR in by.roles else str(me)
    items, following = read_page(
        f"tasks#{round_id}#{who}", cursor, lambda after: reviewers.tasks(who, round_id, limit, after), position=r"20.+"
    )
    asked = [task for task in reviewers.tasks_in(items) if not task.withdrawn]
    ids = [task.sheet_id for task in asked]
    sheets, peers = store.find(ids), reviewers.find_peers([one.sheet_id for one in asked if one.role == "peer"])
    names = people.find([sheet.employee_id for sheet in sheets.values()])
    shown = []
    for task in asked:
        sheet = sheets[task.sheet_id]
        own = peers[task.sheet_id].of(who) if task.role == "peer" and task.sheet_id in peers else None
        shown.append(
            views.TaskView(
                sheet_id=task.sheet_id,
                employee_id=sheet.employee_id,
                name=names[sheet.employee_id].name,
                role=task.role,
                state=_state_for(task, sheet),
                given=own is not None and own.scores is not None if task.role == "peer" else sheet.superior_in,
                reviews_due=sheet.reviews_due,
            )
        )
    return views.TaskPage(items=shown, next=following)
