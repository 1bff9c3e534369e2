"""Corrections of stock: what is counted, blocked, freed, written off or taken back.

Nobody can say no to what is found missing or unsellable: what was promised of it becomes a shortfall. How much that is
depends on what there is, so these work on levels that were read before, and are refused (Moved) when others moved the
same units meanwhile:

    stock.on_seen("WH-SH", ["MUG"], lambda seen: count(seen["MUG"]))

reads, calls, and reads and calls again as long as that happens. What is called opens its own transaction, and must bear
being called more than once.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, Self, TypeVar

from shop.clock import iso
from shop.stock.buckets import NOT_SPREAD, Pool
from shop.stock.changes import BLOCKED, COME, TAKEN, UNBLOCKED, WRITTEN_OFF, Change, Level
from shop.stock.folding import Folding
from shop.stock.levels import AT_PARTY, at_party, location_key, pool_key, unit_cost
from shop.stock.moving import Moving, movement
from shop.stock.refusals import Moved, not_blocked, not_there
from shop.stock.units import Cause, Shortfall, Units
from shop.storage.retry import TransientError
from shop.storage.transaction import Transaction
from shop.storage.values import Item

T = TypeVar("T")
_ENDED = ", #counted_at = :counted_at REMOVE #counted_in"


class Seen(NamedTuple):
    """A SKU and what lies of it at a party, as it was read, with the stocktake that counts it there, if any.

    `spread` is the pool with its buckets, where it is spread.
    """

    sku: str
    party: str
    currency: str
    unit_cost_minor: int
    pool: Level
    location: Level
    price_minor: int | None = None
    counted_in: str | None = None
    counted_at: str | None = None
    spread: Pool | None = None

    @classmethod
    def of(cls, pool: Item, party: str, location: Item | None, spread: Pool | None = None) -> Self:
        here = location or {}
        return cls(
            sku=pool["sku"],
            party=party,
            currency=pool["currency"],
            unit_cost_minor=unit_cost(pool),
            pool=Level.of(pool),
            location=Level.of(location),
            price_minor=pool.get("price_minor"),
            counted_in=here.get("counted_in"),
            counted_at=here.get("counted_at"),
            spread=spread,
        )

    @property
    def unit_value_minor(self) -> int | None:
        """What a unit is worth, in minor units: what it cost on average, else its price; None where nobody knows."""
        return self.unit_cost_minor or self.price_minor


class Corrections(Folding):
    """The SKU table as far as it is put right. All write a movement, and return what came to be short, if any."""

    def seen(self, party: str, skus: Sequence[str]) -> dict[str, Seen]:
        """These SKUs and what lies of them at a party, by SKU; those that are known."""
        keys = [(self.table, key) for sku in skus for key in (pool_key(sku), location_key(sku, party))]
        levels = {(item["pk"], item["sk"]): item for item in self.table.database.read_many(keys)}
        found: dict[str, Seen] = {}
        for sku in skus:
            pool, location = (levels.get((key["pk"], key["sk"])) for key in (pool_key(sku), location_key(sku, party)))
            if pool and "sku" in pool:  # a forgotten SKU's pool is empty
                spread = self.pool_of(sku) if "spread" in pool else None
                found[sku] = Seen.of(spread.whole if spread else pool, party, location, spread)
        return found

    def on_seen(self, party: str, skus: Sequence[str], change: Callable[[Mapping[str, Seen]], T]) -> T:
        """Call `change` with what is seen, again when others moved it meanwhile. Raises Busy, and what it raises."""

        def attempt() -> T:
            try:
                return change(self.seen(party, skus))
            except Moved as moved:
                raise TransientError(moved) from None

        return self.table.database.retry.call(attempt)

    def adjust(
        self, write: Transaction, seen: Seen, units_change: int, cause: Cause, *, reason: str, field: str
    ) -> Shortfall | None:
        """Put a counted difference right: units more or fewer lie at the party than was kept (R3.1.3). Ends the count.

        More make up what is short there. Fewer are taken from what is free, then become short of what is promised, then
        are missing of what is blocked. `reason` is the word for the cause of the difference.

        Raises StockRefused (not_there, naming `field`) when fewer lie there than are said to be missing: then it was
        not this that was counted. Refused: Moved.
        """
        if units_change >= 0:
            found = partial(COME.change, units_change)
            return self._correct(write, seen, found, "adjustment", cause, ends_count=True, reason=reason)
        missing = min(-units_change, seen.location.sellable)
        blocked = -units_change - missing
        if blocked > seen.location.blocked:
            raise not_there(field, seen.sku, seen.party)

        def moving(level: Level | None) -> Change:
            return TAKEN.change(missing, level)._replace(blocked=-blocked)

        return self._correct(write, seen, moving, "adjustment", cause, ends_count=True, reason=reason)

    def block(
        self, write: Transaction, seen: Seen, units: int, cause: Cause, *, reason: str, field: str
    ) -> Shortfall | None:
        """Take units out of sale that lie at a party and cannot be sold. Raises StockRefused (not_there)."""
        if units > seen.location.sellable:
            raise not_there(field, seen.sku, seen.party)
        return self._correct(write, seen, partial(BLOCKED.change, units), "block", cause, reason=reason)

    def unblock(self, write: Transaction, seen: Seen, units: int, cause: Cause, *, reason: str, field: str) -> None:
        """Let blocked units be sold again. Raises StockRefused (not_blocked)."""
        if units > seen.location.blocked:
            raise not_blocked(field, seen.sku, seen.party)
        self._correct(write, seen, partial(UNBLOCKED.change, units), "unblock", cause, reason=reason)

    def write_off(self, write: Transaction, seen: Seen, units: int, cause: Cause, *, reason: str, field: str) -> None:
        """Let blocked units leave the house for good. Raises StockRefused (not_blocked)."""
        if units > seen.location.blocked:
            raise not_blocked(field, seen.sku, seen.party)
        self._correct(write, seen, partial(WRITTEN_OFF.change, units), "write_off", cause, reason=reason)

    def take_back(
        self,
        write: Transaction,
        seen: Seen,
        units: Units,
        unit_cost_minor: int,
        cause: Cause,
        *,
        refused_units: int,
        field: str,
    ) -> Shortfall | None:
        """Undo a receipt that was wrong, with its cost. What is promised of it becomes short.

        Raises StockRefused: not_there when units of it have left the house, not_blocked when those refused have.
        """
        if units.quantity > seen.location.sellable:
            raise not_there(field, seen.sku, seen.party)
        if refused_units > seen.location.blocked:
            raise not_blocked(field, seen.sku, seen.party)

        def moving(level: Level | None) -> Change:
            return TAKEN.change(units.quantity, level)._replace(blocked=-refused_units)

        taken_back = {"units_back": -units.quantity, "cost_back": -units.quantity * unit_cost_minor}
        return self._correct(
            write,
            seen,
            moving,
            "receipt_reversal",
            cause,
            quantity=units.quantity + refused_units,
            adding="#received_units :units_back, #received_cost_minor :cost_back",
            values=taken_back,
        )

    def _correct(
        self,
        write: Transaction,
        seen: Seen,
        moving: Moving,
        kind: str,
        cause: Cause,
        *,
        quantity: int | None = None,
        adding: str = "",
        values: Mapping[str, Any] | None = None,
        ends_count: bool = False,
        **more: str,
    ) -> Shortfall | None:
        """Change the location and the pool as they were seen, with the movement."""
        here, whole = moving(seen.location), moving(seen.pool)
        if not seen.location.takes(here) or not seen.pool.takes(whole):
            raise Moved  # the two were not read at one moment
        moved = max(abs(here.on_hand), abs(here.blocked)) if quantity is None else quantity

        def line(change: Change) -> Item:
            return movement(seen.sku, moved, change, kind, cause, seen.party, **more)

        self._shift(
            write,
            location_key(seen.sku, seen.party),
            moving,
            seen=seen.location,
            setting=f"{AT_PARTY}{_ENDED if ends_count else ''}",
            values=at_party(seen.sku, seen.party) | ({"counted_at": iso(cause.at)} if ends_count else {}),
            refused=lambda found: Moved(),
        )
        if seen.spread and seen.spread.spread:
            self._correct_spread(write, seen.sku, seen.spread, whole, line(whole), adding, values)
        else:
            self._shift(
                write,
                pool_key(seen.sku),
                moving,
                seen=seen.pool,
                line=line,
                when=f"attribute_exists(#sku) AND {NOT_SPREAD}",
                adding=adding,
                values=values,
                refused=lambda found: Moved(),
            )
        if here.shortfall > 0 or whole.shortfall > 0:
            return Shortfall(seen.sku, seen.party, max(here.shortfall, 0), max(whole.shortfall, 0))
        return None
