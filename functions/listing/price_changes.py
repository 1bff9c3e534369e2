"""Changes of prices: asked for, scheduled, and where they lie (R3.1.4).

scheduled → applied | cancelled | lapsed

What takes effect at once is applied from the beginning.
"""

from datetime import datetime
from typing import Any, NamedTuple, Self

from listing import tables, views
from listing.store import AS_TEXT, products
from shop.clock import iso
from shop.contract import EventData
from shop.contract.listing import PricedSku
from shop.errors import NotFound, VersionConflict
from shop.events.recording import Entity, record
from shop.ids import new_id
from shop.roles import Caller, Transition
from shop.storage.lists import oldest_first, on_list
from shop.storage.table import Page
from shop.storage.transaction import Transaction
from shop.storage.values import Key
from shop.storage.versions import put_version

LIST = "price-changes"
_SKUS = AS_TEXT["skus"]


class PriceChange(NamedTuple):
    """The prices that some of a product's SKUs are to have from a time on, and who asked for it in which post."""

    change_id: str
    product_id: str
    state: str
    version: int
    currency: str
    skus: tuple[PricedSku, ...]
    takes_effect_at: str
    asked_by: str
    asked_as: str

    @classmethod
    def asked(
        cls, product_id: str, currency: str, prices: dict[str, int], by: Caller, at: datetime, when: datetime | None
    ) -> Self:
        """A change that takes effect at a time, or now."""
        return cls(
            change_id=new_id(at),
            product_id=product_id,
            state="scheduled" if when else "applied",
            version=1,
            currency=currency,
            skus=tuple(PricedSku(sku=sku, price_minor=price) for sku, price in prices.items()),
            takes_effect_at=iso(when or at),
            asked_by=by.actor,
            asked_as=by.role,
        )

    @property
    def prices(self) -> dict[str, int]:
        """The prices in minor units, by SKU."""
        return {sku.sku: sku.price_minor for sku in self.skus}

    @property
    def caller(self) -> Caller:
        """In whose name it takes effect."""
        return Caller(self.asked_by, self.asked_as)

    def at_version(self, version: int) -> Self:
        """This change. Raises VersionConflict when the caller decided on another version of it."""
        if version != self.version:
            raise VersionConflict.between(version, self.version)
        return self

    def move(self, transition: Transition) -> Self:
        """The change after a transition. Raises TransitionNotAllowed."""
        return self._replace(state=transition.leave(self.state), version=self.version + 1)


_PLAIN = tuple(name for name in PriceChange._fields if name != "skus")


def partition(change_id: str) -> str:
    return f"PRICE-CHANGE#{change_id}"


def _key(change_id: str) -> Key:
    return {"pk": partition(change_id), "sk": "CHANGE"}


def load(change_id: str) -> PriceChange:
    """A price change. Raises NotFound."""
    item = products.get(_key(change_id))
    if item is None:
        raise NotFound("There is no such price change.")
    values: dict[str, Any] = {name: item[name] for name in _PLAIN}
    return PriceChange(**values, skus=_SKUS.validate_json(item["skus"]))


def save(write: Transaction, change: PriceChange, event: EventData, *, by: Caller, at: datetime) -> None:
    """Write a price change as changed, with the event that tells of it. Refused: VersionConflict."""
    item = {
        **_key(change.change_id),
        **{name: getattr(change, name) for name in _PLAIN},
        "skus": _SKUS.dump_json(change.skus).decode(),
    }
    if change.state == tables.SCHEDULED:
        item |= on_list(LIST, change.takes_effect_at, change.change_id, shown(change))
    put_version(write, products, item)
    record(write, products, Entity(partition(change.change_id), change.version), event, by=by, at=at)


def shown(change: PriceChange) -> views.PriceChange:
    return views.PriceChange.model_validate(change, from_attributes=True)


def scheduled(limit: int, after: str | None) -> Page:
    """The changes that are to come, soonest first."""
    return oldest_first(products, LIST, limit=limit, after=after)
