"""The shop in process, at a time that the simulation tells: rooms' handlers, streams, queues and schedules.

    shop = Shop(datetime(2010, 12, 1, tzinfo=SHANGHAI))
    with shop.open():
        shop.call("POST /stock/warehouses", as_=MANAGER, body={...})

After every call what it wrote is relayed: levels that changed to whoever reads the SKU table's stream, events to the
reactions that hear them, each once, in the order in which they were written, until nothing new comes of it.
"""

import contextlib
import gc
import importlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import ulid

from infra import house, stand_ins
from infra.gateway import Context, Person, gateway_event
from infra.simulate import handing
from infra.simulate.schedules import Tick, ticks
from infra.simulate.store import Store, Written
from order_dispatch.customers import knowing
from shop.clock import clock
from shop.events.recording import as_read
from shop.storage.values import load

# Those that stock moves in. Who is told of it, and what customers see, is not simulated.
ROOMS = ("stock_control", "stock_alerts", "order_dispatch")
_CALL = timedelta(milliseconds=10)
_RECORDS = 100  # of a stream, at once


class SimulationError(Exception):
    """The shop did what the simulation had no reason to expect."""


@dataclass(frozen=True)
class Answer:
    """What a handler answered."""

    status: int
    body: Any

    @property
    def code(self) -> str | None:
        return self.body.get("code") if isinstance(self.body, dict) else None


class _Unhurried(Context):
    """A call for which there is time: how long a run takes here is no matter of the shop's."""

    def get_remaining_time_in_millis(self) -> int:
        return 3_600_000


class Shop:
    """The rooms behind one door. Its clock stands still but for a moment a call, and never goes back."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.calls = 0
        self.schedules = ticks(ROOMS)

    @contextlib.contextmanager
    def open(self) -> Iterator[None]:
        """Inside the block this process is the shop: its environment, clock, store and names are the simulation's."""
        os.environ.update(stand_ins.environment() | {"POWERTOOLS_LOG_LEVEL": "CRITICAL"})
        self.store = Store()
        for room in ROOMS:
            importlib.import_module(f"{room}.store").database.client = self.store
        before = ulid.default_generator
        # Names in the order in which they were given, the same in every run.
        ulid.default_generator = ulid.ULIDGenerator(randomness=lambda _: self.calls.to_bytes(8, "big") + bytes(2))
        gc.collect()
        gc.freeze()
        try:
            with clock.told_by(lambda: self.now), knowing.kept.told(b"of a simulation"):
                yield
        finally:
            ulid.default_generator = before

    def at(self, moment: datetime) -> None:
        """Let it be that time, or later if it is."""
        self.now = max(self.now, moment)

    def call(
        self,
        route: str,
        *,
        as_: Person,
        body: Any = None,
        query: Mapping[str, Any] | None = None,
        expect: tuple[str, ...] = (),
        **ids: str,
    ) -> Answer:
        """Call a route. Raises SimulationError for a refusal whose code is not `expect`ed."""
        self._pass()
        sent = {"Content-Type": "application/json", "Idempotency-Key": f"call-{self.calls}"} if body is not None else {}
        asked = {name: str(value) for name, value in query.items()} if query else None
        text = None if body is None else json.dumps(body)
        event = gateway_event(route, as_=as_, path=ids, query=asked, headers=sent, body=text)
        room = _room_at(event["resource"])
        answer = importlib.import_module(f"{room}.handler").lambda_handler(event, _Unhurried(room))
        told = Answer(answer["statusCode"], json.loads(answer["body"]) if answer["body"] else None)
        if told.status >= 300 and told.code not in expect:
            raise SimulationError(f"{route} at {self.now}: {told.status} {told.body}")
        self.relay()
        return told

    def items(self, route: str, *, as_: Person, **more: Any) -> Iterator[Any]:
        """All of a list, page by page."""
        query = {"limit": 100, **more.pop("query", {})}
        while True:
            page = self.call(route, as_=as_, query=query, **more).body
            yield from page["items"]
            if not page.get("next"):
                return
            query["cursor"] = page["next"]

    def tick(self, tick: Tick) -> None:
        """Let a schedule fire."""
        self._react(tick.room, {"job": tick.job})

    def relay(self) -> None:
        """Hand on what was written, until nothing new comes of it."""
        heard = self.store.heard
        while heard:
            now, heard[:] = list(heard), []
            levels = dict.fromkeys(
                (w.pk, w.sk) for w in now if w.table == handing.sku_table() and w.sk.startswith("LEVEL")
            )
            keys = list(levels)
            for start in range(0, len(keys), _RECORDS):
                self._stream(keys[start : start + _RECORDS])
            for written in now:
                if written.is_event:
                    self._tell(written)

    def _stream(self, keys: list[tuple[str, str]]) -> None:
        for room in ROOMS:
            if handing.reads_levels(room):
                self._react(room, handing.records(keys))

    def _tell(self, written: Written) -> None:
        event = as_read(load(written.item or {}))
        for room, queue in handing.hearers(ROOMS, event["type"]):
            self._react(room, handing.message(queue, event))

    def _react(self, room: str, event: dict[str, Any]) -> None:
        self._pass()
        answer = handing.reactions(room).handle(event, _Unhurried(room))
        if answer and answer["batchItemFailures"]:
            raise SimulationError(f"{room} failed at {self.now}: {answer}")
        if "job" in event:
            self.relay()

    def _pass(self) -> None:
        self.now += _CALL
        self.calls += 1


@cache
def _room_at(resource: str) -> str:
    return house.room_at(resource).name
