"""What is shown of sheets: to each what is theirs to see (`tables.SIGHT`). What is null is not there, or not theirs."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from appraisal_rounds.sheets import records, tables
from appraisal_rounds.sheets.domain import Sheet
from appraisal_rounds.sheets.peers import ITEMS, Peers
from shop.web.models import ResponseModel


class PostView(ResponseModel):
    post: str
    days: int


class Status(ResponseModel):
    """How far a sheet is."""

    reviews_due: str
    self_review_given: bool
    superior_review_given: bool
    signed: bool
    answer_by: str | None
    decide_by: str | None
    appointed: str | None
    decided: bool
    archived_version: int


class SheetView(ResponseModel):
    """A sheet, as far as the caller sees it; `relations` is what they are to it."""

    sheet_id: str
    round_id: str
    employee_id: str
    name: str
    post: str
    posts: list[PostView]
    superior: Annotated[str | None, Field(description="An employee's id; null: the director.")]
    on_paper: bool
    state: str
    version: int
    relations: list[str]
    status: Status
    self_review: records.SelfReview | None = None
    superior_review: records.SuperiorReview | None = None
    peers: records.PeersAggregate | None = None
    figures: list[records.Figure] | None = None
    composite: records.Composite | None = None
    feedback: records.Feedback | None = None
    answer: records.Answer | None = None
    decision: records.Decision | None = None
    former_goals: Annotated[
        list[records.Goal] | None, Field(description="What was agreed in the round before, to look back on.")
    ] = None


class SheetRow(ResponseModel):
    """A sheet in a list: how far it is, and nothing of what was written or scored."""

    sheet_id: str
    round_id: str
    employee_id: str
    name: str | None = None
    post: str
    state: str
    version: int
    self_review_given: bool
    superior_review_given: bool
    signed: bool


class SheetRows(ResponseModel):
    items: list[SheetRow]
    next: str | None = None


class TaskView(ResponseModel):
    """A review that somebody is to give, as superior or peer. To a peer `state` is `reviewing` or `ended`."""

    sheet_id: str
    employee_id: str
    name: str
    role: str
    state: str
    given: bool
    reviews_due: str


class TaskPage(ResponseModel):
    items: list[TaskView]
    next: str | None = None


class Given(ResponseModel):
    """That something was taken down, and how far the sheet is by now."""

    sheet_id: str
    state: str
    version: int


class PeerReview(ResponseModel):
    """What a peer is asked to say, or said; scores are null until they are given."""

    sheet_id: str
    communication: int | None
    team_spirit: int | None


class AskedPeer(ResponseModel):
    employee_id: str
    name: str | None


class PeersAsked(ResponseModel):
    """Who is asked as a peer, in no order that says anything."""

    sheet_id: str
    reviewers: list[AskedPeer]


def given(sheet: Sheet) -> Given:
    return Given(sheet_id=sheet.sheet_id, state=sheet.state, version=sheet.version)


def row(sheet: Sheet, name: str | None = None) -> SheetRow:
    return SheetRow(
        sheet_id=sheet.sheet_id,
        round_id=sheet.round_id,
        employee_id=sheet.employee_id,
        name=name,
        post=sheet.post,
        state=sheet.state,
        version=sheet.version,
        self_review_given=sheet.self_in,
        superior_review_given=sheet.superior_in,
        signed=sheet.composites > 0,
    )


def peer_review(sheet_id: str, peers: Peers, me: str) -> PeerReview:
    """What one of the peers said."""
    own = peers.of(me)
    scores = dict(zip(ITEMS, own.scores, strict=True)) if own and own.scores else dict.fromkeys(ITEMS)
    return PeerReview(sheet_id=sheet_id, communication=scores["communication"], team_spirit=scores["team_spirit"])


def peers_asked(sheet_id: str, peers: Peers, names: Mapping[str, str]) -> PeersAsked:
    """Who is asked, by id."""
    shown = [AskedPeer(employee_id=one, name=names.get(one)) for one in peers.listed]
    return PeersAsked(sheet_id=sheet_id, reviewers=shown)


def sheet(one: Sheet, name: str, relations: frozenset[tables.Relation], parts: Mapping[str, Any]) -> SheetView:
    """A sheet with the parts that its reader sees."""
    return SheetView(
        sheet_id=one.sheet_id,
        round_id=one.round_id,
        employee_id=one.employee_id,
        name=name,
        post=one.post,
        posts=[PostView(**held._asdict()) for held in one.posts],
        superior=one.superior,
        on_paper=one.on_paper,
        state=one.state,
        version=one.version,
        relations=sorted(relations),
        status=Status(
            reviews_due=one.reviews_due,
            self_review_given=one.self_in,
            superior_review_given=one.superior_in,
            signed=one.composites > 0,
            answer_by=one.answer_by,
            decide_by=one.decide_by,
            appointed=one.appointed,
            decided=one.decided,
            archived_version=one.archived,
        ),
        **parts,
    )


def aggregate(one: Sheet) -> records.PeersAggregate | None:
    """What peers said together."""
    if not one.peers:
        return None
    scores = {"communication": str(one.communication), "team_spirit": str(one.team_spirit)}
    return records.PeersAggregate(reviews=one.peers, scores=scores)
