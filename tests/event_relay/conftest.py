"""A bus that can be told to fail, in front of moto's, with a queue that hears everything."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from event_relay import handler
from tests.stores import BUS, build, client


class Bus:
    """Stands before moto's bus: shows what came in, and refuses what it is told to refuse."""

    def __init__(self) -> None:
        self.requests: list[list[Any]] = []
        self.refusing: dict[str, str] = {}
        self._real = client("events")

    def put_events(self, Entries: list[Any]) -> Any:
        self.requests.append(Entries)
        for entry in Entries:  # as the service checks a request before it takes any entry
            assert set(entry) == {"EventBusName", "Source", "DetailType", "Time", "Detail"}
        codes = [self.refusing.get(json.loads(entry["Detail"])["entity"]) for entry in Entries]
        taken = [entry for entry, code in zip(Entries, codes, strict=True) if code is None]
        answers = iter(self._real.put_events(Entries=taken)["Entries"] if taken else [])
        results = [{"ErrorCode": code, "ErrorMessage": "…"} if code else dict(next(answers)) for code in codes]
        return {"FailedEntryCount": len(Entries) - len(taken), "Entries": results}

    @property
    def sizes(self) -> list[int]:
        return [len(request) for request in self.requests]


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    with mock_aws():
        build()
        queue = client("sqs").create_queue(QueueName="listener")["QueueUrl"]
        attributes = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
        arn = attributes["Attributes"]["QueueArn"]
        rules = client("events")
        rules.put_rule(Name="all", EventBusName=BUS, EventPattern='{"source": [{"prefix": "zhanggui."}]}')
        rules.put_targets(Rule="all", EventBusName=BUS, Targets=[{"Id": "listener", "Arn": arn}])
        bus = Bus()
        monkeypatch.setattr(handler, "events", lambda: bus)
        monkeypatch.setattr(handler, "queue", lambda: client("sqs"))
        yield bus
