"""Products: their states, who may move them, and what has to be so before they move (R3.1.2).

draft → designing → in_review → published
  │ └─────────┴── send-back ──┘
  └→ dropped

Four eyes: whoever brought a revision to its review does not review it, whatever posts they hold. The review is a
specialist's; when none is left who did not contribute, the manager's, who says so.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, Self

from shop.clock import iso
from shop.contract.listing import PricedSku
from shop.errors import Conflict, Forbidden, Invalid, VersionConflict
from shop.ids import new_id
from shop.roles import Caller, Right, Role, Transition

_SPECIALIST = frozenset({Role.SPECIALIST})
_DESIGNER = frozenset({Role.DESIGNER})
_REVIEWERS = frozenset({Role.SPECIALIST, Role.MANAGER})
_ALL_ON_THE_WAY = frozenset({Role.SPECIALIST, Role.DESIGNER, Role.MANAGER})

ENTER = Right("enter a product", _SPECIALIST)
READ = Right("read products", _ALL_ON_THE_WAY)

REVISE = Transition("revise", frozenset({"draft"}), "draft", _SPECIALIST)
DROP = Transition("drop", frozenset({"draft"}), "dropped", _SPECIALIST)
REQUEST_DESIGN = Transition("request-design", frozenset({"draft"}), "designing", _SPECIALIST)
ATTACH = Transition("attach a picture", frozenset({"designing"}), "designing", _DESIGNER)
SUBMIT = Transition("submit", frozenset({"designing"}), "in_review", _DESIGNER)
SEND_BACK = {
    to: Transition(f"send-back to {to}", frozenset({"in_review"}), to, _REVIEWERS) for to in ("draft", "designing")
}
PUBLISH = Transition("publish", frozenset({"in_review"}), "published", _REVIEWERS)


# States in which there is something left to do stand on work lists.
OPEN_STATES = ("draft", "designing", "in_review")
MOST_SKUS = 30
MOST_PICTURES = 20
LARGEST_PICTURE = 10 * 1024 * 1024
PICTURE_TYPES = {"image/png": "png", "image/jpeg": "jpeg", "image/webp": "webp"}


class OwnEntry(Forbidden):
    code, title = "own_entry", "Who contributes does not review"


class SpecialistsReview(Forbidden):
    code, title = "specialists_review", "The final review is a specialist's"


class NoPicture(Conflict):
    code, title = "no_picture", "A product without a picture cannot be reviewed"


class TooManyPictures(Conflict):
    code, title = "too_many_pictures", "A product has no more pictures than that"


class PictureAttached(Conflict):
    code, title = "picture_attached", "The product has this picture"


class Picture(NamedTuple):
    """An uploaded picture, by its key in the picture bucket."""

    key: str
    content_type: str
    bytes: int


class Product(NamedTuple):
    """A product as it is being worked on; `version` counts changes, `revision` what was put before customers.

    `contributors` brought this revision to its review: who entered or changed it, handed it on, made its pictures.
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
    due: str | None = None
    reasons: str | None = None
    published_at: str | None = None

    @classmethod
    def entered(
        cls,
        by: Caller,
        at: datetime,
        *,
        name: str,
        description: str,
        currency: str,
        skus: Iterable[PricedSku],
        due: datetime | None,
    ) -> Self:
        """A new draft; `due` is when it is to be on the page."""
        return cls(
            product_id=new_id(at),
            state="draft",
            version=1,
            revision=1,
            name=name,
            description=description,
            currency=currency,
            skus=tuple(skus),
            entered_by=(by.actor,),
            contributors=(by.actor,),
            entered_at=iso(at),
            since=iso(at),
            due=iso(due) if due else None,
        )

    def at_version(self, version: int) -> Self:
        """This product. Raises VersionConflict when the caller decided on another version of it."""
        if version != self.version:
            raise VersionConflict.between(version, self.version)
        return self

    def move(self, transition: Transition, at: datetime, **changes: Any) -> Self:
        """The product after a transition. Raises TransitionNotAllowed."""
        state = transition.leave(self.state)
        since = self.since if state == self.state else iso(at)
        return self._replace(state=state, since=since, version=self.version + 1, **changes)

    def contribute(self, transition: Transition, by: Caller, at: datetime, **changes: Any) -> Self:
        """The product after a transition that brings it on; who takes it cannot review. Raises TransitionNotAllowed."""
        return self.move(transition, at, contributors=_with(self.contributors, by.actor), **changes)

    def revised(
        self, by: Caller, at: datetime, *, name: str | None, description: str | None, prices: dict[str, int]
    ) -> Self:
        """The draft with another name, description or prices; who changes it has entered it too.

        Raises TransitionNotAllowed, Invalid for a SKU that the product does not have.
        """
        known = {sku.sku for sku in self.skus}
        strangers = [
            {"field": f"prices[{place}].sku", "reason": f"the product has no SKU {sku}"}
            for place, sku in enumerate(prices)
            if sku not in known
        ]
        if strangers:
            raise Invalid(f"{len(strangers)} of the SKUs are not the product's.", errors=strangers)
        return self.contribute(
            REVISE,
            by,
            at,
            name=self.name if name is None else name,
            description=self.description if description is None else description,
            skus=tuple(PricedSku(sku=s.sku, price_minor=prices.get(s.sku, s.price_minor)) for s in self.skus),
            entered_by=_with(self.entered_by, by.actor),
        )

    def with_picture(self, picture: Picture, by: Caller, at: datetime, *, uploaded_by: str | None) -> Self:
        """The product with one more picture. Raises TransitionNotAllowed, PictureAttached, TooManyPictures."""
        product = self.contribute(ATTACH, by, at, pictures=(*self.pictures, picture))
        if uploaded_by:
            product = product._replace(contributors=_with(product.contributors, uploaded_by))
        if picture.key in {attached.key for attached in self.pictures}:
            raise PictureAttached("This very picture is attached already.")
        if len(product.pictures) > MOST_PICTURES:
            raise TooManyPictures(f"A product has at most {MOST_PICTURES} pictures.")
        return product

    def submitted(self, by: Caller, at: datetime) -> Self:
        """The product in its final review. Raises TransitionNotAllowed, NoPicture."""
        product = self.contribute(SUBMIT, by, at)
        if not self.pictures:
            raise NoPicture("Attach a picture first.")
        return product

    def published(self, by: Caller, at: datetime, *, no_specialist_left: bool = False) -> Self:
        """The product on the page. Raises TransitionNotAllowed, OwnEntry, SpecialistsReview."""
        product = self.move(PUBLISH, at, published_at=iso(at), reasons=None)
        if by.actor in self.contributors:
            raise OwnEntry("Somebody else has to review what you entered, changed, handed on or made pictures for.")
        if by.role == Role.MANAGER and not no_specialist_left:
            raise SpecialistsReview("Say no_specialist_left if every specialist who could review has contributed.")
        return product


def _with(actors: tuple[str, ...], actor: str) -> tuple[str, ...]:
    return actors if actor in actors else (*actors, actor)
