"""The room's queues: events as they come to it, and what goes out."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from notices import reactions
from notices.audiences import TOLD
from notices.texts.zh_cn import CUSTOMERS
from tests.gateway import Context
from tests.harness import House
from tests.order_dispatch.queue import as_delivered, batch


def concerning_customers(house: House) -> list[dict[str, Any]]:
    """All events so far that customers are told of."""
    return [event for event in house.events("order_dispatch", "ORDER#") if event["type"] in CUSTOMERS]


def tell(*bodies: str) -> list[str]:
    """Hand these to the reaction that tells customers; what comes back to be tried again."""
    return _returned("tell_customers", *bodies)


def tell_events(events: Iterable[Mapping[str, Any]]) -> list[str]:
    return tell(*[as_delivered(event) for event in events])


def tell_staff(house: House) -> list[str]:
    """Hand everything so far that staff are told of to the reaction that tells them, in any order of the rooms."""
    told = {kind.__name__ for kind in TOLD}
    events = [e for room in ("order_dispatch", "listing") for e in house.events(room) if e["type"] in told]
    return tell_staff_of(*events)


def tell_staff_of(*events: Mapping[str, Any]) -> list[str]:
    return _returned("tell_staff", *[as_delivered(event) for event in events])


def a_minute_passes(house: House) -> None:
    """The schedule says to look, a minute later."""
    house.later(minutes=1)
    reactions.lambda_handler({"job": "say_what_waits"}, Context("reactions"))


def _returned(reaction: str, *bodies: str) -> list[str]:
    answer = reactions.lambda_handler(batch(reaction, *bodies, room="notices"), Context("reactions"))
    assert answer is not None
    return [str(failure["itemIdentifier"]) for failure in answer["batchItemFailures"]]


class Outbox:
    """Stands for the queue that customers' notices go to: keeps what is sent, and fails as often as told."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.failures = 0

    def send(self, message: str) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the queue is away: 欧阳春晓 13900017781")
        self.sent.append(json.loads(message))


def take_place_of_outbox(monkeypatch: pytest.MonkeyPatch) -> Outbox:
    outbox = Outbox()
    monkeypatch.setattr(reactions, "_outbox", lambda: outbox)
    return outbox
