"""Roles, who acts, and what may be done: rooms put the roles on the rows of their tables. Pure."""

from enum import StrEnum
from typing import NamedTuple, Protocol

from shop.errors import TransitionNotAllowed


class Role(StrEnum):
    """The shop's posts and their surroundings (R1.2): the groups of the user pool."""

    MANAGER = "operations-manager"
    SPECIALIST = "operations-specialist"
    DESIGNER = "designer"
    CUSTOMER_SERVICE = "customer-service"
    PURCHASING = "purchasing"
    WAREHOUSE = "warehouse"
    HR = "hr"
    DIRECTOR = "director"
    ADMIN = "admin"


class Caller(NamedTuple):
    """Who acts: `actor` is a Cognito sub, `storefront:<client>`, `carrier:<code>` or `system:<job>`.

    `role` is the one under which this call is allowed, `also` are others that would allow it; `party` the warehouse or
    supplier of the user.
    """

    actor: str
    role: str
    party: str | None = None
    also: tuple[str, ...] = ()

    @property
    def roles(self) -> frozenset[str]:
        """All of their roles that would allow the call."""
        return frozenset((self.role, *self.also))


class Permission(Protocol):
    """A row of a room's table: something that can be done, and who may."""

    @property
    def name(self) -> str: ...
    @property
    def roles(self) -> frozenset[Role]: ...


class Right(NamedTuple):
    """A permission that changes no state: reading, creating, adding."""

    name: str
    roles: frozenset[Role]


class Transition(NamedTuple):
    """A row of a transition table: from which states to which, and by whom."""

    name: str
    sources: frozenset[str]
    to: str
    roles: frozenset[Role]

    def leave(self, state: str) -> str:
        """The state after this transition. Raises TransitionNotAllowed."""
        if state not in self.sources:
            raise TransitionNotAllowed(
                f"'{self.name}' leads from {', '.join(sorted(self.sources))}, not from {state}.", state=state
            )
        return self.to
