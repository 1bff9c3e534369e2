"""Where a saga is: the record in the head, its lease and its fence. Pure."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Self

from shop.clock import iso
from shop.errors import InProgress, ShopError
from shop.ids import new_id
from shop.roles import Caller

# Longer than a request may run; every step renews it. Who is slower all the same meets the fence.
LEASE = timedelta(seconds=40)


class LeaseLost(InProgress):
    """Another worker has this operation now."""

    def __init__(self) -> None:
        super().__init__("It is still being worked on; repeat the request in a moment.")


class Condition(NamedTuple):
    """What has to be true of the head for a change to be written, and what its refusal means."""

    when: str
    values: Mapping[str, Any]
    refused: Callable[[dict[str, Any] | None], ShopError]


class Operation(NamedTuple):
    """A saga under way, as kept in the head's `operation`; `done` counts the units applied and not compensated."""

    kind: str
    id: str
    compensation_id: str
    at: str
    actor: str
    role: str
    intent: str
    lease: str
    fencing_token: int = 1
    done: int = 0
    rolling_back: bool = False
    refusals: str = "[]"

    @classmethod
    def begin(cls, kind: str, by: Caller, at: datetime, intent: Mapping[str, Any]) -> Self:
        """A new operation, held by the worker that begins it."""
        lease = iso(at + LEASE)
        return cls(kind, new_id(at), new_id(at), iso(at), by.actor, by.role, json.dumps(intent), lease)

    @classmethod
    def load(cls, head: Mapping[str, Any]) -> Self | None:
        """The operation in this head, if any."""
        return cls(**head["operation"]) if "operation" in head else None

    def dump(self) -> dict[str, Any]:
        return self._asdict()

    @property
    def caller(self) -> Caller:
        """Who decided on it: its events are theirs, whoever finishes it."""
        return Caller(self.actor, self.role)

    @property
    def effect_id(self) -> str:
        """The id that a unit's effects carry: applying and compensating are different ones."""
        return self.compensation_id if self.rolling_back else self.id

    @property
    def began_at(self) -> datetime:
        return datetime.fromisoformat(self.at)

    def is_over(self, now: datetime) -> bool:
        """Whether nobody holds its lease any more."""
        return self.lease <= iso(now)

    def fence(self) -> Condition:
        """True of the head only while the operation is exactly here: each takeover has a new fencing token."""
        return Condition(
            "#operation.#id = :operation AND #operation.#fencing_token = :token"
            " AND #operation.#done = :done AND #operation.#rolling_back = :rolling_back",
            {"operation": self.id, "token": self.fencing_token, "done": self.done, "rolling_back": self.rolling_back},
            lambda found: LeaseLost(),
        )
