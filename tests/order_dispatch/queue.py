"""The shop's queues: events as the bus lays them down, and the queue that notices go to."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from order_dispatch import reactions
from order_dispatch.notices import TEXTS
from tests.gateway import Context
from tests.harness import House


def batch(reaction: str, *bodies: str) -> dict[str, Any]:
    """What Lambda is handed from the queue of a reaction."""
    queue = f"test-order-dispatch-{reaction}".replace("_", "-")
    return {
        "Records": [
            {
                "messageId": f"message-{number}",
                "receiptHandle": f"receipt-{number}",
                "body": body,
                "attributes": {"ApproximateReceiveCount": "1"},
                "messageAttributes": {},
                "md5OfBody": "",
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws-cn:sqs:cn-north-1:123456789012:{queue}",
                "awsRegion": "cn-north-1",
            }
            for number, body in enumerate(bodies)
        ]
    }


def as_delivered(event: Mapping[str, Any]) -> str:
    """An event as EventBridge lays it into a queue."""
    return json.dumps(
        {
            "version": "0",
            "id": "bus-id",
            "detail-type": event["type"],
            "source": "zhanggui.order_dispatch",
            "account": "123456789012",
            "time": event["at"],
            "region": "cn-north-1",
            "resources": [],
            "detail": event,
        }
    )


def concerning_customers(house: House) -> list[dict[str, Any]]:
    """All events that the bus has a rule for to the notices' queue."""
    return [event for event in house.events("order_dispatch", "ORDER#") if event["type"] in TEXTS]


def tell(*bodies: str) -> list[str]:
    """Hand these to the reaction that records notices; what comes back to be tried again."""
    return _returned("record_notices", *bodies)


def tell_events(events: Iterable[Mapping[str, Any]]) -> list[str]:
    return tell(*[as_delivered(event) for event in events])


def match(*bodies: str) -> list[str]:
    """Hand these to the reaction that looks at scans which waited."""
    return _returned("match_waiting_scans", *bodies)


def match_dispatched(house: House) -> list[str]:
    """The same for every dispatch so far."""
    dispatched = [e for e in house.events("order_dispatch", "ORDER#") if e["type"] == "ShipmentDispatched"]
    return match(*[as_delivered(event) for event in dispatched])


def _returned(reaction: str, *bodies: str) -> list[str]:
    answer = reactions.lambda_handler(batch(reaction, *bodies), Context("reactions"))
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
