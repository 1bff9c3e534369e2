"""Events onto the bus: what an entry looks like, how many go at once, what the bus made of them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from shop.events.recording import as_read
from shop.storage.values import Item

if TYPE_CHECKING:
    from types_boto3_events import EventBridgeClient
    from types_boto3_events.type_defs import PutEventsRequestEntryTypeDef

MOST_ENTRIES = 10
# The bus takes 256 KB a request in every region (some take more by now); what it hands on to a
# queue is some hundred bytes longer. An event of 1,000 lines has less than half of this.
LARGEST_REQUEST = 252 * 1024
# Reasons that lie in the entry itself, not in the bus: no further try would end otherwise.
_PERMANENT = frozenset({"InvalidArgument", "MalformedDetail"})
_ENVELOPE = frozenset({"id", "source", "type", "at", "actor", "role", "entity", "version", "data"})


class UnpublishableError(Exception):
    """No try will ever bring this to the bus; says why, without quoting it."""


class BusFailedError(Exception):
    """The bus did not take everything; trying again may help."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as the bus takes it."""

    source: str
    kind: str
    at: datetime
    detail: str

    @classmethod
    def of(cls, item: Item) -> "Entry":
        """The entry of a stored event. Raises UnpublishableError."""
        if missing := _ENVELOPE - item.keys():
            raise UnpublishableError(f"unreadable: no {', '.join(sorted(missing))}")
        try:
            event = as_read(item)
            text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
            entry = cls(item["source"], event["type"], datetime.fromisoformat(event["at"]), text)
            size = entry.size
        except (AttributeError, TypeError, ValueError, RecursionError) as error:
            raise UnpublishableError(f"unreadable: {type(error).__name__}") from None
        if size > LARGEST_REQUEST:
            raise UnpublishableError(f"too large: {size} bytes")
        return entry

    @property
    def size(self) -> int:
        """Bytes, as the bus counts them; the time counts 14."""
        return 14 + sum(len(text.encode()) for text in (self.source, self.kind, self.detail))

    def for_bus(self, bus: str) -> "PutEventsRequestEntryTypeDef":
        """The entry as PutEvents takes it."""
        return {
            "EventBusName": bus,
            "Source": self.source,
            "DetailType": self.kind,
            "Time": self.at,
            "Detail": self.detail,
        }


def batches(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """The entries in their order, as many at once as the bus takes."""
    batch: list[Entry] = []
    size = 0
    for entry in entries:
        if batch and (len(batch) == MOST_ENTRIES or size + entry.size > LARGEST_REQUEST):
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += entry.size
    if batch:
        yield batch


def publish(client: "EventBridgeClient", bus: str, entries: Sequence[Entry]) -> dict[int, str]:
    """Put the entries on the bus in their order; returns why it will never take some, by their positions.

    Raises BusFailedError at the first batch of which something is to be tried again, and what the client raises.
    """
    refused: dict[int, str] = {}
    seen = 0
    for batch in batches(entries):
        answer = client.put_events(Entries=[entry.for_bus(bus) for entry in batch])
        # What got no id was not taken, whether or not the bus says why.
        codes = ["" if "EventId" in result else result.get("ErrorCode", "unknown") for result in answer["Entries"]]
        if passing := sorted({code for code in codes if code and code not in _PERMANENT}):
            raise BusFailedError(f"{answer['FailedEntryCount']} of {len(batch)} events: {', '.join(passing)}")
        refused |= {seen + place: f"refused: {code}" for place, code in enumerate(codes) if code}
        seen += len(batch)
    return refused
