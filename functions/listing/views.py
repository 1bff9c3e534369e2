"""What the room shows: to staff, and to the storefront."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from listing import addresses, pictures
from listing.domain import Product
from shop.contract.listing import PricedSku
from shop.web.models import ResponseModel


class Entered(ResponseModel):
    product_id: str
    state: str
    version: int
    revision: int


class PictureView(ResponseModel):
    key: str
    content_type: str
    bytes: int
    url: Annotated[str, Field(description="Where to look at it; good for a quarter of an hour at least.")]


class ProductView(Entered):
    """A product as staff see it. `reasons` are those of the last review that sent it back; no contributor reviews."""

    name: str
    description: str
    currency: str
    skus: list[PricedSku]
    pictures: list[PictureView]
    entered_by: list[str]
    contributors: list[str]
    entered_at: str
    since: str
    due: str | None
    reasons: str | None
    published_at: str | None


class WaitingProduct(Entered):
    """A product on a work list; `since` is when it came to wait there."""

    name: str
    since: str
    due: str | None = None


class WaitingProducts(ResponseModel):
    items: list[WaitingProduct]
    next: str | None


class Upload(ResponseModel):
    """Where to PUT the picture, with exactly these headers, before `expires_at`."""

    key: str
    url: str
    headers: dict[str, str]
    expires_at: str


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


def whole(product: Product, at: datetime) -> ProductView:
    """A product as staff see it at a time."""
    shown = {name: getattr(product, name) for name in ProductView.model_fields}
    address = addresses.signed(at)
    seen = [PictureView(**picture._asdict(), url=address(picture.key)) for picture in product.pictures]
    return ProductView(**shown | {"pictures": seen})


def addressed(pages: Sequence[PublishedProduct], at: datetime) -> None:
    """Give pages, as they were stored, the addresses at which their pictures are read at a time."""
    address = addresses.published(at)
    for page in pages:
        page.pictures = [address(key) for key in page.pictures]


def waiting(product: Product) -> WaitingProduct:
    return WaitingProduct.model_validate(product, from_attributes=True)


def published(product: Product) -> PublishedProduct:
    return PublishedProduct(
        product_id=product.product_id,
        name=product.name,
        currency=product.currency,
        skus=list(product.skus),
        pictures=[pictures.published_key(picture.key) for picture in product.pictures],
    )


def page(product: Product) -> ProductPage:
    assert product.published_at
    return ProductPage(
        **dict(published(product)),
        description=product.description,
        revision=product.revision,
        published_at=product.published_at,
    )
