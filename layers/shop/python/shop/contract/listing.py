"""Events of listing (R3.1.2, R3.1.4)."""

from typing import Literal

from pydantic import Field

from shop.contract import EventData, EventPart


class PricedSku(EventPart):
    sku: str
    price_minor: int


class ProductEntered(EventData):
    """R3.1.2: a specialist entered a product. `due` is when it is to be published."""

    currency: str
    skus: list[PricedSku]
    revision: int


class ProductRevised(EventData):
    """R3.1.2: a draft was changed; `changed` names the fields."""

    changed: list[str]
    currency: str
    skus: list[PricedSku]
    revision: int


class ProductDropped(EventData):
    """R3.1.2: a draft was given up; other products may have its SKU codes."""

    skus: list[str]


class DesignRequested(EventData):
    """R3.1.2: a specialist handed the product to the designers."""


class PictureAttached(EventData):
    """R3.1.2: a designer attached an uploaded picture."""

    key: str
    content_type: str
    bytes: int


class ProductSubmitted(EventData):
    """R3.1.2: a designer handed the product to the final review."""

    pictures: int


class ProductSentBack(EventData):
    """R3.1.2: the review sent the product back. The reasons stand on the product."""

    to: Literal["draft", "designing"]


class ProductPublished(EventData):
    """R3.1.2: the review passed; prices and sale status reached the SKUs."""

    currency: str
    skus: list[PricedSku]
    revision: int
    entered_by: str
    contributors: list[str] = Field(default_factory=list)
