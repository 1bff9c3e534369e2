"""Proposals that a product be delisted: machines make them, people decide (R3.1.4; PIPL art. 24 in spirit).

open → accepted | dismissed | withdrawn → open

A product has one at most, under its own id: it is opened again when there are grounds again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Self

from listing import tables, views
from listing.store import check_live, database, products
from shop.clock import iso
from shop.contract import EventData
from shop.contract.listing import DelistingDecided, DelistingProposed, DelistingReason
from shop.errors import NotFound, VersionConflict
from shop.events.recording import Entity, record
from shop.roles import Caller, Transition
from shop.storage.lists import oldest_first, on_list
from shop.storage.table import Page
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key
from shop.storage.versions import put_version

LIST = "proposals"


class Grounds(NamedTuple):
    """Why a product might leave the page, in figures as they were found."""

    reason: DelistingReason
    name: str
    currency: str
    skus: tuple[str, ...]
    units: int
    stock_value_minor: int
    unsold_days: int | None = None


class Proposal(NamedTuple):
    """A proposal as it stands; `version` counts its changes."""

    product_id: str
    state: str
    version: int
    since: str
    grounds: Grounds

    @classmethod
    def none(cls, product_id: str, grounds: Grounds) -> Self:
        """What a product has of which nothing was ever proposed."""
        return cls(product_id, "none", 0, "", grounds)

    def at_version(self, version: int) -> Self:
        """This proposal. Raises VersionConflict when the caller decided on another version of it."""
        if version != self.version:
            raise VersionConflict.between(version, self.version)
        return self

    def move(self, transition: Transition, at: datetime, grounds: Grounds | None = None) -> Self:
        """The proposal after a transition. Raises TransitionNotAllowed."""
        state = transition.leave(self.state)
        return self._replace(state=state, version=self.version + 1, since=iso(at), grounds=grounds or self.grounds)


def partition(product_id: str) -> str:
    return f"DELISTING#{product_id}"


def _key(product_id: str) -> Key:
    return {"pk": partition(product_id), "sk": "PROPOSAL"}


def _loaded(item: Item) -> Proposal:
    values: dict[str, Any] = {name: item.get(name) for name in Grounds._fields}
    grounds = Grounds(**values | {"skus": tuple(item["skus"])})
    return Proposal(item["product_id"], item["state"], item["version"], item["since"], grounds)


def find(product_ids: Sequence[str]) -> dict[str, Proposal]:
    """The proposals that there are or were of these products."""
    items = database.read_many([(products, _key(product_id)) for product_id in product_ids])
    return {item["product_id"]: _loaded(item) for item in items}


def get(product_id: str) -> Proposal | None:
    """A product's proposal, if there is or was one."""
    item = products.get(_key(product_id))
    return _loaded(item) if item else None


def load(product_id: str) -> Proposal:
    """A product's proposal. Raises NotFound."""
    if proposal := get(product_id):
        return proposal
    raise NotFound("Nobody proposed that this product be delisted.")


def check_unchanged(write: Transaction, product_id: str, seen: Proposal | None) -> None:
    """Refuse (VersionConflict) when something was proposed or decided since this was read."""
    before = seen.version if seen else 0
    write.check(
        products,
        _key(product_id),
        "#version = :seen" if seen else "attribute_not_exists(#pk)",
        values={"seen": before} if seen else None,
        refused=lambda found: VersionConflict.between(before, found["version"] if found else 0),
    )


def open_(write: Transaction, before: Proposal, grounds: Grounds, by: Caller, at: datetime) -> None:
    """Propose it. Raises TransitionNotAllowed when it is proposed already. Refused: NotOnPage."""
    check_live(write, before.product_id)
    event = DelistingProposed(
        product=before.product_id,
        reason=grounds.reason,
        currency=grounds.currency,
        skus=list(grounds.skus),
        units=grounds.units,
        stock_value_minor=grounds.stock_value_minor,
        unsold_days=grounds.unsold_days,
    )
    _save(write, before.move(tables.PROPOSE, at, grounds), event, by, at)


def close(write: Transaction, before: Proposal, transition: Transition, by: Caller, at: datetime) -> Proposal:
    """Write what became of a proposal. Raises TransitionNotAllowed."""
    after = before.move(transition, at)
    event = DelistingDecided.model_validate(
        {"product": after.product_id, "reason": after.grounds.reason, "decision": after.state}
    )
    _save(write, after, event, by, at)
    return after


def _save(write: Transaction, proposal: Proposal, event: EventData, by: Caller, at: datetime) -> None:
    item: Item = {
        **_key(proposal.product_id),
        "product_id": proposal.product_id,
        "state": proposal.state,
        "version": proposal.version,
        "since": proposal.since,
        **proposal.grounds._asdict(),
        "skus": list(proposal.grounds.skus),
    }
    if proposal.state == tables.OPEN:
        item |= on_list(LIST, proposal.since, proposal.product_id, shown(proposal))
    put_version(write, products, item)
    record(write, products, Entity(partition(proposal.product_id), proposal.version), event, by=by, at=at)


def shown(proposal: Proposal) -> views.Proposal:
    return views.Proposal.model_validate(
        {
            **proposal.grounds._asdict(),
            **{name: value for name, value in proposal._asdict().items() if name != "grounds"},
        }
    )


def waiting(limit: int, after: str | None) -> Page:
    """The proposals that nobody has decided on, oldest first."""
    return oldest_first(products, LIST, limit=limit, after=after)
