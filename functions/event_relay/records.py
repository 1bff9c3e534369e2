"""Stream records: which event each one tells of, and where that event is kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from event_relay.publishing import Entry, UnpublishableError
from shop.events.recording import EVENT_PREFIX
from shop.storage.values import load

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event is kept. Enough to publish it again, and nothing of what it says."""

    table: str
    pk: str
    sk: str

    @classmethod
    def of(cls, record: Record) -> "Place":
        """The key that a record names; what it does not name is empty."""
        keys = record.get("dynamodb", {}).get("Keys", {})
        return cls(table_of(record), *(str(keys.get(name, {}).get("S", "")) for name in ("pk", "sk")))

    def told(self, reason: str) -> dict[str, str]:
        """The dead letter about this event."""
        return {"reason": reason, **asdict(self)}


def table_of(record: Record) -> str:
    """The table whose stream a record comes from."""
    return str(record["eventSourceARN"].split("/")[1])


def is_new_event(record: Record) -> bool:
    """Whether a record tells of a new event: events never change, and the table holds other items too."""
    keys = record.get("dynamodb", {}).get("Keys", {})
    sort_key = keys.get("sk", {}).get("S", EVENT_PREFIX)  # a record without a key is looked at, and complained of
    return record.get("eventName") == "INSERT" and str(sort_key).startswith(EVENT_PREFIX)


def entry_of(record: Record) -> Entry:
    """The bus entry of a record. Raises UnpublishableError."""
    try:
        item = load(record["dynamodb"]["NewImage"])
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise UnpublishableError(f"unreadable: {type(error).__name__}") from None
    return Entry.of(item)
