"""The final review: asked for, what it changes, onto the page, or back with reasons (R3.1.2, R3.1.4)."""

from datetime import datetime

from listing import pages, schemas, store, tables, views
from listing.domain import Product
from listing.pictures import files
from listing.refusals import NothingReviewed
from shop.clock import iso
from shop.contract.listing import DueMoved, ProductPublished, ProductSentBack, ReviewRequested
from shop.roles import Caller


def request(product_id: str, body: schemas.Step, by: Caller, at: datetime) -> Product:
    """Hand a draft to the review whose pictures are as they should be.

    Raises NotFound, VersionConflict, TransitionNotAllowed, NoPicture.
    """
    product = store.load(product_id).at_version(body.version).handed_in(tables.REQUEST_REVIEW, by, at)
    return store.saved(product, ReviewRequested(revision=product.revision), by, at)


def difference(product_id: str) -> views.Difference:
    """What the newest revision changes about the last that passed its review. Raises NotFound, NothingReviewed."""
    product = store.load(product_id)
    if product.reviewed is None:
        raise NothingReviewed("No revision of this product has passed a review yet: all of it is new.")
    last, shown = pages.load_revision(product_id, product.reviewed)
    return views.difference(product, last, [picture.key for picture in shown])


def publish(product_id: str, body: schemas.Publish, by: Caller, at: datetime) -> Product:
    """Put a product on the page: page, prices and sale of all its SKUs in one transaction.

    Raises NotFound, VersionConflict, TransitionNotAllowed, OwnEntry, SpecialistsReview, PictureMissing, Busy.
    """
    before = store.load(product_id).at_version(body.version)
    product = before.published(by, at, no_specialist_left=body.no_specialist_left)
    event = ProductPublished(
        **before.material,
        currency=product.currency,
        skus=list(product.skus),
        revision=product.revision,
        entered_by=product.entered_by[0],
        contributors=list(product.contributors),
        dispatch_hours=product.dispatch_hours,
        return_exception=product.return_exception,
    )
    # What the last revision showed lies there already.
    shown = pages.load_revision(product_id, before.reviewed)[1] if before.reviewed is not None else ()
    for picture in product.pictures:
        if picture not in shown:
            files.publish(picture.key)
    with store.database.transaction() as write:
        store.save(write, product, event, by=by, at=at)
        pages.publish(write, product, before)
    return product


def send_back(product_id: str, body: schemas.SendBack, by: Caller, at: datetime) -> Product:
    """Send a product back with reasons. Raises NotFound, VersionConflict, TransitionNotAllowed."""
    before = store.load(product_id).at_version(body.version)
    product = before.sent_back(body.to, body.reasons, at)
    return store.saved(product, ProductSentBack(**before.material, to=body.to), by, at)


def move_due(product_id: str, body: schemas.MoveDue, by: Caller, at: datetime) -> Product:
    """Say another time for a revision to be on the page. Raises NotFound, VersionConflict, TransitionNotAllowed."""
    before = store.load(product_id).at_version(body.version)
    product = before.move(tables.MOVE_DUE, at, due=iso(body.due))
    return store.saved(product, DueMoved(entered_by=before.entered_by[0], former_due=before.due), by, at)
