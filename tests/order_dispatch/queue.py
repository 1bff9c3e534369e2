"""The shop's queues: events as the bus lays them down."""

import json
from collections.abc import Mapping
from typing import Any

from order_dispatch import reactions
from tests.gateway import Context
from tests.harness import House


def batch(reaction: str, *bodies: str, room: str = "order_dispatch") -> dict[str, Any]:
    """What Lambda is handed from the queue of a reaction."""
    queue = f"test-{room}-{reaction}".replace("_", "-")
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
