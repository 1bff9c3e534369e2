"""Rounds over HTTP: they are read; the clock moves them (R4.3)."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from appraisal_rounds.api import api
from appraisal_rounds.people.domain import Post
from appraisal_rounds.rounds import calibrating, opening, reading, schemas, tables, views
from appraisal_rounds.sheets import views as sheet_views
from appraisal_rounds.sheets.schemas import ROUND_PATTERN
from shop.clock import clock
from shop.events.history import History
from shop.roles import Caller
from shop.web.api import Cursor, Limit
from shop.web.gates import Staff
from shop.web.idempotency import IdempotencyKey

RoundId = Annotated[str, Path(pattern=ROUND_PATTERN, max_length=7, description="A month, or a year.")]
WhatIf = Annotated[
    str | None, Query(max_length=120, description="Quotas to try, such as `A:20,B:40`; empty for none at all.")
]


@api.get("/appraisal-rounds/rounds", Staff(tables.READ_ROUNDS))
def list_rounds(limit: Limit = 50, cursor: Cursor = None) -> views.RoundPage:
    """All rounds, the last ones first (R4.3)."""
    return reading.listed(limit, cursor)


@api.get("/appraisal-rounds/rounds/{round_id}", Staff(tables.READ_ROUNDS))
def read_round(round_id: RoundId) -> views.RoundView:
    """A round, and by when what is due (R4.3)."""
    return reading.one(round_id)


@api.get("/appraisal-rounds/rounds/{round_id}/history", Staff(tables.READ_ROUNDS))
def read_round_history(round_id: RoundId, limit: Limit = 50, cursor: Cursor = None) -> History:
    """What became of a round, oldest first (R4.3)."""
    return reading.history(round_id, limit, cursor)


@api.get("/appraisal-rounds/rounds/{round_id}/sheets", Staff(tables.READ_SHEETS), csv=True)
def list_sheets(round_id: RoundId, limit: Limit = 50, cursor: Cursor = None) -> sheet_views.SheetRows:
    """How far the sheets of a round are: states, and nothing of what was written or scored (R4.4)."""
    return reading.rows(round_id, limit, cursor)


@api.post("/appraisal-rounds/rounds/{round_id}/sheets", Staff(tables.ADD_SHEET), status=201, once=True)
def add_sheet(round_id: RoundId, body: schemas.AddSheet, caller: Caller, key: IdempotencyKey) -> sheet_views.Given:
    """Open the sheet of somebody whom HR entered after the round opened (R4.3)."""
    return opening.add(round_id, body.employee_id, caller, key, clock.now())


@api.get("/appraisal-rounds/rounds/{round_id}/calibration", Staff(tables.CALIBRATE_GRADES))
def read_calibration(round_id: RoundId, post: Post, caller: Caller, what_if: WhatIf = None) -> views.Calibration:
    """The signed grades of a post side by side, and what quotas would make of them (R4.1)."""
    return calibrating.calibration(round_id, post, what_if, caller)
