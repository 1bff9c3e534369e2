"""HR brings a file of employees in: line by line, each with its own report; the same file again changes nothing (R4).

A line of a number that is known corrects that record. An empty cell leaves what is there: to take something back is a
correction by hand. A line is one write; a line that fails holds up none of the others but those below it as a superior.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from pydantic import ValidationError

from appraisal_rounds import store as room
from appraisal_rounds.people import schemas, store, views
from appraisal_rounds.people.domain import Employee, differing
from appraisal_rounds.people.schemas import ImportRow
from shop import invocation
from shop.contract import EventData
from shop.contract.appraisal_rounds import EmployeeChanged, EmployeeEntered, EmployeePostChanged
from shop.errors import Invalid, ShopError
from shop.roles import Caller
from shop.web.reasons import reason
from shop.web.sheets import is_formula

MOST_LINES = 500
COLUMNS = tuple(ImportRow.model_fields)
_NEEDED = {"number"}
Report = views.ImportedLine


class _Line(NamedTuple):
    place: int
    row: ImportRow


def take_in(body: schemas.ImportEmployees, by: Caller, at: datetime) -> views.Imported:
    """Bring a file in. Raises Invalid for what is no table of employees."""
    reports: dict[int, Report] = {}
    waiting = list(_lines(body.csv, reports))
    known = store.numbered(_numbers(waiting))
    # Whoever is a superior in the file comes before those below, wherever they stand in it.
    while waiting:
        awaited = {line.row.number for line in waiting}
        ready = [line for line in waiting if line.row.superior not in awaited - {line.row.number}]
        for line in ready or waiting:
            reports[line.place] = _take(line, known, by, at)
        waiting = [line for line in waiting if line not in ready] if ready else []
    items = [reports[place] for place in sorted(reports)]
    count = [report.outcome for report in items].count
    return views.Imported(
        entered=count("entered"),
        changed=count("changed"),
        unchanged=count("unchanged"),
        refused=count("refused"),
        items=items,
    )


def _numbers(lines: list[_Line]) -> list[str]:
    return [number for line in lines for number in (line.row.number, line.row.superior) if number]


def _take(line: _Line, known: dict[str, Employee], by: Caller, at: datetime) -> Report:
    number = line.row.number
    try:
        if invocation.time_left() <= 0:
            return _refused(line.place, number, [("line", "there was no time left; send the file again")])
        before = known.get(number)
        superior = _superior(line.row, known)
        after, event = _decided(before, line.row, superior, at)
        if after is before:
            return Report(line=line.place, number=number, outcome="unchanged", employee_id=after.employee_id)
        if before:
            before.not_by(by.actor)
        above = store.above(superior) if before is None or before.superior != after.superior else []
        with room.database.transaction() as write:
            store.save(write, before, after, event, above=above, by=by, at=at)
    except ShopError as error:
        told = [(each["field"], each["reason"]) for each in error.errors] or [("line", error.detail)]
        return _refused(line.place, number, told)
    known[number] = after
    outcome = "changed" if before else "entered"
    return Report(line=line.place, number=number, outcome=outcome, employee_id=after.employee_id)


def _superior(row: ImportRow, known: Mapping[str, Employee]) -> str | None:
    if row.superior is None:
        return None
    if row.superior not in known:
        raise Invalid.field("superior", "is no employee's number")
    return known[row.superior].employee_id


def _decided(before: Employee | None, row: ImportRow, superior: str | None, at: datetime) -> tuple[Employee, EventData]:
    """The record as the line says, and the event that tells of it."""
    if before is None:
        return _entered(row, superior, at)
    moved = before if row.post in (None, before.post) else _moved(before, row, at)
    after = moved.corrected(
        at,
        name=row.name,
        joined=row.joined,
        user=row.user or before.user,
        left=row.left or before.left,
        above=store.above(superior or before.superior),
    )
    fields = differing(before, after)
    if moved is before:
        return after, EmployeeChanged(fields=fields)
    told = EmployeePostChanged(
        former_post=after.held[-2].post, post=after.post, since=after.held[-1].since.isoformat(), fields=fields
    )
    return after._replace(version=before.version + 1), told


def _entered(row: ImportRow, superior: str | None, at: datetime) -> tuple[Employee, EventData]:
    if not (row.name and row.post and row.joined):
        missing = [name for name in ("name", "post", "joined") if getattr(row, name) is None]
        raise Invalid("", errors=[{"field": name, "reason": "is missing for somebody new"} for name in missing])
    new = Employee.entered(
        at,
        number=row.number,
        name=row.name,
        user=row.user,
        post=row.post,
        joined=row.joined,
        left=row.left,
        above=store.above(superior),
    )
    return new, EmployeeEntered(post=new.post)


def _moved(before: Employee, row: ImportRow, at: datetime) -> Employee:
    if row.post is None or row.post_since is None:
        raise Invalid.field("post_since", "is to say from which day on the post is another one")
    return before.moved(at, row.post, row.post_since)


def _lines(text: str, reports: dict[int, Report]) -> Iterator[_Line]:
    """The lines that can be read; of the others there is a report."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error:
        raise Invalid.field("csv", f"line {reader.line_num} is no CSV; is a quotation mark left open?") from None
    rows = [(place, cells) for place, cells in rows if any(cells)]
    if not rows:
        raise Invalid.field("csv", "is empty")
    (_, columns), *rows = rows
    if not _NEEDED <= set(columns) <= set(COLUMNS) or len(set(columns)) < len(columns):
        raise Invalid.field("csv", f"its first line is to name columns of these, each once: {', '.join(COLUMNS)}")
    if len(rows) > MOST_LINES:
        raise Invalid.field("csv", f"has {len(rows)} lines; {MOST_LINES} is the most")
    seen: dict[str, int] = {}
    for place, cells in rows:
        told = _wrong(columns, cells)
        given = {name: cell for name, cell in zip(columns, cells, strict=False) if cell}
        row: ImportRow | None = None
        if not told:
            try:
                row = ImportRow.model_validate(given)
            except ValidationError as error:
                told = [(str(one["loc"][0]), reason(one)) for one in error.errors(include_url=False)]
        if row is not None and row.number in seen:
            told = [("number", f"stands in line {seen[row.number]} already")]
        if told or row is None:
            reports[place] = _refused(place, None, told)
        else:
            seen[row.number] = place
            yield _Line(place, row)


def _wrong(columns: list[str], cells: list[str]) -> list[tuple[str, str]]:
    if len(cells) != len(columns):
        return [("line", f"has {len(cells)} cells, and there are {len(columns)} columns")]
    return [(name, "begins as a formula does") for name, cell in zip(columns, cells, strict=True) if is_formula(cell)]


def _refused(place: int, number: str | None, told: list[tuple[str, str]]) -> Report:
    errors = [views.LineError(field=field, reason=said) for field, said in told]
    return Report(line=place, number=number, outcome="refused", employee_id=None, errors=errors)
