"""The shop in process: the rooms' own handlers, called as the gateway calls them.

    house.call("POST /listing/products/{product_id}/publish", as_=REVIEWER, product_id=id, body={"version": 4})

The clock is the house's: it stands still but for a second a call, and `house.later(days=3)` moves it.
The stores are moto's (see `on_moto`), or whatever the environment points to.
"""

import importlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

from moto import mock_aws

from infra import house
from shop.clock import clock
from shop.contract.catalogue import all_types
from shop.events.recording import EVENT_PREFIX, as_read
from shop.storage.values import Item, load
from tests.gateway import Context, gateway_event
from tests.mended import Kept
from tests.people import Person
from tests.stores import ROOM_TABLES, build, in_moto, scanned

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What the handler answered; header names as they were sent."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def code(self) -> str | None:
        """The stable code of a problem document."""
        return self.body.get("code") if isinstance(self.body, dict) else None

    @property
    def refusal(self) -> tuple[int, str | None]:
        """Status and code: how tests name a refusal."""
        return self.status, self.code

    @property
    def fields(self) -> list[str]:
        """The fields that a problem document complains of."""
        return [error["field"] for error in self.body.get("errors", [])]


# The time at which stories ended that many tests begin with, what moto held then, and what was told.
_ends: dict[tuple[Any, ...], tuple[datetime, Kept, Any]] = {}


class House:
    """All rooms behind one door, with a clock that the tests hold."""

    def __init__(self, everything: Callable[[str], Iterable[dict[str, Any]]] = scanned) -> None:
        self.now = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
        self._everything = everything

    def tell(self) -> datetime:
        """The shop's time."""
        return self.now

    def later(self, **passed: float) -> None:
        """Let time pass, said as a timedelta says it."""
        self.now += timedelta(**passed)

    def at_the_end_of(self, story: str, tell: Callable[[], T]) -> T:
        """Let something happen that many tests begin with: from the same beginning moto's end is brought back."""
        if self._everything is not in_moto:
            return tell()
        beginning = story, self.now, tuple(repr(self.items(room)) for room in ROOM_TABLES)
        if beginning not in _ends:
            told = tell()
            _ends[beginning] = self.now, Kept(), told
            return told
        self.now, kept, told = _ends[beginning]
        kept.bring_back()
        return told

    def call(
        self,
        route: str,
        *,
        as_: Person | None = None,
        body: Any = None,
        form: Mapping[str, str] | None = None,
        key: str | None = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        path: Mapping[str, str] | None = None,
        **ids: str,
    ) -> Answer:
        """Call a route. `body` is sent as JSON (a str as it is), `form` as a form, `key` as Idempotency-Key.

        What the path names is given by name, or together as `path`.
        """
        sent: dict[str, str] = {}
        text: str | None = None
        if form is not None:
            sent["Content-Type"], text = "application/x-www-form-urlencoded", urlencode(form)
        elif body is not None:
            sent["Content-Type"], text = "application/json", body if isinstance(body, str) else json.dumps(body)
        if key is not None:
            sent["Idempotency-Key"] = key
        asked = {name: str(value) for name, value in query.items()} if query else None
        ids.update(path or {})
        event = gateway_event(route, as_=as_, path=ids, query=asked, headers=sent | dict(headers or {}), body=text)
        return self.send(event)

    def send(self, event: dict[str, Any]) -> Answer:
        """Hand an event to the room that its path belongs to."""
        room = house.room_at(event["resource"]).name
        handler = importlib.import_module(f"{room}.handler").lambda_handler
        self.later(seconds=1)
        answer = handler(event, Context(f"{room}-function"))
        headers = {name: values[0] for name, values in answer["multiValueHeaders"].items()}
        body = answer["body"] or None
        if body and "json" in headers["Content-Type"]:
            body = json.loads(body)
        return Answer(answer["statusCode"], body, headers)

    def items(self, room: str, partition: str = "") -> list[Item]:
        """Everything a room's table holds (or one partition of it), in the order of its keys."""
        items = [load(item) for item in self._everything(ROOM_TABLES[room])]
        return sorted((i for i in items if i["pk"].startswith(partition)), key=lambda i: (i["pk"], i["sk"]))

    def events(self, room: str, partition: str = "") -> list[dict[str, Any]]:
        """The events of a room (or of one entity), each checked against its schema."""
        events = [as_read(i) for i in self.items(room, partition) if i["sk"].startswith(EVENT_PREFIX)]
        for event in events:
            all_types()[event["type"]].model_validate(event["data"])
        return events

    def pool(self, sku: str) -> Item:
        """A SKU's pool."""
        return next(item for item in self.items("sku", f"SKU#{sku}") if item["sk"] == "LEVEL")


@contextmanager
def on_moto() -> Iterator[House]:
    """An empty shop on moto."""
    shop = House(in_moto)
    with ExitStack() as stack:
        stack.enter_context(mock_aws())
        stack.enter_context(clock.told_by(shop.tell))
        build()
        yield shop
