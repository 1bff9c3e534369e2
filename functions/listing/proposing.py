"""Looking for products that no longer qualify, and deciding on what was found (R3.1.4).

The look goes along the storefront's list, page by page, and notes where it is: a run that ends early is gone on with by
the next one of the same day, and one that comes twice finds what is proposed already.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from listing import delisting, page_views, pages, proposals, schemas, store, tables, views
from listing.proposals import Grounds, Proposal
from listing.refusals import NotOnPage
from shop import invocation
from shop.business_days import SHANGHAI
from shop.clock import iso
from shop.contract.listing import DelistingReason
from shop.errors import VersionConflict
from shop.roles import Caller
from shop.settings import Setting
from shop.storage.values import Item

# So long nothing of it was sold, and so long rests what was dismissed.
SLOW_MOVER_DAYS = Setting("SLOW_MOVER_DAYS")
_AT_A_TIME = 25
Pools = Mapping[str, Item]


class Seen(NamedTuple):
    """A live product as the storefront's list has it, and the pools of its SKUs."""

    page: page_views.PublishedProduct
    since: str
    pools: list[Item]

    def grounds(self, reason: DelistingReason, unsold_days: int | None = None) -> Grounds:
        """What is left of it, at what it cost."""
        return Grounds(
            reason=reason,
            name=self.page.name,
            currency=self.page.currency,
            skus=tuple(sku.sku for sku in self.page.skus),
            units=sum(pool["available"] for pool in self.pools),
            stock_value_minor=sum(_value(pool) for pool in self.pools),
            unsold_days=unsold_days,
        )


Judge = Callable[[Seen, datetime], Grounds | None]


def sold_out(seen: Seen, at: datetime) -> Grounds | None:
    """Nothing of it is left, something once was, and nothing is on its way.

    What is on its way stands in the pool as `incoming`, where the room that orders goods writes it.
    """
    gone = all(pool["available"] == 0 and pool.get("incoming", 0) == 0 for pool in seen.pools)
    was_there = any(pool.get("received_units", 0) for pool in seen.pools)
    return seen.grounds("sold_out") if gone and was_there else None


def slow_moving(seen: Seen, at: datetime) -> Grounds | None:
    """It has been shown for so many days without a sale, and money is tied up in it."""
    days = int(SLOW_MOVER_DAYS.value)
    long_ago = iso(at - timedelta(days=days))
    grounds = seen.grounds("slow_moving", days)
    # A revision is no new beginning: whether it is one of something shown for longer stands on the product alone.
    if grounds.units == 0 or (seen.since > long_ago and _live_since(seen) > long_ago):
        return None
    return None if any(store.stock.promised_since(sku, long_ago) for sku in grounds.skus) else grounds


def _live_since(seen: Seen) -> str:
    return store.load(seen.page.product_id).live_since or seen.since


def look(job: str, judge: Judge, reason: DelistingReason, now: Callable[[], datetime]) -> int:
    """Go along all live products and propose those that `judge` finds grounds for; returns how many were proposed.

    An open proposal whose grounds are gone is withdrawn. Ends when the time does; the next run of the day goes on.
    """
    by = Caller(f"system:{job}", "system")
    day = now().astimezone(SHANGHAI).date().isoformat()
    key = {"pk": f"LOOK#{job}", "sk": "LOOK"}
    place = store.products.get(key)
    if place is None or place["day"] != day:
        place = {**key, "day": day}
    proposed = 0
    while not place.get("done") and invocation.time_left() > 0:
        page = pages.published(_AT_A_TIME, place.get("after"))
        proposed += _judged(page.items, judge, reason, by, now())
        place = {**key, "day": day, "after": page.last, "done": page.last is None}
        with store.database.transaction() as write:
            write.put(store.products, place, when="")
    return proposed


def _judged(items: list[Item], judge: Judge, reason: DelistingReason, by: Caller, at: datetime) -> int:
    shown = [(page_views.PublishedProduct.model_validate_json(item["summary"]), item["rank"]) for item in items]
    pools = store.stock.pools([sku.sku for page, _ in shown for sku in page.skus])
    known = proposals.find([page.product_id for page, _ in shown])
    proposed = 0
    for page, rank in shown:
        seen = Seen(page, rank.partition("#")[0], [pools[sku.sku] for sku in page.skus])
        grounds = judge(seen, at)
        before = known.get(page.product_id)
        try:
            if grounds and _may_be_proposed(before, at):
                with store.database.transaction() as write:
                    proposals.open_(write, before or Proposal.none(page.product_id, grounds), grounds, by, at)
                proposed += 1
            elif not grounds and before and before.state == tables.OPEN and before.grounds.reason == reason:
                with store.database.transaction() as write:
                    proposals.close(write, before, tables.WITHDRAW, by, at)
        except (VersionConflict, NotOnPage):  # somebody else saw to it meanwhile
            continue
    return proposed


def _may_be_proposed(before: Proposal | None, at: datetime) -> bool:
    """Not while it is, and not for a while after a person said no."""
    if before is None or before.state not in (tables.OPEN, tables.DISMISSED):
        return True
    rested = iso(at - timedelta(days=int(SLOW_MOVER_DAYS.value)))
    return before.state == tables.DISMISSED and before.since < rested


def _value(pool: Item) -> int:
    """What the units that are free to sell cost, by the average of all receipts."""
    units = pool.get("received_units", 0)
    value: int = pool["available"] * pool.get("received_cost_minor", 0) // units if units else 0
    return value


def accept(product_id: str, body: schemas.Step, by: Caller, at: datetime) -> views.Proposal:
    """Delist the product for the reason that was proposed.

    Raises NotFound, VersionConflict, TransitionNotAllowed, NotOnPage.
    """
    before = proposals.load(product_id).at_version(body.version)
    tables.ACCEPT.leave(before.state)
    reason = before.grounds.reason
    product = store.load(product_id).delisted(at, reason=reason, note=None)

    def leave() -> Proposal:
        with store.database.transaction() as write:
            after = proposals.close(write, before, tables.ACCEPT, by, at)
            delisting.leave(write, product, reason, by, at)
        return after

    return proposals.shown(store.stock.offering(at, leave))


def dismiss(product_id: str, body: schemas.Step, by: Caller, at: datetime) -> views.Proposal:
    """Leave the product on its page; it is not proposed again for a while.

    Raises NotFound, VersionConflict, TransitionNotAllowed.
    """
    before = proposals.load(product_id).at_version(body.version)
    with store.database.transaction() as write:
        after = proposals.close(write, before, tables.DISMISS, by, at)
    return proposals.shown(after)
