"""What customers see: the storefront's list, and a product's page."""

from collections.abc import Sequence
from datetime import datetime

from listing.domain import Product
from listing.pictures import addresses, files
from shop.contract.listing import PricedSku
from shop.web.models import ResponseModel


class PublishedProduct(ResponseModel):
    """A product on the storefront's list; amounts in minor units.

    `pictures` are stored as keys and shown as addresses.
    """

    product_id: str
    name: str
    currency: str
    skus: list[PricedSku]
    pictures: list[str]


class PublishedProducts(ResponseModel):
    items: list[PublishedProduct]
    next: str | None


class ProductPage(PublishedProduct):
    """A product's page."""

    description: str
    revision: int
    published_at: str
    dispatch_hours: int | None = None
    return_exception: str | None = None


def addressed(pages: Sequence[PublishedProduct], at: datetime) -> None:
    """Give pages, as they were stored, the addresses at which their pictures are read at a time."""
    address = addresses.published(at)
    for page in pages:
        page.pictures = [address(key) for key in page.pictures]


def published(product: Product) -> PublishedProduct:
    return PublishedProduct(
        product_id=product.product_id,
        name=product.name,
        currency=product.currency,
        skus=list(product.skus),
        pictures=[files.published_key(picture.key) for picture in product.pictures],
    )


def page(product: Product) -> ProductPage:
    assert product.published_at
    return ProductPage(
        **dict(published(product)),
        description=product.description,
        revision=product.revision,
        published_at=product.published_at,
        dispatch_hours=product.dispatch_hours,
        return_exception=product.return_exception,
    )
