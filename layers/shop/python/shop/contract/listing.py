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


class OfEntry(EventData):
    """Whose entry it is that is due at a time: who began this revision. Null in events from before it was told."""

    entered_by: str | None = None


class ProductDropped(OfEntry):
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


class OfMaterial(EventData):
    """What a review says of a revision's pictures (R4.2.1), delivered `deliveries` times by its designers until then.

    `designers` uploaded, attached or delivered them. `judged` of the deliveries had their judgement before: a review
    sent them back to the designers. Where a revision has none, its pictures are those of the one before it.
    """

    designers: list[str] = Field(default_factory=list)
    deliveries: int = 0
    judged: int = 0


class ProductSentBack(OfMaterial):
    """R3.1.2: the review sent the product back. The reasons stand on the product.

    To `draft` it says nothing of the pictures.
    """

    to: Literal["draft", "designing"]


class ProductPublished(OfMaterial):
    """R3.1.2: the review passed; prices and sale status reached the SKUs."""

    currency: str
    skus: list[PricedSku]
    revision: int
    entered_by: str
    contributors: list[str] = Field(default_factory=list)
    dispatch_hours: int | None = None
    return_exception: str | None = None


class RevisionBegun(EventData):
    """R3.1.4: a new revision of a product that passed its review before; customers go on seeing that one.

    `restored` is the earlier revision whose content it begins with, if it is not the last. `due` is as of an entry.
    """

    revision: int
    restored: int | None


class RevisionDropped(OfEntry):
    """R3.1.4: a revision was given up; the product is again as it was when its last review passed."""

    revision: int


class DesignRecalled(EventData):
    """R3.1.2: a specialist took a product back from the designers."""


class PictureRemoved(EventData):
    """R3.1.4: a designer took a picture out of the revision that is being worked on."""

    key: str


class ReviewRequested(EventData):
    """R3.1.2, R3.1.4: a specialist handed a product to the final review, its pictures being as they should be."""

    revision: int


class RelistingRequested(EventData):
    """R3.1.4: a delisted product is to come back as it was, as a new revision, if its review passes."""

    revision: int


class DueMoved(OfEntry):
    """R3.1.2: the manager moved when a product is to be on the page: `due` is the new time."""

    former_due: str | None


DelistingReason = Literal["sold_out", "slow_moving", "quality", "other"]


class ProductDelisted(EventData):
    """R3.1.4: a product left the page, and its SKUs are off sale since that write. `revision` is what customers saw."""

    reason: DelistingReason
    skus: list[str]
    revision: int


class RepricedSku(EventPart):
    sku: str
    price_minor: int
    former_price_minor: int


class SkusRepriced(EventData):
    """R3.1.4: prices of a live product changed; the former ones are good for orders until `former_until`.

    `change` is the price change that was asked for.
    """

    change: str
    currency: str
    skus: list[RepricedSku]
    former_until: str


class PriceChangeScheduled(EventData):
    """R3.1.4: prices are to change at a time."""

    product: str
    currency: str
    skus: list[PricedSku]
    takes_effect_at: str


class PriceChangeApplied(EventData):
    """R3.1.4: a price change took effect; the product's event says which prices were others before."""

    product: str


class PriceChangeCancelled(EventData):
    """R3.1.4: a price change was taken back before its time."""

    product: str


class PriceChangeLapsed(EventData):
    """R3.1.4: the time of a price change came while the product was not on the page: nothing changed."""

    product: str


class DelistingProposed(EventData):
    """R3.1.4: a product was found to be sold out or slow-moving; a person decides what becomes of it.

    `units` and what they cost are what is free to sell; of a slow mover none was sold for `unsold_days`.
    """

    product: str
    reason: DelistingReason
    skus: list[str]
    currency: str
    units: int
    stock_value_minor: int
    unsold_days: int | None


class DelistingDecided(EventData):
    """R3.1.4: what became of a proposal: a person accepted or dismissed it, or its grounds were gone by themselves."""

    product: str
    reason: DelistingReason
    decision: Literal["accepted", "dismissed", "withdrawn"]
