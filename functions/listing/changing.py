"""A live product is changed by a new revision, and a delisted one comes back by one (R3.1.4)."""

from datetime import datetime

from listing import due, pages, schemas, store, tables
from listing.domain import Product
from shop.contract.listing import RelistingRequested, RevisionBegun
from shop.roles import Caller


def begin(product_id: str, body: schemas.BeginRevision, by: Caller, at: datetime) -> Product:
    """Begin a new revision, with the content of the last one or of an earlier one; prices stay as they are.

    Raises NotFound (no such product, or no such revision), VersionConflict, TransitionNotAllowed.
    """
    before = store.load(product_id).at_version(body.version)
    tables.BEGIN.leave(before.state)
    content = pages.content_of(product_id, body.restore) if body.restore is not None else {}
    product = before.next_revision(tables.BEGIN, by, at, due.usual(at), **content)
    return store.saved(product, RevisionBegun(revision=product.revision, restored=body.restore), by, at)


def relist(product_id: str, body: schemas.Step, by: Caller, at: datetime) -> Product:
    """Hand a delisted product to the review as it was. Raises NotFound, VersionConflict, TransitionNotAllowed."""
    before = store.load(product_id).at_version(body.version)
    product = before.next_revision(tables.RELIST, by, at, due.usual(at))
    return store.saved(product, RelistingRequested(revision=product.revision), by, at)
