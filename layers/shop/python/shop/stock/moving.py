"""How a level is changed, and the movement that tells of it. Nobody but the ledger calls this."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from shop.clock import iso
from shop.stock.changes import Change, Level
from shop.stock.levels import MOVEMENT
from shop.stock.offers import Offers
from shop.stock.units import Cause
from shop.storage.requests import Request, put_request, update_request
from shop.storage.transaction import Action, Refusal, Transaction
from shop.storage.values import Item, Key

# What units change at a level as it was seen; at one of which nothing is known, where nothing is short.
Moving = Callable[[Level | None], Change]
Line = Callable[[Change], Item]
# A pool that is spread, or was when it was last heard of, as it is now; and what is to be written in place of a change
# of the pool's one item: nothing else (it is one item), or None, when the change cannot be.
Elsewhere = Callable[[], tuple[Item | None, Sequence[Request] | None]]


class Moves(Offers):
    """The SKU table as far as levels change."""

    def _shift(
        self,
        write: Transaction,
        key: Key,
        moving: Moving,
        *,
        seen: Level | None = None,
        line: Line | None = None,
        when: str = "",
        setting: str = "",
        adding: str = "",
        values: Mapping[str, Any] | None = None,
        refused: Refusal | None = None,
        elsewhere: Elsewhere | None = None,
        begin: Sequence[Request] = (),
    ) -> None:
        """Change one level, if it has what that takes and `when` holds, with the `line` of the ledger that tells of it.

        Without `seen` nothing is taken to be short, and with `elsewhere` the pool not to be spread, which costs no
        look. Where that is wrong the write's refusal says what is there, and it is tried again by that. `begin` is what
        is tried first in place of the level, where the pool is known to be spread.
        """
        spread_out = bool(begin)

        def request(level: Level | None) -> Request:
            change = moving(level)
            adds, needs, figures = written(change, level.shortfall if level else 0)
            return update_request(
                self.table,
                key,
                f"{setting}{setting and ' '}ADD {adds}{adding and ', '}{adding}",
                when=f"{when} AND {needs}" if when and needs else when or needs,
                values={**values, **figures} if values else figures,
            )

        looked_at: list[Level] = []

        def mend(found: Item | None) -> bool:
            nonlocal spread_out
            if elsewhere and (spread_out or (found and "spread" in found)):
                pool, instead = elsewhere()
                spread_out = bool(instead)
                if instead:
                    looked_at.clear()
                    return put_right(None, instead)
                level = Level.of(pool)
                if instead is None or not level.takes(moving(level)):
                    return False
                looked_at[:] = [level] if level.shortfall else []
                return put_right(level if level.shortfall else None)
            level = Level.of(found)
            # Of the same level as before it is another condition that does not hold.
            if not (level.shortfall or looked_at) or looked_at[-1:] == [level] or not level.takes(moving(level)):
                return False
            looked_at.append(level)
            return put_right(level)

        def put_right(level: Level | None, instead: Sequence[Request] = ()) -> bool:
            write_as(shifted, instead or [request(level)])
            if told and line:
                told.request = put_request(self.table, line(moving(level)))
            return True

        shifted = write.add(begin[0] if begin else request(seen), refused, mend if seen is None else None)
        shifted.more = begin[1:]
        told = write.add(put_request(self.table, line(moving(seen)))) if line else None


def write_as(action: Action, requests: Sequence[Request]) -> None:
    """Let an action write these instead."""
    action.request, *more = requests
    action.more = more


_ALWAYS = ("available", "reserved")


@lru_cache(maxsize=1024)  # most changes are of a few units
def written(change: Change, short: int) -> tuple[str, str, Mapping[str, int]]:
    """How a change is written: what is added, on which condition, and the figures of both."""
    needs, needed = change.needs(short)
    changed = _changed(change)
    return ", ".join(f"#{name} :{name}" for name in changed), needs, {**changed, **needed}


def _changed(change: Change) -> dict[str, int]:
    return {name: units for name, units in zip(Change._fields, change, strict=True) if units or name in _ALWAYS}


def movement(
    sku: str, quantity: int, change: Change, kind: str, cause: Cause, party: str | None = None, **more: Any
) -> Item:
    """A line of the ledger: what an operation changed of the pool."""
    return {
        "pk": f"SKU#{sku}",
        "sk": f"{MOVEMENT}{cause.operation}",
        "kind": kind,
        "quantity": quantity,
        **{f"{name}_change": units for name, units in _changed(change).items()},
        "party": party,
        "cause": cause.why,
        "at": iso(cause.at),
        **more,
    }
