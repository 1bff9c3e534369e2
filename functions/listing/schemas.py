"""What is asked of the room on the wire."""

from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import Field, field_validator, model_validator

from listing.domain import LARGEST_PICTURE, MOST_SKUS
from shop.contract.listing import DelistingReason
from shop.money import Price
from shop.stock.terms import ReturnException
from shop.web.models import EMPTY_IS_A_TEXT, AcceptedCurrency, Moment, RequestModel, Sku, SkuText, SkuWanted, Version
from shop.web.texts import paragraphs, printable
from shop.web.wanted import Wanted

SkuInPath = Annotated[str, SkuText, SkuWanted, Path()]
RevisionInPath = Annotated[int, Path(ge=1, le=10**6)]
Name = Annotated[str, printable(200)]
Description = Annotated[str, paragraphs(5000, least=0)]
DispatchHours = Annotated[
    int, Field(strict=True, ge=1, le=24 * 60, description="Within how many hours of being placed an order leaves.")
]
Key = Annotated[
    str,
    Field(pattern=r"^pictures/[0-9A-Z]{26}/[0-9a-f]{64}\.(png|jpeg|webp)$", max_length=110),
    Wanted("is to be the key of an attached picture"),
]


class SkuPrice(RequestModel):
    sku: Sku
    price_minor: Price


def _each_once(skus: list[SkuPrice]) -> list[SkuPrice]:
    seen: set[str] = set()
    for place, sku in enumerate(skus):
        if sku.sku in seen:
            raise ValueError(f"names {sku.sku} again at [{place}]")
        seen.add(sku.sku)
    return skus


Prices = Annotated[list[SkuPrice], Field(min_length=1, max_length=MOST_SKUS)]


class EnterProduct(RequestModel):
    """A product as a specialist enters it (R3.1.2); `due` is when it is to be on the page.

    Without a `due` that is two business days from now; sooner may be said here, later by the manager. Without
    `dispatch_hours` the shop's own promise holds.
    """

    name: Name
    description: Description = ""
    currency: AcceptedCurrency
    skus: Prices
    dispatch_hours: DispatchHours | None = None
    return_exception: ReturnException | None = None
    due: Moment | None = None

    @field_validator("skus")
    @classmethod
    def _distinct(cls, skus: list[SkuPrice]) -> list[SkuPrice]:
        return _each_once(skus)


_CAN_BE_TAKEN_BACK = ("dispatch_hours", "return_exception")


class ReviseProduct(RequestModel):
    """What is to be different about a draft; at least one thing.

    A `null` for `dispatch_hours` or `return_exception` takes back what stands there.
    """

    version: Version
    name: Annotated[Name | None, EMPTY_IS_A_TEXT] = None
    description: Annotated[Description | None, EMPTY_IS_A_TEXT] = None
    prices: Prices | None = None
    dispatch_hours: DispatchHours | None = None
    return_exception: ReturnException | None = None

    @field_validator("prices")
    @classmethod
    def _distinct(cls, prices: list[SkuPrice] | None) -> list[SkuPrice] | None:
        return prices and _each_once(prices)

    @property
    def content(self) -> dict[str, Any]:
        """The content that is to be other than it was."""
        given = {name: getattr(self, name) for name in ("name", "description") if getattr(self, name) is not None}
        return given | {name: getattr(self, name) for name in _CAN_BE_TAKEN_BACK if name in self.model_fields_set}

    @property
    def changed(self) -> list[str]:
        """The fields that are given."""
        return [*self.content, *(["prices"] if self.prices else [])]

    @model_validator(mode="after")
    def _something(self) -> "ReviseProduct":
        if not self.changed:
            raise ValueError("give a name, a description, prices, dispatch_hours or return_exception")
        return self


class AskUpload(RequestModel):
    """The picture that is going to be uploaded; nothing else will be taken under its address."""

    content_type: Literal["image/png", "image/jpeg", "image/webp"]
    content_length: Annotated[int, Field(strict=True, ge=1, le=LARGEST_PICTURE, description="Bytes.")]
    checksum_sha256: Annotated[
        str,
        Field(pattern=r"^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$", max_length=44),
        Wanted("is to be a SHA-256 in Base64: 44 characters"),
    ]


class AttachPicture(RequestModel):
    """An upload, by the key that it was signed for."""

    version: Version
    key: Annotated[
        str,
        Field(pattern=r"^uploads/[0-9A-Z]{26}/[0-9a-f]{64}\.(png|jpeg|webp)$", max_length=110),
        Wanted("is to be the key that the upload was given"),
    ]


class Step(RequestModel):
    """A step on a product's way: `version` is the one that the caller decided on."""

    version: Version


class Publish(Step):
    """The review passed. The manager reviews only what no specialist can, and says that it is so."""

    no_specialist_left: Annotated[
        bool, Field(strict=True, description="Every specialist who could review has contributed; asked of the manager.")
    ] = False


class SendBack(Step):
    to: Literal["draft", "designing"]
    reasons: Annotated[str, paragraphs(1000)]


class RemovePicture(Step):
    key: Key


class BeginRevision(Step):
    """A new revision of what is live or was delisted; `restore` names an earlier one whose content it begins with."""

    restore: Annotated[int, Field(strict=True, ge=1, le=10**6)] | None = None


class MoveDue(Step):
    due: Moment


class Delist(Step):
    """Why it leaves the page. Of anything but the reasons that have a name the note says more."""

    reason: DelistingReason
    note: Annotated[str, paragraphs(1000)] | None = None

    @model_validator(mode="after")
    def _said(self) -> "Delist":
        if self.reason == "other" and self.note is None:
            raise ValueError("say in the note what the other reason is")
        return self


class ChangePrices(Step):
    """Prices that a live product is to have, now or from a time on."""

    prices: Prices
    takes_effect_at: Moment | None = None

    @field_validator("prices")
    @classmethod
    def _distinct(cls, prices: list[SkuPrice]) -> list[SkuPrice]:
        return _each_once(prices)

    @property
    def by_sku(self) -> dict[str, int]:
        """The prices in minor units, by SKU."""
        return {price.sku: price.price_minor for price in self.prices}
