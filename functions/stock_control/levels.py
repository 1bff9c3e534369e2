"""What there is of a SKU, where it lies, and how it came to be (R3.1.3): a party sees what is its own."""

from shop.errors import NotFound
from shop.ids import ULID_PATTERN
from shop.roles import Caller
from shop.stock.changes import Level
from shop.stock.counts import not_counted
from shop.stock.levels import MOVEMENT
from shop.storage.paging import read_page
from shop.storage.table import Page
from shop.storage.values import Item
from shop.web.sight import STOCK, Scope
from stock_control import store
from stock_control.views import LevelView, LocationView, MovementPage, MovementView

_MOVEMENT = MOVEMENT + ULID_PATTERN.strip("^$")


def level(sku: str, caller: Caller) -> LevelView:
    """A SKU's pool and its locations, in one round trip; to a party what lies there is all there is.

    Raises NotFound, BeingCounted.
    """
    pool, *locations = known(sku)
    not_counted(locations, caller)
    if STOCK.scope(caller.role) is Scope.ALL:
        whole = Level.of(pool)
    else:
        locations = [location for location in locations if location["party"] == caller.party]
        whole = Level(*map(sum, zip(*(Level.of(location) for location in locations), strict=True)))
    return LevelView(
        sku=sku,
        **whole._asdict(),
        on_hand=whole.on_hand,
        on_sale=pool["on_sale"],
        price_minor=pool.get("price_minor"),
        currency=pool["currency"],
        buckets=pool.get("buckets", 0),
        locations=[_location(location) for location in locations],
    )


def _location(item: Item) -> LocationView:
    here = Level.of(item)
    return LocationView(party=item["party"], **here._asdict(), on_hand=here.on_hand)


def movements(sku: str, caller: Caller, limit: int, cursor: str | None) -> MovementPage:
    """A SKU's ledger, newest first; to a party what came to it and left it, which adds up to what lies there.

    Raises NotFound, BeingCounted, Invalid for another list's cursor.
    """
    if caller.party:
        not_counted(store.stock.levels(sku)[1:], caller)

    def read(after: str | None) -> Page:
        if STOCK.scope(caller.role) is Scope.ALL:
            return store.stock.movements(sku, limit=limit, after=after)
        return store.stock.movements_at(caller.party or "", sku, limit=limit, after=after)

    items, following = read_page(f"movements#{sku}", cursor, read, position=_MOVEMENT)
    if not items and cursor is None:
        known(sku)  # a SKU that never moved is not an unknown one
    return MovementPage(items=[_movement(item) for item in items], next=following)


def known(sku: str) -> list[Item]:
    """A SKU's pool and its locations. Raises NotFound."""
    items = store.stock.levels(sku)
    if not items:
        raise NotFound("There is no such SKU.")
    return items


def _movement(item: Item) -> MovementView:
    return MovementView(
        movement_id=item["sk"].removeprefix(MOVEMENT),
        kind=item["kind"],
        quantity=item["quantity"],
        available_change=item["available_change"],
        reserved_change=item["reserved_change"],
        blocked_change=item.get("blocked_change", 0),
        shortfall_change=item.get("shortfall_change", 0),
        party=item.get("party"),
        from_party=item.get("from_party"),
        reason=item.get("reason"),
        cause=item["cause"],
        at=item["at"],
    )
