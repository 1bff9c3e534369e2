"""SKUs whose levels are not what their movements say: on a list until they are again.

gone → open → gone
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Self

from shop.clock import iso
from shop.contract import EventData
from shop.contract.stock_control import LedgerMismatchEnded, LedgerMismatchFound, Parted
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.stock.levels import unit_cost
from shop.storage.lists import oldest_first, on_list
from shop.storage.table import Page
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key
from shop.storage.versions import put_version
from stock_control import views
from stock_control.reconciling.reckoning import Parting
from stock_control.store import table

LIST = "mismatches"
OPEN, GONE = "open", "gone"


class Mismatch(NamedTuple):
    """What is known of a SKU; `version` counts the changes."""

    sku: str
    found_at: str = ""
    state: str = GONE
    version: int = 0
    partings: tuple[Parting, ...] = ()

    def found(self, partings: Sequence[Parting], at: datetime) -> Self | None:
        """The mismatch with these partings; None when it is known already."""
        since = self.found_at if self.state == OPEN else iso(at)
        if self.state == OPEN and same(self.partings, partings):
            return None
        return self._replace(found_at=since, state=OPEN, version=self.version + 1, partings=tuple(partings))

    def gone(self) -> Self | None:
        """The mismatch when nothing parts any more; None when nothing did."""
        return self._replace(state=GONE, version=self.version + 1, partings=()) if self.state == OPEN else None


def _gap(parting: Parting) -> tuple[str, int]:
    """What stays the same of a parting while goods move."""
    return parting.where, parting.kept - parting.moved


def same(some: Sequence[Parting], others: Sequence[Parting]) -> bool:
    """Whether the same is found twice."""
    return [_gap(one) for one in some] == [_gap(one) for one in others]


def _key(sku: str) -> Key:
    return {"pk": f"MISMATCH#{sku}", "sk": "MISMATCH"}


def get(sku: str) -> Mismatch:
    """What is known of a SKU."""
    item = table.get(_key(sku))
    if item is None:
        return Mismatch(sku)
    kept = {name: item[name] for name in Mismatch._fields}
    return Mismatch(**kept | {"partings": tuple(Parting(*one) for one in json.loads(item["partings"]))})


def save(write: Transaction, mismatch: Mismatch, pool: Item, *, by: Caller, at: datetime) -> None:
    """Write what was found, or that it is gone, with the event that tells of it. Refused: VersionConflict."""
    partings = json.dumps(mismatch.partings, separators=(",", ":"))
    item: Item = {**_key(mismatch.sku), **mismatch._asdict(), "partings": partings}
    if mismatch.state == OPEN:
        item |= on_list(LIST, mismatch.found_at, mismatch.sku, _shown(mismatch))
    put_version(write, table, item)
    record(write, table, Entity(f"MISMATCH#{mismatch.sku}", mismatch.version), _event(mismatch, pool), by=by, at=at)


def _shown(mismatch: Mismatch) -> views.MismatchView:
    return views.MismatchView.model_validate(mismatch, from_attributes=True)


def _event(mismatch: Mismatch, pool: Item) -> EventData:
    if mismatch.state == GONE:
        return LedgerMismatchEnded(sku=mismatch.sku)
    return LedgerMismatchFound(
        sku=mismatch.sku,
        currency=pool.get("currency", ""),
        unit_cost_minor=unit_cost(pool),
        partings=[Parted(**parting._asdict()) for parting in mismatch.partings],
    )


def listed(limit: int, after: str | None) -> Page:
    """What parts, longest first."""
    return oldest_first(table, LIST, limit=limit, after=after)
