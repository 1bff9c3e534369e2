"""Spreading a pool over buckets and gathering it, and what corrections do to one that is spread.

Both are one write, which moves free and promised units from item to item: of the SKU as a whole nothing changes, so no
movement tells of it. Buckets are written as they were seen, or not at all.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from shop.errors import Conflict
from shop.stock.buckets import AS_SPREAD, MOST_BUCKETS, OFFERED, Pool, shares, taken
from shop.stock.changes import Change, Level
from shop.stock.levels import bucket_key, pool_key
from shop.stock.refusals import Moved, must_be_there
from shop.stock.spreading import Spreading
from shop.stock.units import Cause
from shop.storage.requests import put_request, update_request
from shop.storage.retry import TransientError
from shop.storage.transaction import Transaction
from shop.storage.values import Item

T = TypeVar("T")
_NOTHING_SHORT = "(attribute_not_exists(#shortfall) OR #shortfall = :none)"


class UnitsShort(Conflict):
    """Nothing of a SKU is free as long as promised units of it are missing."""

    code, title = "units_short", "Promised units are missing"

    def __init__(self) -> None:
        super().__init__("Promised units of the SKU are missing: none is free to be spread until they are made up.")


class Gathering(Spreading):
    """The SKU table as far as pools are spread and gathered."""

    def on_pool(self, sku: str, change: Callable[[Pool], T]) -> T:
        """Call `change` with a pool as it is, again when others moved its units meanwhile. Raises Busy."""

        def attempt() -> T:
            try:
                return change(self.pool_of(sku))
            except Moved as moved:
                raise TransientError(moved) from None

        return self.table.database.retry.call(attempt)

    def spread(self, write: Transaction, sku: str, seen: Pool, buckets: int, cause: Cause) -> None:
        """Spread what is free of a pool as it was seen over so many buckets in equal parts; over one: gather it.

        What is promised comes to be promised in the pool's own item. Raises StockRefused (unknown_sku), UnitsShort.
        Refused: Moved.
        """
        if "sku" not in seen.own:
            raise must_be_there("sku", sku, None)
        levels = seen.levels
        if levels[0].shortfall:
            raise UnitsShort
        free = shares(sum(level.available for level in levels.values()), buckets)
        self._spread_own(write, sku, seen, free, cause.operation)
        offered = {name: seen.own[name] for name in OFFERED if name in seen.own}
        for number in range(1, buckets):
            kept = {**offered, "available": free[number], "reserved": 0, "spread": cause.operation}
            self._set_bucket(write, sku, seen, number, kept)
        self._empty(write, sku, seen, buckets)

    def _spread_own(self, write: Transaction, sku: str, seen: Pool, free: Sequence[int], spread: str) -> None:
        """The pool's own item when its units are parted: a range where it can be, for it goes on selling."""
        own, *others = seen.levels.values()
        more = free[0] - own.available
        told = (*OFFERED, "spread")
        values: Item = {"free": more, "held": sum(level.reserved for level in others), "none": 0}
        values |= {f"seen_{name}": seen.own[name] for name in told if name in seen.own}
        same = [f"#{name} = :seen_{name}" if name in seen.own else f"attribute_not_exists(#{name})" for name in told]
        change = "ADD #available :free, #reserved :held"
        if len(free) > 1:
            change = f"SET #spread = :spread, #buckets = :buckets {change}"
            values |= {"spread": spread, "buckets": len(free)}
        else:
            change = f"{change} REMOVE #spread, #buckets"
        if more < 0:
            values["gone"] = -more
            same.append("#available >= :gone")
        write.update(
            self.table,
            pool_key(sku),
            change,
            when=" AND ".join(["attribute_exists(#sku)", _NOTHING_SHORT, *same]),
            values=values,
            refused=lambda found: Moved(),
        )

    def _empty(self, write: Transaction, sku: str, seen: Pool, start: int = 1) -> None:
        """Empty the buckets from this one on. They stay: whoever could remove one could remove the SKU's ledger too."""
        for number in range(start, MOST_BUCKETS):
            if "spread" in seen.others.get(number, {}):
                self._set_bucket(write, sku, seen, number, {"available": 0, "reserved": 0})

    def _set_bucket(self, write: Transaction, sku: str, seen: Pool, number: int, kept: Item) -> None:
        was = seen.others.get(number, {})
        when, values = "attribute_not_exists(#spread)", {}
        if "spread" in was:
            when = "#spread = :seen AND #available = :free AND #reserved = :held"
            values = {"seen": was["spread"], "free": was["available"], "held": was["reserved"]}
        gone = [f"#{name}" for name in ("spread", *OFFERED) if name not in kept]
        change = f"SET {', '.join(f'#{name} = :{name}' for name in kept)}"
        write.update(
            self.table,
            bucket_key(sku, number),
            f"{change} REMOVE {', '.join(gone)}" if gone else change,
            when=when,
            values={**values, **kept},
            refused=lambda found: Moved(),
        )

    def _correct_spread(
        self,
        write: Transaction,
        sku: str,
        seen: Pool,
        change: Change,
        line: Item,
        adding: str = "",
        values: Mapping[str, Any] | None = None,
    ) -> None:
        """Change a pool that is spread, as it was seen, and write its movement. What comes to be short gathers it."""
        if change.shortfall > 0:
            self._gather_short(write, sku, seen, change, adding, values or {})
        else:
            self._take_from_buckets(write, sku, seen, change, adding, values or {})
        write.add(put_request(self.table, line))

    def _gather_short(
        self, write: Transaction, sku: str, seen: Pool, change: Change, adding: str, values: Mapping[str, Any]
    ) -> None:
        own, whole = seen.levels[0], Level.of(seen.whole)
        conditions = [AS_SPREAD, _NOTHING_SHORT, "#available = :free", "#reserved = :held"]
        figures: Item = {
            "spread": seen.own["spread"],
            "none": 0,
            "free": own.available,
            "held": own.reserved,
            "left": whole.available + change.available,
            "promised": whole.reserved + change.reserved,
            "blocked": change.blocked,
            "missing": change.shortfall,
        }
        if change.blocked < 0:
            conditions.append("#blocked >= :freed")
            figures["freed"] = -change.blocked
        add = ", ".join(each for each in ("#blocked :blocked, #shortfall :missing", adding) if each)
        write.update(
            self.table,
            pool_key(sku),
            f"SET #available = :left, #reserved = :promised ADD {add} REMOVE #spread, #buckets",
            when=" AND ".join(conditions),
            values={**values, **figures},
            refused=lambda found: Moved(),
        )
        self._empty(write, sku, seen)

    def _take_from_buckets(
        self, write: Transaction, sku: str, seen: Pool, change: Change, adding: str, values: Mapping[str, Any]
    ) -> None:
        free = {number: level.available for number, level in seen.levels.items()}
        parts = taken(free, max(0, -change.available), free)
        own = change._replace(available=max(0, change.available) - parts.pop(0, 0))
        self._shift(
            write,
            pool_key(sku),
            lambda level: own,
            seen=seen.levels[0],
            when=AS_SPREAD,
            adding=adding,
            values={**values, "spread": seen.own["spread"]},
            refused=lambda found: Moved(),
        )
        for number, units in parts.items():
            request = update_request(
                self.table,
                bucket_key(sku, number),
                "ADD #available :units",
                when=f"{AS_SPREAD} AND #available >= :taken",
                values={"spread": seen.own["spread"], "units": -units, "taken": units},
            )
            write.add(request, lambda found: Moved())
