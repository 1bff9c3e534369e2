"""Delisting: off the page and off sale in one write, with its reason (R3.1.4)."""

from datetime import datetime

from listing import pages, proposals, schemas, store, tables
from listing.domain import Product
from shop.contract.listing import DelistingReason, ProductDelisted
from shop.errors import VersionConflict
from shop.roles import Caller
from shop.storage.retry import TransientError
from shop.storage.transaction import Transaction


def delist(product_id: str, body: schemas.Delist, by: Caller, at: datetime) -> Product:
    """Take a live product off the page at once; a proposal to do so is settled by it. What was sold is still sent.

    Raises NotFound, VersionConflict, TransitionNotAllowed, NotOnPage, Busy.
    """

    def attempt() -> Product:
        product = store.load(product_id).at_version(body.version).delisted(at, reason=body.reason, note=body.note)
        proposal = proposals.get(product_id)
        try:
            with store.database.transaction() as write:
                if proposal and proposal.state == tables.OPEN:
                    proposals.close(write, proposal, tables.WITHDRAW, by, at)
                else:
                    proposals.check_unchanged(write, product_id, proposal)
                leave(write, product, body.reason, by, at)
        except VersionConflict as overtaken:  # if it was the product that changed, the next try says so
            raise TransientError from overtaken
        return product

    return store.stock.offering(at, lambda: store.database.retry.call(attempt))


def leave(write: Transaction, product: Product, reason: DelistingReason, by: Caller, at: datetime) -> None:
    """Write that a product left the page: the product, its event, its page, and no sale of its SKUs from here on."""
    assert product.reviewed is not None
    event = ProductDelisted(reason=reason, skus=[sku.sku for sku in product.skus], revision=product.reviewed)
    store.save(write, product, event, by=by, at=at, of_revision=False)
    pages.withdraw(write, product)
