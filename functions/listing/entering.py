"""Entering a product, handing it to the designers, or giving it up (R3.1.2)."""

from datetime import datetime

from listing import due, pages, schemas, store, tables, views
from listing.domain import Product
from shop.contract.listing import (
    DesignRecalled,
    DesignRequested,
    PricedSku,
    ProductDropped,
    ProductEntered,
    ProductRevised,
    RevisionDropped,
)
from shop.roles import Caller
from shop.web.idempotency import IdempotencyKey


def enter(body: schemas.EnterProduct, by: Caller, key: IdempotencyKey, at: datetime) -> views.Entered:
    """Enter a product as a draft and make its SKUs known.

    Raises StockRefused (sku_taken), Replayed, IdempotencyKeyReused.
    """
    product = Product.entered(
        by,
        at,
        name=body.name,
        description=body.description,
        currency=body.currency,
        skus=(PricedSku(sku=sku.sku, price_minor=sku.price_minor) for sku in body.skus),
        due=body.due or due.usual(at),
        dispatch_hours=body.dispatch_hours,
        return_exception=body.return_exception,
    )
    answer = views.Entered.model_validate(product, from_attributes=True)
    event = ProductEntered(currency=product.currency, skus=list(product.skus), revision=product.revision)
    with store.database.transaction() as write:
        key.claim(write, store.products, at, entity=product.product_id, answer=answer)
        store.save(write, product, event, by=by, at=at)
        for place, sku in enumerate(product.skus):
            store.stock.enter(write, sku.sku, product.currency, field=f"skus[{place}].sku")
    return answer


def drop(product_id: str, body: schemas.Step, by: Caller, at: datetime) -> Product:
    """Give a draft up: a product that was never on the page, and its SKU codes with it; or a revision of one that was.

    Raises NotFound, VersionConflict, TransitionNotAllowed, StockRefused (sku_used).
    """
    product = store.load(product_id).at_version(body.version)
    if product.reviewed is not None:
        return _drop_revision(product, product.reviewed, by, at)
    product = product.move(tables.DROP, at)
    with store.database.transaction() as write:
        store.save(
            write,
            product,
            ProductDropped(entered_by=product.entered_by[0], skus=[sku.sku for sku in product.skus]),
            by=by,
            at=at,
        )
        for place, sku in enumerate(product.skus):
            store.stock.forget(write, sku.sku, field=f"skus[{place}].sku")
    return product


def _drop_revision(product: Product, reviewed: int, by: Caller, at: datetime) -> Product:
    """The product as it was when its last review passed; the revision's number is not used again."""
    event = RevisionDropped(entered_by=product.entered_by[0], revision=product.revision)
    content = pages.content_of(product.product_id, reviewed)
    product = product.move(tables.DROP_REVISION[product.live], at, skus=product.shown, reasons=None, **content)
    return store.saved(product, event, by, at)


def revise(product_id: str, body: schemas.ReviseProduct, by: Caller, at: datetime) -> Product:
    """Change a draft's name, description, prices or terms.

    Raises NotFound, VersionConflict, TransitionNotAllowed, Invalid (a SKU of another product).
    """
    prices = {price.sku: price.price_minor for price in body.prices or ()}
    product = store.load(product_id).at_version(body.version).revised(by, at, prices=prices, **body.content)
    event = ProductRevised(
        changed=body.changed, currency=product.currency, skus=list(product.skus), revision=product.revision
    )
    return store.saved(product, event, by, at)


def request_design(product_id: str, body: schemas.Step, by: Caller, at: datetime) -> Product:
    """Hand a draft to the designers. Raises NotFound, VersionConflict, TransitionNotAllowed."""
    product = store.load(product_id).at_version(body.version).contribute(tables.REQUEST_DESIGN, by, at)
    return store.saved(product, DesignRequested(), by, at)


def recall(product_id: str, body: schemas.Step, by: Caller, at: datetime) -> Product:
    """Take a product back from the designers. Raises NotFound, VersionConflict, TransitionNotAllowed."""
    product = store.load(product_id).at_version(body.version).contribute(tables.RECALL, by, at)
    return store.saved(product, DesignRecalled(), by, at)
