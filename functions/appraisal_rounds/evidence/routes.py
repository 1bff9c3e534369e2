"""Figures over HTTP: what a month comes to, and every event that it is made of (R4.1, R4.2.1)."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from appraisal_rounds import months
from appraisal_rounds.api import api
from appraisal_rounds.evidence import reading, tables, views
from shop.clock import clock
from shop.ids import ULID_PATTERN
from shop.roles import Caller
from shop.web.api import Cursor, Limit
from shop.web.gates import Staff

Month = Annotated[str, Path(pattern=months.PATTERN, max_length=7)]
Subject = Annotated[str, Path(pattern=f"{ULID_PATTERN}|^shop$|^specialists$", max_length=26)]
Name = Annotated[str, Path(pattern="^[a-z][a-z_]{0,39}$", max_length=40)]
EmployeeId = Annotated[str | None, Query(pattern=ULID_PATTERN, max_length=26)]
# Of a month that is not frozen each employee is some questions to the store.
FewLimit = Annotated[int, Query(ge=1, le=50)]


@api.get("/appraisal-rounds/months/{month}/indicators", Staff(tables.READ_FIGURES))
def list_figures(
    month: Month, caller: Caller, employee_id: EmployeeId = None, limit: FewLimit = 20, cursor: Cursor = None
) -> views.MonthFigures:
    """A month's figures: one's own; for manager, HR and director everybody's; or those of one employee (R4.2.1)."""
    return reading.of_month(month, employee_id, caller, clock.now(), limit, cursor)


@api.get("/appraisal-rounds/months/{month}/subjects/{subject}/indicators/{name}/evidence", Staff(tables.READ_EVIDENCE))
def list_evidence(
    month: Month, subject: Subject, name: Name, caller: Caller, limit: Limit = 50, cursor: Cursor = None
) -> views.Evidence:
    """Every row that a figure is made of: of an employee's, or of those of all `specialists` or the `shop` (R4.1)."""
    return reading.evidence_of(month, subject, name, caller, clock.now(), limit, cursor)
