"""Goods that lie there and cannot be sold are blocked, freed again, or written off by a second person (R3.1.3)."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from shop.contract.stock_control import BlockedUnits, StockBlocked, StockFreed, StockWrittenOff
from shop.errors import ShopError
from shop.ids import new_id
from shop.roles import Caller, Transition
from shop.stock.corrections import Seen
from shop.stock.units import Cause
from shop.storage.paging import read_list
from shop.storage.transaction import Transaction
from shop.web.idempotency import IdempotencyKey
from stock_control import blocks, domain, store, views
from stock_control.blocks import Block, Blocked
from stock_control.schemas import BlockStock, FromBlock


def block(body: BlockStock, by: Caller, key: IdempotencyKey, now: datetime) -> views.BlockView:
    """Take units out of sale that lie at a warehouse or supplier. What is promised of them becomes a shortfall.

    Raises OtherWarehouse, Invalid, StockRefused (unknown_sku, not_there) with every line that fails, Replayed,
    IdempotencyKeyReused.
    """
    lines = ((line.sku, line.quantity, line.reason) for line in body.lines)
    new = Block.of(by, now, body.warehouse, lines, body.note)
    answer = blocks.shown(new)
    cause = Cause(new.block_id, blocks.partition(new.block_id), now)

    def attempt(seen: Mapping[str, Seen]) -> views.BlockView:
        places = store.seen_all(seen, [line.sku for line in new.lines])
        blocked = [_told(place, line, line.quantity) for place, line in zip(places, new.lines, strict=True)]
        with store.database.transaction() as write:
            key.claim(write, store.table, now, entity=cause.why, answer=answer)
            blocks.save(write, new, StockBlocked(party=new.party, lines=blocked), by=by, at=now)
            store.each(
                partial(_block, write, place, line, cause, f"lines[{number}]", by)
                for number, (place, line) in enumerate(zip(places, new.lines, strict=True))
            )
        return answer

    try:
        return store.stock.on_seen(new.party, [line.sku for line in new.lines], attempt)
    except ShopError:
        key.refuse_repeat(store.table, now)  # being a repeat outranks every other refusal
        raise


def _block(write: Transaction, seen: Seen, line: Blocked, cause: Cause, field: str, by: Caller) -> None:
    short = store.stock.block(write, seen, line.quantity, cause, reason=line.reason, field=field)
    store.record_shortfall(write, short, cause, by=by)


def free(block_id: str, body: FromBlock, by: Caller, now: datetime) -> views.BlockView:
    """Let blocked units be sold after all. Raises as `write_off`, but for SamePerson."""
    return _take_out(block_id, body, domain.FREE, by, now)


def write_off(block_id: str, body: FromBlock, by: Caller, now: datetime) -> views.BlockView:
    """Let blocked units leave the house for good, by somebody else than blocked them.

    Raises NotFound, VersionConflict, TransitionNotAllowed, OtherWarehouse, SamePerson, Invalid.
    """
    return _take_out(block_id, body, domain.WRITE_OFF, by, now)


def _take_out(block_id: str, body: FromBlock, transition: Transition, by: Caller, now: datetime) -> views.BlockView:
    after = blocks.load(block_id).at_version(body.version).without(transition, by, body.sku, body.quantity)
    line = next(line for line in after.lines if line.sku == body.sku)
    cause = Cause(new_id(now), blocks.partition(block_id), now)
    off = transition is domain.WRITE_OFF
    told, move = (StockWrittenOff, store.stock.write_off) if off else (StockFreed, store.stock.unblock)

    def attempt(seen: Mapping[str, Seen]) -> views.BlockView:
        (place,) = store.seen_all(seen, [body.sku])
        event = told(party=after.party, lines=[_told(place, line, body.quantity)])
        with store.database.transaction() as write:
            blocks.save(write, after, event, by=by, at=now)
            move(write, place, body.quantity, cause, reason=line.reason, field="quantity")
        return blocks.shown(after)

    return store.stock.on_seen(after.party, [body.sku], attempt)


def _told(seen: Seen, line: Blocked, quantity: int) -> BlockedUnits:
    return BlockedUnits.model_validate(store.value(seen, quantity).model_dump() | {"reason": line.reason})


def read(block_id: str, by: Caller) -> views.BlockView:
    """A block. Raises NotFound, OtherWarehouse."""
    found = blocks.load(block_id)
    domain.at_own(by, found.party)
    return blocks.shown(found)


def open_at(warehouse: str, by: Caller, limit: int, cursor: str | None) -> views.BlockPage:
    """What is blocked at a warehouse or supplier, longest first. Raises OtherWarehouse, Invalid."""
    domain.at_own(by, warehouse)
    return read_list(views.BlockPage, blocks.list_of(warehouse), cursor, partial(blocks.open_at, warehouse, limit))
