"""Sheets over HTTP: reviews, composite, feedback, answer, objection, archive (R4.4)."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path

from appraisal_rounds.api import api
from appraisal_rounds.sheets import (
    answering,
    archiving,
    feeding_back,
    objecting,
    reading,
    records,
    reviewing,
    schemas,
    signing,
    tables,
    views,
)
from shop.clock import clock
from shop.events.history import History
from shop.roles import Caller
from shop.web.api import Cursor, Limit
from shop.web.gates import Staff

SheetId = Annotated[
    str, Path(pattern=schemas.SHEET_PATTERN, max_length=34, description="The round and the employee: `<round>.<id>`.")
]
RoundId = Annotated[str, Path(pattern=schemas.ROUND_PATTERN, max_length=7, description="A month, or a year.")]


@api.get("/appraisal-rounds/sheets", Staff(tables.READ_OWN))
def list_own_sheets(caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> views.SheetRows:
    """One's own sheets, the last ones first (R4.1: open)."""
    return reading.own(caller, limit, cursor)


@api.get("/appraisal-rounds/rounds/{round_id}/reviews", Staff(tables.READ_TASKS))
def list_reviews(round_id: RoundId, caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> views.TaskPage:
    """Whom one is to review in a round, as superior or peer (R4.4.2, R4.4.3)."""
    return reading.tasks(round_id, caller, limit, cursor)


@api.get("/appraisal-rounds/sheets/{sheet_id}", Staff(tables.READ_SHEET))
def read_sheet(sheet_id: SheetId, caller: Caller) -> views.SheetView:
    """A sheet, as far as the caller is to see it (R4.4)."""
    return reading.one(sheet_id, caller)


@api.get("/appraisal-rounds/sheets/{sheet_id}/history", Staff(tables.READ_SHEET))
def read_sheet_history(sheet_id: SheetId, caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> History:
    """What became of a sheet, oldest first: states, no scores and no peers (R4.4)."""
    return reading.history(sheet_id, caller, limit, cursor)


@api.post("/appraisal-rounds/sheets/{sheet_id}/self-review", Staff(tables.GIVE_SELF_REVIEW))
def give_self_review(sheet_id: SheetId, body: schemas.GiveSelfReview, caller: Caller) -> views.Given:
    """Give one's own review; for who has no account HR writes it down from paper (R4.4.1)."""
    return reviewing.give_self_review(sheet_id, body, caller, clock.now())


@api.post("/appraisal-rounds/sheets/{sheet_id}/superior-review", Staff(tables.GIVE_SUPERIORS_REVIEW))
def give_superiors_review(sheet_id: SheetId, body: schemas.GiveSuperiorsReview, caller: Caller) -> views.Given:
    """Give the superior's scores and opinion (R4.4.2)."""
    return reviewing.give_superiors_review(sheet_id, body, caller, clock.now())


@api.get("/appraisal-rounds/sheets/{sheet_id}/peer-review", Staff(tables.GIVE_PEER_REVIEW))
def read_own_peer_review(sheet_id: SheetId, caller: Caller) -> views.PeerReview:
    """What one is asked to say of somebody as a peer, or said (R4.4.3)."""
    return reviewing.own_peer_review(sheet_id, caller)


@api.post("/appraisal-rounds/sheets/{sheet_id}/peer-review", Staff(tables.GIVE_PEER_REVIEW))
def give_peer_review(sheet_id: SheetId, body: schemas.GivePeerReview, caller: Caller) -> views.PeerReview:
    """Score somebody's cooperation and communication, as a peer (R4.4.3)."""
    return reviewing.give_peer_review(sheet_id, body, caller, clock.now())


@api.get("/appraisal-rounds/sheets/{sheet_id}/peers", Staff(tables.READ_PEERS))
def read_peers(sheet_id: SheetId, caller: Caller) -> views.PeersAsked:
    """Who is asked as a peer; not what they say (R4.4.3)."""
    return reviewing.peers(sheet_id, caller)


@api.post("/appraisal-rounds/sheets/{sheet_id}/peers", Staff(tables.CHANGE_PEERS))
def change_peers(sheet_id: SheetId, body: schemas.ChangePeers, caller: Caller) -> views.PeersAsked:
    """Say who is asked as a peer (R4.4.3)."""
    return reviewing.change_peers(sheet_id, body, caller, clock.now())


@api.get("/appraisal-rounds/sheets/{sheet_id}/composite", Staff(tables.SIGN))
def preview_composite(sheet_id: SheetId, caller: Caller) -> records.Computed:
    """What the parts come to by now, each with its contribution, before somebody signs (R4.4.4)."""
    return signing.preview(sheet_id, caller)


@api.post("/appraisal-rounds/sheets/{sheet_id}/composite", Staff(tables.SIGN))
def sign_composite(sheet_id: SheetId, body: schemas.Sign, caller: Caller) -> records.Composite:
    """Sign grade and score, those of the parts or others with a reason (R4.4.4)."""
    return signing.sign(sheet_id, body, caller, clock.now())


@api.post("/appraisal-rounds/sheets/{sheet_id}/feedback", Staff(tables.FEED_BACK))
def feed_back(sheet_id: SheetId, body: schemas.FeedBack, caller: Caller) -> records.Feedback:
    """Take down the talk, with strengths, shortcomings, plan and dated goals (R4.4.5)."""
    return feeding_back.feed_back(sheet_id, body, caller, clock.now())


@api.post("/appraisal-rounds/sheets/{sheet_id}/confirm", Staff(tables.CONFIRM))
def confirm_result(sheet_id: SheetId, body: schemas.SheetStep, caller: Caller) -> views.Given:
    """Confirm one's result; for who has no account HR writes it down from paper (R4.4.6)."""
    return answering.confirm(sheet_id, body, caller, clock.now())


@api.post("/appraisal-rounds/sheets/{sheet_id}/object", Staff(tables.OBJECT))
def object_to_result(sheet_id: SheetId, body: schemas.ObjectTo, caller: Caller) -> views.Given:
    """Object to one's result, with a reason, in time (R4.4.6)."""
    return answering.object_to(sheet_id, body, caller, clock.now())


@api.post("/appraisal-rounds/sheets/{sheet_id}/appoint", Staff(tables.APPOINT))
def appoint_decider(sheet_id: SheetId, body: schemas.Appoint, caller: Caller) -> views.Given:
    """Say who decides an objection besides HR (R4.4.6)."""
    return objecting.appoint(sheet_id, body, caller, clock.now())


@api.post("/appraisal-rounds/sheets/{sheet_id}/decide", Staff(tables.VOTE))
def decide_objection(sheet_id: SheetId, body: schemas.Decide, caller: Caller) -> records.Decision:
    """Say, as one of two who did not sign, what is to become of an objection (R4.4.6)."""
    return objecting.decide(sheet_id, body, caller, clock.now())


@api.post("/appraisal-rounds/sheets/{sheet_id}/archive", Staff(tables.ARCHIVE))
def archive_sheet(sheet_id: SheetId, body: schemas.SheetStep, caller: Caller) -> records.Archived:
    """Archive a sheet, once and for ever (R4.4.6)."""
    return archiving.file(sheet_id, body, caller, clock.now())


@api.get("/appraisal-rounds/sheets/{sheet_id}/archive", Staff(tables.READ_ARCHIVE))
def read_archive(sheet_id: SheetId, caller: Caller) -> records.ArchivedVersions:
    """A sheet's archived records with their hashes; the last one holds (R4.4.6)."""
    return archiving.read(sheet_id, caller)


@api.post("/appraisal-rounds/sheets/{sheet_id}/archive/correct", Staff(tables.CORRECT_ARCHIVE))
def correct_archive(sheet_id: SheetId, body: schemas.CorrectArchive, caller: Caller) -> records.Archived:
    """Archive another version that names the one before it (R4.4.6)."""
    return archiving.correct(sheet_id, body, caller, clock.now())
