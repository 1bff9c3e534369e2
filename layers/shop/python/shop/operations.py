"""Large operations: work on more SKUs than one transaction holds, whole or not at all.

The operation stands in the head of the thing it changes. Each chunk is one transaction that
moves the operation on by one step *and* does the chunk's work, under the condition that the
operation still is where this worker believes it to be. So a chunk happens once, a worker
whose work was taken over changes nothing, and whoever comes later knows where to go on.

A refusal turns the operation round: the chunks done are undone, counting down, and it is given
up. A crash leaves it; when its lease is over, the caller's repeat or the sweeper takes it over.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from shop.access import Caller
from shop.clock import iso
from shop.errors import Busy, InProgress
from shop.ids import new_id
from shop.stock import Cause
from shop.stock_refusals import StockRefused
from shop.table import Table
from shop.transaction import LARGEST_TRANSACTION, Refusal, Transaction
from shop.values import Item, Key

# Longer than a function may run: whoever held the lease is gone when it is over.
LEASE = timedelta(seconds=40)


class Superseded(InProgress):
    """Another worker has this operation now."""

    def __init__(self) -> None:
        super().__init__("It is still being worked on; repeat the request in a moment.")


@dataclass(frozen=True, slots=True)
class Guard:
    """What has to be true of the head for a change to be written, and what its refusal means."""

    when: str
    values: Mapping[str, Any]
    refused: Refusal


@dataclass(frozen=True, slots=True)
class Operation:
    """Where a large operation is, as kept in the head's `operation`."""

    kind: str
    id: str
    undo_id: str
    at: str
    actor: str
    role: str
    intent: str
    lease: str
    attempt: int = 1
    done: int = 0
    undoing: bool = False
    refusals: str = "[]"

    @classmethod
    def begin(cls, kind: str, by: Caller, at: datetime, intent: Mapping[str, Any]) -> Self:
        """A new operation, held by the worker that begins it."""
        lease = iso(at + LEASE)
        return cls(kind, new_id(at), new_id(at), iso(at), by.actor, by.role, json.dumps(intent), lease)

    @classmethod
    def load(cls, item: Item) -> Self | None:
        """The operation in this head, if any."""
        return cls(**item["operation"]) if "operation" in item else None

    def dump(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def caller(self) -> Caller:
        """Who decided on it: its events are theirs, whoever finishes it."""
        return Caller(self.actor, self.role)

    @property
    def cause(self) -> str:
        """The id its movements carry: forward and backward movements are different ones."""
        return self.undo_id if self.undoing else self.id

    def is_over(self, now: datetime) -> bool:
        """Whether nobody holds it any more."""
        return self.lease <= iso(now)

    def fence(self) -> Guard:
        """True of the head only while the operation is exactly here."""
        return Guard(
            "#operation.#id = :operation AND #operation.#attempt = :attempt"
            " AND #operation.#done = :done AND #operation.#undoing = :undoing",
            {"operation": self.id, "attempt": self.attempt, "done": self.done, "undoing": self.undoing},
            lambda found: Superseded(),
        )


class Work(ABC):
    """One kind of large operation on one thing. Subclasses know what it means; `perform` drives it."""

    kind: ClassVar[str]
    actions_per_unit: ClassVar[int]
    head_table: Table
    head_key: Key
    by: Caller
    units: Sequence[Any]

    @property
    @abstractmethod
    def overhead(self) -> int:
        """Actions of `at_once` besides those for the units."""

    @abstractmethod
    def intent(self) -> Mapping[str, Any]:
        """What is needed to take the work up again besides what is stored already."""

    @abstractmethod
    def at_once(self, write: Transaction, now: datetime) -> None:
        """All besides the units, when everything fits one transaction."""

    @abstractmethod
    def begin(self, write: Transaction, operation: Operation, now: datetime) -> None:
        """Store the operation and what it needs; checks what can be checked before."""

    @abstractmethod
    def forward(self, write: Transaction, unit: Any, cause: Cause) -> None:
        """One unit's writes."""

    def backward(self, write: Transaction, unit: Any, cause: Cause) -> None:
        """Undo one unit's writes. Work that cannot be refused needs none."""
        raise AssertionError(f"{self.kind} cannot be refused")

    @abstractmethod
    def finish(self, write: Transaction, guard: Guard, now: datetime) -> None:
        """The change of state with its event, when all units are done."""

    def abandon(self, write: Transaction, guard: Guard, now: datetime) -> None:
        """Leave things as if it had never begun, when all units are undone."""
        raise AssertionError(f"{self.kind} cannot be refused")

    @abstractmethod
    def cause(self, movement: str, at: datetime) -> Cause:
        """Why the units move."""

    def refusals(self, units: Sequence[Any]) -> list[dict[str, Any]]:
        """Which of these units would be refused, so that the caller hears of all at once."""
        return []

    @property
    def fits(self) -> bool:
        """Whether one transaction holds it all."""
        return len(self.units) * self.actions_per_unit + self.overhead <= LARGEST_TRANSACTION

    @property
    def chunks(self) -> list[Sequence[Any]]:
        """The units by transaction: one action of each is the head's step."""
        size = (LARGEST_TRANSACTION - 1) // self.actions_per_unit
        return [self.units[start : start + size] for start in range(0, len(self.units), size)]


def perform(work: Work, now: Callable[[], datetime]) -> None:
    """Do the work: in one transaction when it fits, else chunk by chunk.

    Raises what the work refuses (then nothing is left of it), Busy when nothing was written,
    InProgress when a large operation is left for a later worker.
    """
    at = now()
    database = work.head_table.database
    if work.fits:
        with database.transaction() as write:
            work.at_once(write, at)
            cause = work.cause(new_id(at), at)
            for unit in work.units:
                work.forward(write, unit, cause)
        return
    operation = Operation.begin(work.kind, work.by, at, work.intent())
    with database.transaction() as write:
        work.begin(write, operation, at)
    _carry_on(work, operation, now)


def resume(work: Work, operation: Operation, now: Callable[[], datetime]) -> None:
    """Take over an operation whose lease is over and bring it to its end.

    Raises InProgress while another holds it, and what the work refuses.
    """
    at = now()
    if not operation.is_over(at):
        raise Superseded
    taken = replace(operation, attempt=operation.attempt + 1, lease=iso(at + LEASE))
    _step(work, operation, taken)
    _carry_on(work, taken, now)


def _carry_on(work: Work, operation: Operation, now: Callable[[], datetime]) -> None:
    try:
        while not operation.undoing and operation.done < len(work.chunks):
            operation = _next(work, operation, now())
        while operation.undoing and operation.done > 0:
            operation = _next(work, operation, now())
        with work.head_table.database.transaction() as write:
            if operation.undoing:
                work.abandon(write, operation.fence(), now())
            else:
                work.finish(write, operation.fence(), now())
    except Busy:
        raise Superseded from None
    if operation.undoing:
        raise StockRefused(json.loads(operation.refusals))


def _next(work: Work, operation: Operation, now: datetime) -> Operation:
    """One chunk forward or backward; a refused chunk turns the operation round."""
    place = operation.done - 1 if operation.undoing else operation.done
    after = place if operation.undoing else place + 1
    moved = replace(operation, done=after, lease=iso(now + LEASE))
    cause = work.cause(operation.cause, datetime.fromisoformat(operation.at))
    act = work.backward if operation.undoing else work.forward

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
    work: Work, seen: Operation, moved: Operation, together: Callable[[Transaction], None] = lambda write: None
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
