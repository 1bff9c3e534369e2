"""What a saga is made of. Subclasses know what it means; `shop.sagas.running` drives it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from shop.errors import Refused
from shop.roles import Caller
from shop.sagas.operation import Operation
from shop.storage.table import Table
from shop.storage.transaction import Transaction
from shop.storage.values import Key

Unit = TypeVar("Unit")
Result = TypeVar("Result")


class Saga(ABC, Generic[Unit, Result]):
    """Work on many units for one thing, whose head keeps the operation; it makes a Result.

    Writes of a unit are the same whether all fits one transaction or not; only what stands around them differs.
    """

    kind: ClassVar[str]
    # What the caller is told in the end when units refuse: made of all that they said.
    refusal: ClassVar[type[Refused]] = Refused
    head_table: Table
    head_key: Key
    by: Caller
    units: Sequence[Unit]

    @abstractmethod
    def intent(self) -> Mapping[str, Any]:
        """What is needed to resume besides what is stored already."""

    @abstractmethod
    def apply_whole(self, write: Transaction, now: datetime) -> Result:
        """All besides the units, for one transaction; nothing but writes, since they may turn out not to fit."""

    @abstractmethod
    def begin(self, write: Transaction, operation: Operation, now: datetime) -> None:
        """Store the operation and what it needs; refuses what can be refused before."""

    @abstractmethod
    def apply(self, write: Transaction, unit: Unit, operation: Operation) -> None:
        """One unit's writes. A `Refused` turns the saga round."""

    def compensate(self, write: Transaction, unit: Unit, operation: Operation) -> None:
        """Take back one unit's writes. A saga that cannot be refused needs none."""
        raise AssertionError(f"{self.kind} cannot be refused")

    @abstractmethod
    def finish(self, write: Transaction, operation: Operation, now: datetime) -> Result:
        """The change of state with its event, under the operation's fence, when all units are applied."""

    def roll_back(self, write: Transaction, operation: Operation, now: datetime) -> None:
        """Leave things as if it had never begun, under the operation's fence, when all units are compensated."""
        raise AssertionError(f"{self.kind} cannot be refused")

    def refusals(self, units: Sequence[Unit]) -> list[dict[str, Any]]:
        """Which of these units would be refused, so that the caller hears of all at once."""
        return []

    def is_known(self) -> bool:
        """Whether `begin` may have something to say that outranks the refusals, which were asked for before.

        When it was begun or done already, its units may be refused for that very reason.
        """
        return False
