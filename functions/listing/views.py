"""What the room shows to staff; what customers see: `listing.page_views`."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from listing.domain import Product
from listing.page_views import ProductPage
from listing.pictures import addresses
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
    """A product as staff see it. `reasons` are those of the last review that sent it back; no contributor reviews.

    `reviewed` is the revision that passed its review last, which customers see while the product is `live`.
    """

    name: str
    description: str
    currency: str
    skus: list[PricedSku]
    pictures: list[PictureView]
    entered_by: list[str]
    contributors: list[str]
    entered_at: str
    since: str
    dispatch_hours: int | None
    return_exception: str | None
    due: str | None
    reasons: str | None
    published_at: str | None
    reviewed: int | None
    live: bool
    delisted_for: str | None
    delisting_note: str | None


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


class Revision(ResponseModel):
    """A revision that passed its review, by when that was."""

    revision: int
    name: str
    published_at: str


class Revisions(ResponseModel):
    items: list[Revision]
    next: str | None


class Content(ResponseModel):
    """What a review looks at."""

    name: str
    description: str
    skus: list[PricedSku]
    pictures: list[str]
    dispatch_hours: int | None
    return_exception: str | None


class Difference(ResponseModel):
    """What a revision changes about the one that passed its review last; `changed` names the parts that differ."""

    product_id: str
    version: int
    revision: int
    reviewed: int
    changed: list[str]
    before: Content
    after: Content
    pictures_added: list[str]
    pictures_removed: list[str]


class PriceChange(ResponseModel):
    """A change of a live product's prices: the new ones, and from when on they hold."""

    change_id: str
    product_id: str
    state: str
    version: int
    currency: str
    skus: list[PricedSku]
    takes_effect_at: str
    asked_by: str


class PriceChanges(ResponseModel):
    items: list[PriceChange]
    next: str | None


class Proposal(ResponseModel):
    """That a product leave the page, and the figures that speak for it: what is free to sell, and what it cost."""

    product_id: str
    state: str
    version: int
    since: str
    reason: str
    name: str
    currency: str
    skus: list[str]
    units: int
    stock_value_minor: int
    unsold_days: int | None


class Proposals(ResponseModel):
    items: list[Proposal]
    next: str | None


class ShownPrice(ResponseModel):
    """A price of a SKU, and since when customers have seen it. `change` is the price change, none for a review."""

    price_minor: int
    since: str
    revision: int
    change: str | None = None


class ShownPrices(ResponseModel):
    items: list[ShownPrice]
    next: str | None


def whole(product: Product, at: datetime) -> ProductView:
    """A product as staff see it at a time."""
    shown = {name: getattr(product, name) for name in ProductView.model_fields}
    address = addresses.signed(at)
    seen = [PictureView(**picture._asdict(), url=address(picture.key)) for picture in product.pictures]
    return ProductView(**shown | {"pictures": seen})


def waiting(product: Product) -> WaitingProduct:
    return WaitingProduct.model_validate(product, from_attributes=True)


def difference(product: Product, last: ProductPage, shown: list[str]) -> Difference:
    """What a product's newest revision changes about the page that passed its review last, with the pictures shown."""
    parts = Content.model_fields
    # Prices may have changed since that review: what a customer saw last is what they are held against.
    before = Content(**{part: getattr(last, part) for part in parts} | {"skus": list(product.shown), "pictures": shown})
    after = Content(
        **{part: getattr(product, part) for part in parts}
        | {"skus": list(product.skus), "pictures": [picture.key for picture in product.pictures]}
    )
    return Difference(
        product_id=product.product_id,
        version=product.version,
        revision=product.revision,
        reviewed=last.revision,
        changed=[part for part in parts if getattr(before, part) != getattr(after, part)],
        before=before,
        after=after,
        pictures_added=[key for key in after.pictures if key not in before.pictures],
        pictures_removed=[key for key in before.pictures if key not in after.pictures],
    )
