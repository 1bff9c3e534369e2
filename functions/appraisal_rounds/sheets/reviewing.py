"""Reviews: one's own, the superior's and peers', side by side and sealed (R4.4.1 to 3)."""

from datetime import datetime

from appraisal_rounds.people import store as people
from appraisal_rounds.people.domain import Employee
from appraisal_rounds.sheets import access, reading, records, reviewers, schemas, store, tables, views, written
from appraisal_rounds.sheets.domain import Sheet
from appraisal_rounds.sheets.peers import Peers
from appraisal_rounds.store import database
from shop.clock import iso
from shop.contract.appraisal_rounds import ReviewsEnded, SelfReviewGiven, SuperiorReviewGiven
from shop.errors import Invalid, NotFound
from shop.roles import Caller
from shop.storage.transaction import Transaction

# Whoever's review was the last one, the shop ends the reviews: an event names no peer. Where it was a peer's, it does
# so by the clock: the moment would tell whose it was.
BY = Caller("system:rounds", "system")


def give_self_review(sheet_id: str, body: schemas.GiveSelfReview, by: Caller, at: datetime) -> views.Given:
    """Take down an employee's own review, or another one in its place; on paper by HR.

    Raises NotFound, NotYours, SealIsOpen, Busy.
    """

    def work() -> Sheet:
        visit = access.come(sheet_id, tables.GIVE_SELF_REVIEW, by)
        before = visit.sheet
        review = records.SelfReview(
            achievements=body.achievements,
            shortcomings=body.shortcomings,
            measures=body.measures,
            scores=body.scores.model_dump() if body.scores else {},
            on_paper=visit.on_paper,
            at=iso(at),
        )
        told = SelfReviewGiven(**access.whose(before), on_paper=visit.on_paper)
        with database.transaction() as write:
            change = _given(write, before, before.reviewed_by_self(at), store.Told(told), by, at)
            change.keep(written.SELF, review, new=False)
            change.note("self-review", {"on_paper": visit.on_paper, "scores": review.scores})
        return change.after

    return views.given(store.again(work))


def give_superiors_review(sheet_id: str, body: schemas.GiveSuperiorsReview, by: Caller, at: datetime) -> views.Given:
    """Take down a superior's review, or another one in its place.

    Raises NotFound, NotYours, SealIsOpen, Invalid, Busy.
    """

    def work() -> Sheet:
        before = access.come(sheet_id, tables.GIVE_SUPERIORS_REVIEW, by).sheet
        _check_goals(before, body)
        review = records.SuperiorReview(
            scores=body.scores.model_dump(),
            opinion=body.opinion,
            former_goals=[records.GoalSeen(**one.model_dump()) for one in body.former_goals],
            at=iso(at),
        )
        told = SuperiorReviewGiven(**access.whose(before))
        with database.transaction() as write:
            change = _given(write, before, before.reviewed_by_superior(at), store.Told(told), by, at)
            change.keep(written.SUPERIOR, review, new=False)
            change.note("superior's review", {"scores": review.scores})
        return change.after

    return views.given(store.again(work))


def _check_goals(sheet: Sheet, body: schemas.GiveSuperiorsReview) -> None:
    if not body.former_goals:
        return
    goals = len(reading.former_goals(sheet) or [])
    seen = set[int]()
    for place, one in enumerate(body.former_goals):
        field = f"former_goals[{place}].goal"
        if one.goal > goals:
            raise Invalid.field(field, f"is none of the {goals} goals of the round before")
        if one.goal in seen:
            raise Invalid.field(field, "stands there already")
        seen.add(one.goal)


def _given(write: Transaction, before: Sheet, after: Sheet, told: store.Told, by: Caller, at: datetime) -> store.Change:
    """Write a sheet with a review, and with its reviews open when that was the last one."""
    peers = reviewers.load_peers(before.sheet_id)
    if not after.may_end(peers, at):
        change = store.Change(write, before, after, by, at)
        change.told(told)
        return change
    change = store.Change(write, before, after.ended(peers, at), by, at)
    change.told(told, _ended(after))
    reviewers.check_peers(write, before.sheet_id, peers)
    return change


def give_peer_review(sheet_id: str, body: schemas.GivePeerReview, by: Caller, at: datetime) -> views.PeerReview:
    """Take down a peer's review, or another one in its place. Raises NotFound to who is not asked, SealIsOpen, Busy."""

    def work() -> views.PeerReview:
        me, before = _asked(sheet_id, by)
        sheet = store.load(sheet_id)
        sheet.allow_peer(at)
        after = before.with_scores(me, body.model_dump())
        with database.transaction() as write:
            reviewers.save_peers(write, sheet_id, after)
            if sheet.may_end(after, at):
                store.await_the_clock(write, sheet.awaiting_the_clock(at))
            else:
                store.check_reviewing(write, sheet)
        return views.peer_review(sheet_id, after, me)

    return store.again(work)


def own_peer_review(sheet_id: str, by: Caller) -> views.PeerReview:
    """What the caller is asked to say of somebody as a peer, or said. Raises NotFound to who is not asked."""
    me, peers = _asked(sheet_id, by)
    return views.peer_review(sheet_id, peers, me)


def _asked(sheet_id: str, by: Caller) -> tuple[str, Peers]:
    me, peers = people.who_is(by.actor), reviewers.load_peers(sheet_id)
    if me is None or peers.of(me) is None:
        raise NotFound("There is no such sheet.")
    return me, peers


def end(sheet: Sheet, at: datetime) -> bool:
    """Open a sheet's reviews where they are over; tells whether they are open. Raises Busy."""

    def work() -> bool:
        before = store.load(sheet.sheet_id)
        peers = reviewers.load_peers(sheet.sheet_id)
        if not before.may_end(peers, at):
            return before.state != tables.REVIEWING
        with database.transaction() as write:
            change = store.Change(write, before, before.ended(peers, at), BY, at)
            change.told(_ended(before))
            reviewers.check_peers(write, sheet.sheet_id, peers)
        return True

    return store.again(work)


def _ended(sheet: Sheet) -> store.Told:
    superior = people.find([sheet.superior]).get(sheet.superior) if sheet.superior and not sheet.self_in else None
    event = ReviewsEnded(
        **access.whose(sheet),
        self_given=sheet.self_in,
        superior_given=sheet.superior_in,
        superior=superior.user if superior else None,
    )
    return store.Told(event, BY)


# -- who is asked --------------------------------------------------------------------------------------------


def peers(sheet_id: str, by: Caller) -> views.PeersAsked:
    """Who is asked as a peer; not who gave a review. Raises NotFound, NotYours."""
    access.come(sheet_id, tables.READ_PEERS, by)
    return _shown(sheet_id, reviewers.load_peers(sheet_id))


def change_peers(sheet_id: str, body: schemas.ChangePeers, by: Caller, at: datetime) -> views.PeersAsked:
    """Say who is asked as a peer. Who gave a review already stays.

    Raises NotFound, NotYours, SealIsOpen, Invalid, Busy.
    """

    def work() -> Peers:
        sheet = access.come(sheet_id, tables.CHANGE_PEERS, by).sheet
        sheet.allow_peer(at)
        before = reviewers.load_peers(sheet_id)
        _check(sheet, body.reviewers, by)
        after = before.changed(body.reviewers)
        former, now = set(before.listed), set(after.listed)
        with database.transaction() as write:
            reviewers.save_peers(write, sheet_id, after)
            store.check_reviewing(write, sheet)
            for one in sorted(former ^ now):
                reviewers.ask(write, one, sheet_id, tables.Relation.PEER, withdrawn=one in former)
            store.note(write, sheet, "peers", {"asked": sorted(now)}, by=by, at=at)
        return after

    return _shown(sheet_id, store.again(work))


def _check(sheet: Sheet, wanted: list[str], by: Caller) -> None:
    known = people.find(wanted)
    for place, one in enumerate(wanted):
        if why := _unfit(sheet, known[one], by) if one in known else "is no employee":
            raise Invalid.field(f"reviewers[{place}]", why)


def _unfit(sheet: Sheet, one: Employee, by: Caller) -> str | None:
    """Why somebody cannot be a peer: the same as by rule (`peers`), and whoever is to sign would know the others'."""
    if one.employee_id in (sheet.employee_id, sheet.superior):
        return "is whose sheet it is, or their superior"
    if one.superior == sheet.employee_id:
        return "has whose sheet it is as a superior"
    if by.actor in one.accounts:
        return "is yourself, who make the composite"
    return "has no account, and a review on paper is not anonymous" if one.user is None else None


def _shown(sheet_id: str, found: Peers) -> views.PeersAsked:
    known = people.find(found.listed)
    return views.peers_asked(sheet_id, found, {one.employee_id: one.name for one in known.values()})
