"""Schemes are proposed, published before their month, or withdrawn (R4.1)."""

from datetime import datetime

from appraisal_rounds import store as room
from appraisal_rounds.schemes import schemas, store, views
from appraisal_rounds.schemes.domain import Scheme
from shop.contract.appraisal_rounds import SchemeProposed, SchemePublished, SchemeWithdrawn
from shop.errors import ShopError
from shop.roles import Caller
from shop.web.idempotency import IdempotencyKey


def propose(body: schemas.ProposeScheme, by: Caller, key: IdempotencyKey, at: datetime) -> views.SchemeView:
    """Propose a scheme. Raises Invalid, Forbidden, MonthHasBegun, Replayed, IdempotencyKeyReused."""
    try:
        new = Scheme.proposed(body.post, body.valid_from, body.terms.terms, by, at)
    except ShopError:
        key.refuse_repeat(room.table, at)  # being a repeat outranks every other refusal
        raise
    answer = views.scheme(new)
    with room.database.transaction() as write:
        key.claim(write, room.table, at, entity=store.partition(new.scheme_id), answer=answer)
        told = SchemeProposed(post=new.post, valid_from=new.valid_from)
        store.save(write, None, new, told, by=by, at=at)
    return answer


def publish(scheme_id: str, body: schemas.Step, by: Caller, at: datetime) -> views.SchemeView:
    """Publish a scheme. Raises NotFound, VersionConflict, TransitionNotAllowed, Forbidden, MonthHasBegun, Taken."""
    before = store.load(scheme_id).at_version(body.version)
    after = before.published(by, at)
    with room.database.transaction() as write:
        told = SchemePublished(post=after.post, valid_from=after.valid_from)
        store.save(write, before, after, told, by=by, at=at)
    return views.scheme(after)


def withdraw(scheme_id: str, body: schemas.Step, by: Caller, at: datetime) -> views.SchemeView:
    """Take a scheme back. Raises NotFound, VersionConflict, TransitionNotAllowed, Forbidden, MonthHasBegun."""
    before = store.load(scheme_id).at_version(body.version)
    after = before.withdrawn(by, at)
    with room.database.transaction() as write:
        told = SchemeWithdrawn(post=after.post, valid_from=after.valid_from, was_published=before.state == "published")
        store.save(write, before, after, told, by=by, at=at)
    return views.scheme(after)
