"""The shop's queues: events as the bus lays them down, and the topic that notices go to."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from order_dispatch import reactions
from order_dispatch.notices import TEXTS
from tests.gateway import Context
from tests.harness import House


def batch(*bodies: str) -> dict[str, Any]:
    """What Lambda is handed from a queue."""
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
                "eventSourceARN": "arn:aws-cn:sqs:cn-north-1:123456789012:notices",
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
    """All events that the bus has a rule for to the notice queue."""
    return [event for event in house.events("order_dispatch", "ORDER#") if event["type"] in TEXTS]


def tell(*bodies: str) -> list[str]:
    """Hand these to the reaction that records notices; what comes back to be tried again."""
    return _returned(reactions.record_notices(batch(*bodies), Context("notices")))


def tell_events(events: Iterable[Mapping[str, Any]]) -> list[str]:
    return tell(*[as_delivered(event) for event in events])


def match(*bodies: str) -> list[str]:
    """Hand these to the reaction that looks at scans which waited."""
    return _returned(reactions.match_waiting_scans(batch(*bodies), Context("matching")))


def match_dispatched(house: House) -> list[str]:
    """The same for every dispatch so far."""
    dispatched = [e for e in house.events("order_dispatch", "ORDER#") if e["type"] == "ShipmentDispatched"]
    return match(*[as_delivered(event) for event in dispatched])


def _returned(answer: Any) -> list[str]:
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


class Topic:
    """Stands for the topic: keeps what is published, and fails as often as told."""

    def __init__(self) -> None:
        self.published: list[dict[str, Any]] = []
        self.attributes: list[Mapping[str, str]] = []
        self.failures = 0

    def publish(self, message: str, attributes: Mapping[str, str]) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the topic is away: 欧阳春晓 13900017781")
        self.published.append(json.loads(message))
        self.attributes.append(attributes)


def take_place_of_topic(monkeypatch: pytest.MonkeyPatch) -> Topic:
    topic = Topic()
    monkeypatch.setattr(reactions, "_topic", lambda: topic)
    return topic
