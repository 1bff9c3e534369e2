"""What waits in the queues that the tests listen at."""

import json
from typing import Any

from tests.stores import client


def received(name: str) -> list[dict[str, Any]]:
    """Everything that waits in a queue."""
    sqs = client("sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    found: list[dict[str, Any]] = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        found += [json.loads(message["Body"]) for message in messages]
    return found


def heard() -> list[dict[str, Any]]:
    """What the rules of the bus were given."""
    return received("listener")


def dead_letters() -> list[dict[str, Any]]:
    """What the relay put aside."""
    return received("test-relay-dead-letters")
