"""Products: what they are, and what has to be so before they move (R3.1.2, R3.1.4). The tables: `listing.tables`.

Four eyes: whoever brought a revision to its review does not review it, whatever posts they hold. The review is a
specialist's; when none is left who did not contribute, the manager's, who says so.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple, Self

from listing import tables
from listing.refusals import (
    NoPicture,
    NotOnPage,
    OwnEntry,
    PictureAttached,
    PictureUnknown,
    SpecialistsReview,
    TooManyPictures,
)
from listing.tables import Ways
from shop.clock import iso
from shop.contract.listing import PricedSku, RepricedSku
from shop.errors import Invalid, VersionConflict
from shop.ids import new_id
from shop.roles import Caller, Role, Transition

MOST_SKUS = 30
MOST_PICTURES = 20
LARGEST_PICTURE = 10 * 1024 * 1024
PICTURE_TYPES = {"image/png": "png", "image/jpeg": "jpeg", "image/webp": "webp"}


class Picture(NamedTuple):
    """An uploaded picture, by its key in the picture bucket."""

    key: str
    content_type: str
    bytes: int


class Product(NamedTuple):
    """A product as it is being worked on; `version` counts changes, `revision` what was put before customers.

    `contributors` brought this revision to its review: who entered or changed it, handed it on, made its pictures.
    `designers` made its pictures and delivered them `deliveries` times, `judged` of which a review has judged.
    `reviewed` is the revision that passed its review last, `live` whether customers see it, at the prices `shown`.
    """

    product_id: str
    state: str
    version: int
    revision: int
    name: str
    description: str
    currency: str
    skus: tuple[PricedSku, ...]
    entered_by: tuple[str, ...]
    contributors: tuple[str, ...]
    entered_at: str
    since: str
    pictures: tuple[Picture, ...] = ()
    dispatch_hours: int | None = None
    return_exception: str | None = None
    due: str | None = None
    reasons: str | None = None
    published_at: str | None = None
    reviewed: int | None = None
    live: bool = False
    shown: tuple[PricedSku, ...] = ()
    delisted_for: str | None = None
    delisting_note: str | None = None
    designers: tuple[str, ...] = ()
    deliveries: int = 0
    judged: int = 0

    @classmethod
    def entered(cls, by: Caller, at: datetime, *, skus: Iterable[PricedSku], due: datetime, **content: Any) -> Self:
        """A new draft; `due` is when it is to be on the page."""
        return cls(
            product_id=new_id(at),
            state="draft",
            version=1,
            revision=1,
            skus=tuple(skus),
            entered_by=(by.actor,),
            contributors=(by.actor,),
            entered_at=iso(at),
            since=iso(at),
            due=iso(due),
            **content,
        )

    def at_version(self, version: int) -> Self:
        """This product. Raises VersionConflict when the caller decided on another version of it."""
        if version != self.version:
            raise VersionConflict.between(version, self.version)
        return self

    def move(self, transition: Transition | Ways, at: datetime, **changes: Any) -> Self:
        """The product after a transition. Raises TransitionNotAllowed."""
        state = transition.leave(self.state)
        since = self.since if state == self.state else iso(at)
        return self._replace(state=state, since=since, version=self.version + 1, **changes)

    def contribute(self, transition: Transition, by: Caller, at: datetime, **changes: Any) -> Self:
        """The product after a transition that brings it on; who takes it cannot review. Raises TransitionNotAllowed."""
        return self.move(transition, at, contributors=_with(self.contributors, by.actor), **changes)

    def revised(self, by: Caller, at: datetime, *, prices: Mapping[str, int], **content: Any) -> Self:
        """The draft with other content or prices; who changes it has entered it too.

        Raises TransitionNotAllowed, Invalid for a SKU that the product does not have.
        """
        return self.contribute(
            tables.REVISE,
            by,
            at,
            skus=self.priced(self.skus, prices),
            entered_by=_with(self.entered_by, by.actor),
            **content,
        )

    def priced(self, skus: Iterable[PricedSku], prices: Mapping[str, int]) -> tuple[PricedSku, ...]:
        """SKUs with other prices. Raises Invalid for a SKU that the product does not have."""
        known = {sku.sku for sku in self.skus}
        strangers = [
            {"field": f"prices[{place}].sku", "reason": f"the product has no SKU {sku}"}
            for place, sku in enumerate(prices)
            if sku not in known
        ]
        if strangers:
            raise Invalid(f"{len(strangers)} of the SKUs are not the product's.", errors=strangers)
        return tuple(PricedSku(sku=s.sku, price_minor=prices.get(s.sku, s.price_minor)) for s in skus)

    def with_picture(self, picture: Picture, by: Caller, at: datetime, *, uploaded_by: str | None) -> Self:
        """The product with one more picture. Raises TransitionNotAllowed, PictureAttached, TooManyPictures."""
        product = self.contribute(tables.ATTACH, by, at, pictures=(*self.pictures, picture))
        for designer in filter(None, (uploaded_by, by.actor)):
            product = product._replace(
                contributors=_with(product.contributors, designer), designers=_with(product.designers, designer)
            )
        if picture.key in {attached.key for attached in self.pictures}:
            raise PictureAttached("This very picture is attached already.")
        if len(product.pictures) > MOST_PICTURES:
            raise TooManyPictures(f"A product has at most {MOST_PICTURES} pictures.")
        return product

    def without_picture(self, key: str, by: Caller, at: datetime) -> Self:
        """The product without a picture. Raises TransitionNotAllowed, PictureUnknown."""
        left = tuple(picture for picture in self.pictures if picture.key != key)
        product = self.contribute(tables.REMOVE, by, at, pictures=left)
        if left == self.pictures:
            raise PictureUnknown("The product has no such picture.")
        return product

    def handed_in(self, transition: Transition, by: Caller, at: datetime) -> Self:
        """The product in its final review. Raises TransitionNotAllowed, NoPicture."""
        product = self.contribute(transition, by, at)
        if not self.pictures:
            raise NoPicture("Attach a picture first.")
        return product

    def delivered(self, by: Caller, at: datetime) -> Self:
        """The product whose pictures its designers handed to the final review. Raises as `handed_in`."""
        product = self.handed_in(tables.SUBMIT, by, at)
        return product._replace(designers=_with(self.designers, by.actor), deliveries=self.deliveries + 1)

    def sent_back(self, to: Literal["draft", "designing"], reasons: str, at: datetime) -> Self:
        """The product back with reasons; to the designers, their delivery is judged. Raises TransitionNotAllowed."""
        judged = self.deliveries if to == "designing" else self.judged
        return self.move(tables.SEND_BACK[to], at, reasons=reasons, judged=judged)

    @property
    def material(self) -> dict[str, Any]:
        """What a review's event says of the pictures (`OfMaterial`): as it found them."""
        return {"designers": list(self.designers), "deliveries": self.deliveries, "judged": self.judged}

    def published(self, by: Caller, at: datetime, *, no_specialist_left: bool = False) -> Self:
        """The product on the page. Raises TransitionNotAllowed, OwnEntry, SpecialistsReview."""
        product = self.move(
            tables.PUBLISH,
            at,
            published_at=iso(at),
            reasons=None,
            reviewed=self.revision,
            live=True,
            shown=self.skus,
            delisted_for=None,
            delisting_note=None,
        )
        if by.actor in self.contributors:
            raise OwnEntry("Somebody else has to review what you entered, changed, handed on or made pictures for.")
        if by.role == Role.MANAGER and not no_specialist_left:
            raise SpecialistsReview("Say no_specialist_left if every specialist who could review has contributed.")
        return product

    def next_revision(self, transition: Transition, by: Caller, at: datetime, due: datetime, **content: Any) -> Self:
        """A new revision of what passed its review before, entered by who begins it. Raises TransitionNotAllowed."""
        me = (by.actor,)
        return self.move(
            transition,
            at,
            revision=self.revision + 1,
            entered_by=me,
            contributors=me,
            entered_at=iso(at),
            due=iso(due),
            reasons=None,
            designers=(),
            deliveries=0,
            judged=0,
            **content,
        )

    def delisted(self, at: datetime, *, reason: str, note: str | None) -> Self:
        """The product off the page; a revision being worked on stays. Raises TransitionNotAllowed, NotOnPage."""
        product = self.move(tables.DELIST, at, live=False, delisted_for=reason, delisting_note=note)
        if not self.live:
            raise NotOnPage("Customers do not see this product.")
        return product

    def repriced(self, at: datetime, prices: Mapping[str, int]) -> tuple[Self, list[RepricedSku]]:
        """The live product at other prices, and which those are; a price that a revision brings along stays its own.

        Raises TransitionNotAllowed, NotOnPage, Invalid for a SKU that the product does not have.
        """
        if not self.live:
            tables.REPRICE.leave(self.state)
            raise NotOnPage("Customers do not see this product.")
        shown = self.priced(self.shown, prices)
        before = {sku.sku: sku.price_minor for sku in self.shown}
        skus = tuple(
            now if was.price_minor == before[was.sku] else was for was, now in zip(self.skus, shown, strict=True)
        )
        return self.move(tables.REPRICE, at, skus=skus, shown=shown), changes(before, shown)


def changes(before: Mapping[str, int], after: Iterable[PricedSku]) -> list[RepricedSku]:
    """The SKUs whose prices are others than before."""
    return [
        RepricedSku(sku=sku.sku, price_minor=sku.price_minor, former_price_minor=before[sku.sku])
        for sku in after
        if sku.sku in before and before[sku.sku] != sku.price_minor
    ]


def _with(actors: tuple[str, ...], actor: str) -> tuple[str, ...]:
    return actors if actor in actors else (*actors, actor)
