"""Running sagas: at once when all fits one transaction, chunk by chunk when not, resumed after a crash."""

import json
from collections.abc import Callable
from datetime import datetime

from shop.clock import iso
from shop.errors import Busy, Refused
from shop.sagas.operation import LEASE, LeaseLost, Operation
from shop.sagas.saga import Result, Saga, Unit
from shop.storage.transaction import LARGEST_TRANSACTION, Outgrew, Transaction

# Beside so many writes those of a chunk have room to put themselves right.
_WITH_ROOM = 20


def run(saga: Saga[Unit, Result], now: Callable[[], datetime]) -> Result:
    """Do the work, in one transaction when it fits, and return what it made.

    What does not fit asks first which units would be refused: a saga that is bound to be turned round does
    not begin, so that nobody meets what it would hold meanwhile. Each chunk still has its own conditions.

    Raises what the saga refuses (then nothing is left of it), Busy when nothing was written,
    InProgress when an operation is left for a later worker.
    """
    at = now()
    operation = Operation.begin(saga.kind, saga.by, at, saga.intent())
    units, done = _chunk(saga, operation)
    if done == len(saga.units):
        whole = _writes(saga)
        result = saga.apply_whole(whole, at)
        if len(whole) + len(units) <= LARGEST_TRANSACTION:
            whole.extend(units)
            try:
                whole.commit()
            except Outgrew:  # chunk by chunk it fits
                pass
            else:
                return result
    refusals = saga.refusals(saga.units)
    if refusals and not saga.is_known():
        raise saga.refusal(refusals)
    with saga.head_table.database.transaction() as write:
        saga.begin(write, operation, at)
    return _proceed(saga, operation, now)


def resume(saga: Saga[Unit, Result], operation: Operation, now: Callable[[], datetime]) -> Result:
    """Take over an operation whose lease is over, and bring it to its end.

    Raises InProgress while another holds it, and what the saga refuses.
    """
    at = now()
    if not operation.is_over(at):
        raise LeaseLost
    taken = operation._replace(fencing_token=operation.fencing_token + 1, lease=iso(at + LEASE))
    return _proceed(saga, _step(saga, operation, taken), now)


def _proceed(saga: Saga[Unit, Result], operation: Operation, now: Callable[[], datetime]) -> Result:
    database = saga.head_table.database
    try:
        while not operation.rolling_back and operation.done < len(saga.units):
            operation = _advance(saga, operation, now())
        if not operation.rolling_back:
            with database.transaction() as write:
                return saga.finish(write, operation, now())
        while operation.done:
            operation = _advance(saga, operation, now())
        with database.transaction() as write:
            saga.roll_back(write, operation, now())
    except Busy:
        raise LeaseLost from None
    raise saga.refusal(json.loads(operation.refusals))


def _advance(saga: Saga[Unit, Result], operation: Operation, now: datetime) -> Operation:
    """One chunk forward or backward; a refused chunk turns the saga round."""
    lease = iso(now + LEASE)
    chunk, done = _chunk(saga, operation)
    try:
        try:
            return _step(saga, operation, operation._replace(done=done, lease=lease), chunk)
        except Outgrew:
            chunk, done = _chunk(saga, operation, _WITH_ROOM)
            return _step(saga, operation, operation._replace(done=done, lease=lease), chunk)
    except Refused as refused:
        refusals = [*refused.errors, *saga.refusals(saga.units[done:])]
        turned = operation._replace(rolling_back=True, refusals=json.dumps(refusals), lease=lease)
        return _step(saga, operation, turned)


def _chunk(saga: Saga[Unit, Result], operation: Operation, most: int | None = None) -> tuple[Transaction, int]:
    """The writes of as many units as one transaction holds beside the operation's step, and `done` after them."""
    chunk, done = _writes(saga), operation.done
    act, end = (saga.compensate, 0) if operation.rolling_back else (saga.apply, len(saga.units))
    while done != end:
        unit = _writes(saga)
        act(unit, saga.units[done - 1 if operation.rolling_back else done], operation)
        if chunk and len(chunk) + len(unit) >= (most or LARGEST_TRANSACTION):
            break
        chunk.extend(unit)
        done += -1 if operation.rolling_back else 1
    return chunk, done


def _writes(saga: Saga[Unit, Result]) -> Transaction:
    """Room for writes that may come to stand in another transaction."""
    database = saga.head_table.database
    return Transaction(database.client, database.retry)


def _step(saga: Saga[Unit, Result], seen: Operation, moved: Operation, chunk: Transaction | None = None) -> Operation:
    """Write the operation's new place, if it still is at the one seen, together with a chunk."""
    fence = seen.fence()
    with saga.head_table.database.transaction() as write:
        write.update(
            saga.head_table,
            saga.head_key,
            "SET #operation.#fencing_token = :next_token, #operation.#done = :next_done,"
            " #operation.#rolling_back = :next_rolling_back, #operation.#lease = :lease,"
            " #operation.#refusals = :refusals",
            when=fence.when,
            values={
                **fence.values,
                "next_token": moved.fencing_token,
                "next_done": moved.done,
                "next_rolling_back": moved.rolling_back,
                "lease": moved.lease,
                "refusals": moved.refusals,
            },
            refused=fence.refused,
        )
        if chunk:
            write.extend(chunk)
    return moved
