"""The schema of every event, one module per publishing room: `shop.contract.<room>`.

An event's name is its class's name, in the past tense. A contract between rooms: fields are added,
never renamed or removed. No personal data. Amounts are minor units of the event's currency; times
are UTC ISO 8601.
"""

from typing import Generic, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict


class EventPart(BaseModel):
    """A part that events have in common."""

    # Built when first used: a function handles few of them.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def is_nothing(value: object) -> bool:
    """Whether a field that may be missing says nothing: such are left out (`exclude_if`)."""
    return not value


class EventData(EventPart):
    """What a kind of event tells beyond its envelope."""

    @classmethod
    def source(cls) -> str:
        """Who publishes it, as the bus names its sources: the room whose module it stands in."""
        return f"zhanggui.{cls.__module__.rpartition('.')[2]}"


T_co = TypeVar("T_co", bound=EventData, covariant=True)


class Event(BaseModel, Generic[T_co]):
    """An event as the bus delivers it: who did what to which entity, and when by the shop's clock."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: str
    type: str
    at: AwareDatetime
    actor: str
    role: str
    entity: str
    version: int
    due: AwareDatetime | None = None
    data: T_co
