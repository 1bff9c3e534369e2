"""The final review: onto the page, or back with reasons (R3.1.2)."""

from datetime import datetime

from listing import domain, pictures, schemas, store
from listing.domain import Product
from shop.contract.listing import ProductPublished, ProductSentBack
from shop.roles import Caller


def publish(product_id: str, body: schemas.Publish, by: Caller, at: datetime) -> Product:
    """Put a product on the page: page, prices and sale of all its SKUs in one transaction.

    Raises NotFound, VersionConflict, TransitionNotAllowed, OwnEntry, SpecialistsReview, PictureMissing, Busy.
    """
    product = store.load(product_id).at_version(body.version)
    product = product.published(by, at, no_specialist_left=body.no_specialist_left)
    event = ProductPublished(
        currency=product.currency,
        skus=list(product.skus),
        revision=product.revision,
        entered_by=product.entered_by[0],
        contributors=list(product.contributors),
    )
    for picture in product.pictures:
        pictures.publish(picture.key)
    with store.database.transaction() as write:
        store.save(write, product, event, by=by, at=at)
        store.publish(write, product)
    return product


def send_back(product_id: str, body: schemas.SendBack, by: Caller, at: datetime) -> Product:
    """Send a product back with reasons. Raises NotFound, VersionConflict, TransitionNotAllowed."""
    product = store.load(product_id).at_version(body.version)
    product = product.move(domain.SEND_BACK[body.to], at, reasons=body.reasons)
    with store.database.transaction() as write:
        store.save(write, product, ProductSentBack(to=body.to), by=by, at=at)
    return product
