"""Carrying out large operations: at once when they fit, chunk by chunk when not, and after a crash.

See `shop.sagas` for what an operation is.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from shop.clock import iso
from shop.errors import Busy
from shop.ids import new_id
from shop.sagas.operations import LEASE, LeaseLost, Operation, Saga
from shop.stock.refusals import StockRefused
from shop.storage.transaction import Transaction


def run(work: Saga, now: Callable[[], datetime]) -> None:
    """Do the work: in one transaction when it fits, else chunk by chunk.

    Raises what the work refuses (then nothing is left of it), Busy when nothing was written,
    InProgress when a large operation is left for a later worker.
    """
    at = now()
    database = work.head_table.database
    if work.fits:
        with database.transaction() as write:
            work.apply_whole(write, at)
            cause = work.cause(new_id(at), at)
            for unit in work.units:
                work.apply(write, unit, cause)
        return
    operation = Operation.begin(work.kind, work.by, at, work.intent())
    with database.transaction() as write:
        work.begin(write, operation, at)
    _proceed(work, operation, now)


def resume(work: Saga, operation: Operation, now: Callable[[], datetime]) -> None:
    """Take over an operation whose lease is over and bring it to its end.

    Raises InProgress while another holds it, and what the work refuses.
    """
    at = now()
    if not operation.is_over(at):
        raise LeaseLost
    taken = replace(operation, attempt=operation.attempt + 1, lease=iso(at + LEASE))
    _step(work, operation, taken)
    _proceed(work, taken, now)


def _proceed(work: Saga, operation: Operation, now: Callable[[], datetime]) -> None:
    try:
        while not operation.undoing and operation.done < len(work.chunks):
            operation = _next(work, operation, now())
        while operation.undoing and operation.done > 0:
            operation = _next(work, operation, now())
        with work.head_table.database.transaction() as write:
            if operation.undoing:
                work.roll_back(write, operation.fence(), now())
            else:
                work.finish(write, operation.fence(), now())
    except Busy:
        raise LeaseLost from None
    if operation.undoing:
        raise StockRefused(json.loads(operation.refusals))


def _next(work: Saga, operation: Operation, now: datetime) -> Operation:
    """One chunk forward or backward; a refused chunk turns the operation round."""
    place = operation.done - 1 if operation.undoing else operation.done
    after = place if operation.undoing else place + 1
    moved = replace(operation, done=after, lease=iso(now + LEASE))
    cause = work.cause(operation.cause, datetime.fromisoformat(operation.at))
    act = work.compensate if operation.undoing else work.apply

    def chunk(write: Transaction) -> None:
        for unit in work.chunks[place]:
            act(write, unit, cause)

    try:
        return _step(work, operation, moved, chunk)
    except StockRefused as refused:
        later = [unit for chunk_later in work.chunks[place + 1 :] for unit in chunk_later]
        refusals = [*refused.errors, *work.refusals(later)]
        turned = replace(operation, undoing=True, refusals=json.dumps(refusals), lease=iso(now + LEASE))
        return _step(work, operation, turned)


def _step(
    work: Saga, seen: Operation, moved: Operation, together: Callable[[Transaction], None] = lambda write: None
) -> Operation:
    """Write the operation's new place, if it still is at the one seen, together with a chunk."""
    fence = seen.fence()
    with work.head_table.database.transaction() as write:
        write.update(
            work.head_table,
            work.head_key,
            "SET #operation.#attempt = :next_attempt, #operation.#done = :next_done,"
            " #operation.#undoing = :next_undoing, #operation.#lease = :lease, #operation.#refusals = :refusals",
            when=fence.when,
            values={
                **fence.values,
                "next_attempt": moved.attempt,
                "next_done": moved.done,
                "next_undoing": moved.undoing,
                "lease": moved.lease,
                "refusals": moved.refusals,
            },
            refused=fence.refused,
        )
        together(write)
    return moved
