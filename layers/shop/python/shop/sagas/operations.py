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
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from shop.clock import iso
from shop.errors import InProgress
from shop.ids import new_id
from shop.roles import Caller
from shop.stock.units import Cause
from shop.storage.table import Table
from shop.storage.transaction import LARGEST_TRANSACTION, Refusal, Transaction
from shop.storage.values import Item, Key

# Longer than a request may run; every step renews it. Who is slower all the same meets the fence.
LEASE = timedelta(seconds=40)


class LeaseLost(InProgress):
    """Another worker has this operation now."""

    def __init__(self) -> None:
        super().__init__("It is still being worked on; repeat the request in a moment.")


@dataclass(frozen=True, slots=True)
class Condition:
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

    def fence(self) -> Condition:
        """True of the head only while the operation is exactly here."""
        return Condition(
            "#operation.#id = :operation AND #operation.#attempt = :attempt"
            " AND #operation.#done = :done AND #operation.#undoing = :undoing",
            {"operation": self.id, "attempt": self.attempt, "done": self.done, "undoing": self.undoing},
            lambda found: LeaseLost(),
        )


class Saga(ABC):
    """One kind of large operation on one thing. Subclasses know what it means; `shop.sagas.running` drives it."""

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
    def apply_whole(self, write: Transaction, now: datetime) -> None:
        """All besides the units, when everything fits one transaction."""

    @abstractmethod
    def begin(self, write: Transaction, operation: Operation, now: datetime) -> None:
        """Store the operation and what it needs; checks what can be checked before."""

    @abstractmethod
    def apply(self, write: Transaction, unit: Any, cause: Cause) -> None:
        """One unit's writes."""

    def compensate(self, write: Transaction, unit: Any, cause: Cause) -> None:
        """Undo one unit's writes. Work that cannot be refused needs none."""
        raise AssertionError(f"{self.kind} cannot be refused")

    @abstractmethod
    def finish(self, write: Transaction, guard: Condition, now: datetime) -> None:
        """The change of state with its event, when all units are done."""

    def roll_back(self, write: Transaction, guard: Condition, now: datetime) -> None:
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
