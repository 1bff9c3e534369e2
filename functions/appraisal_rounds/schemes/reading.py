"""Who may see which scheme: HR, director and manager all, everybody those they are appraised by (R4.1)."""

from datetime import datetime
from functools import partial

from appraisal_rounds import months
from appraisal_rounds.people import store as people
from appraisal_rounds.people.domain import Post
from appraisal_rounds.people.presence import posts_in
from appraisal_rounds.schemes import store, views
from appraisal_rounds.store import table
from shop.errors import NotFound
from shop.events.history import History
from shop.events.history import read as read_history
from shop.roles import Caller
from shop.storage.paging import read_list


def listed(limit: int, cursor: str | None) -> views.Schemes:
    """All schemes but those withdrawn, by month. Raises Invalid for another list's cursor."""
    return read_list(views.Schemes, store.SCHEMES, cursor, partial(store.listed, limit))


def one(scheme_id: str) -> views.SchemeView:
    """A scheme. Raises NotFound."""
    return views.scheme(store.load(scheme_id))


def history(scheme_id: str, limit: int, cursor: str | None) -> History:
    """What became of a scheme, oldest first. Raises NotFound, Invalid."""
    return read_history(table, store.partition(scheme_id), limit=limit, cursor=cursor)


def of_post(post: Post, month: str | None, at: datetime) -> views.SchemeView:
    """By what a post is appraised for a month; without one, for this month."""
    return views.scheme(store.in_force(post, month or months.at(at)))


def own(by: Caller, month: str | None, at: datetime) -> views.OwnSchemes:
    """By what the caller is appraised for a month, this one or another. Raises NotFound: no employee's account."""
    found = people.who_is(by.actor)
    if found is None:
        raise NotFound("No employee has this account; HR enters it.")
    asked = month or months.at(at)
    shares = posts_in(people.load(found), asked).shares
    schemes = [
        views.OwnScheme(days=share.days, scheme=views.scheme(store.in_force(share.post, asked))) for share in shares
    ]
    return views.OwnSchemes(month=asked, items=schemes)
