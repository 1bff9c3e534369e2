"""Blocked goods: they lie there and cannot be sold, until they are freed or written off (R3.1.3).

open → closed | undone

A block stays open while anything is left of it. That of goods which were refused when they came has their receipt's
id, and is undone with it.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Self

from shop.clock import iso
from shop.contract import EventData
from shop.errors import Invalid, NotFound, VersionConflict
from shop.events.recording import Entity, record
from shop.ids import new_id
from shop.roles import Caller, Transition
from shop.storage.lists import oldest_first, on_list
from shop.storage.table import Page
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key
from shop.storage.versions import put_version
from stock_control import domain, views
from stock_control.domain import SamePerson
from stock_control.refusals import BlockChanged
from stock_control.store import table


class Blocked(NamedTuple):
    """Units of a SKU that were blocked, why, and how many of them still are."""

    sku: str
    quantity: int
    reason: str
    left: int


class Block(NamedTuple):
    """Goods that were blocked at one time at one party; `version` counts the changes."""

    block_id: str
    party: str
    blocked_at: str
    blocked_by: str
    lines: tuple[Blocked, ...]
    note: str | None = None
    state: str = domain.OPEN
    version: int = 1

    @classmethod
    def of(cls, by: Caller, at: datetime, party: str, lines: Iterable[tuple[str, int, str]], note: str | None) -> Self:
        """What staff of a warehouse block at their own, others anywhere. Raises OtherWarehouse, Invalid."""
        domain.at_own(by, party)
        blocked = tuple(Blocked(sku, quantity, reason, quantity) for sku, quantity, reason in lines)
        if repeats := list(domain.repeats_of([line.sku for line in blocked])):
            raise Invalid("A SKU is to stand on one line.", errors=repeats)
        return cls(new_id(at), party, iso(at), by.actor, blocked, note)

    @classmethod
    def of_receipt(cls, receipt: domain.Receipt, at: datetime) -> Self | None:
        """What was refused of a receipt by whoever entered it, if anything was."""
        lines = tuple(
            Blocked(line.sku, line.refused_units, line.refusal_reason or "", line.refused_units)
            for line in receipt.lines
            if line.refused_units
        )
        return cls(receipt.receipt_id, receipt.warehouse, iso(at), receipt.received_by, lines) if lines else None

    def at_version(self, version: int) -> Self:
        """This block. Raises VersionConflict when the caller decided on another version of it."""
        if version != self.version:
            raise VersionConflict.between(version, self.version)
        return self

    def without(self, transition: Transition, by: Caller, sku: str, quantity: int) -> Self:
        """The block when so many units of a SKU are blocked no more. Who blocked does not write off.

        Raises TransitionNotAllowed, OtherWarehouse, SamePerson, Invalid.
        """
        domain.at_own(by, self.party)
        state = transition.leave(self.state)
        if transition is domain.WRITE_OFF and by.actor == self.blocked_by:
            raise SamePerson("Whoever blocked goods does not write them off.")
        left = {line.sku: line.left for line in self.lines}
        if sku not in left:
            raise Invalid.field("sku", "is not in this block")
        if quantity > left[sku]:
            raise Invalid.field("quantity", f"is more than the {left[sku]} that are left of this block")
        lines = tuple(line._replace(left=line.left - quantity * (line.sku == sku)) for line in self.lines)
        closed = not any(line.left for line in lines)
        return self._replace(lines=lines, state=domain.CLOSED if closed else state, version=self.version + 1)

    def undone(self) -> Self:
        """The block as if it had never been. Raises BlockChanged when units of it were freed or written off."""
        if any(line.left != line.quantity for line in self.lines):
            raise BlockChanged("Some of the units that were refused are blocked no more.")
        lines = tuple(line._replace(left=0) for line in self.lines)
        return self._replace(lines=lines, state=domain.UNDO.leave(self.state), version=self.version + 1)


def partition(block_id: str) -> str:
    return f"BLOCK#{block_id}"


def _key(block_id: str) -> Key:
    return {"pk": partition(block_id), "sk": "BLOCK"}


def list_of(party: str) -> str:
    """The work list of what is blocked at a party."""
    return f"blocks@{party}"


def load(block_id: str) -> Block:
    """A block. Raises NotFound."""
    item = table.get(_key(block_id))
    if item is None:
        raise NotFound("There is no such block.")
    kept = {name: item[name] for name in Block._fields if name in item}
    return Block(**kept | {"lines": tuple(Blocked(*line) for line in json.loads(item["lines"]))})


def save(write: Transaction, block: Block, event: EventData, *, by: Caller, at: datetime) -> None:
    """Write a block, new or as changed, with the event that tells of it. Refused: VersionConflict."""
    put_version(write, table, _item(block))
    record(write, table, Entity(partition(block.block_id), block.version), event, by=by, at=at)


def shown(block: Block) -> views.BlockView:
    return views.BlockView.model_validate(block, from_attributes=True)


def _item(block: Block) -> Item:
    item: Item = {**_key(block.block_id), **block._asdict(), "lines": json.dumps(block.lines, separators=(",", ":"))}
    if block.state == domain.OPEN:
        item |= on_list(list_of(block.party), block.blocked_at, block.block_id, shown(block))
    return item


def open_at(party: str, limit: int, after: str | None) -> Page:
    """What is blocked at a party, longest first."""
    return oldest_first(table, list_of(party), limit=limit, after=after)
