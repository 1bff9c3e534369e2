"""Listening in: queues beside the shop's own that get what is said on the bus, to staff and to customers."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from infra.client.http import Json
from infra.local.stack import Stack


@dataclass
class Tap:
    """All messages since the beginning, in the order in which they came."""

    sqs: Any
    queue_url: str
    _heard: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def texts(self) -> list[str]:
        """What was heard so far, as it was sent."""
        with self._lock:
            while messages := self._receive():
                for message in messages:
                    self._heard.append(message["Body"])
                    self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
            return list(self._heard)

    def heard(self) -> list[Json]:
        """What was heard so far."""
        return [json.loads(text) for text in self.texts()]

    def _receive(self) -> list[Any]:
        found: list[Any] = self.sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10).get("Messages", [])
        return found


@contextmanager
def on_notices(stack: Stack) -> Iterator[Tap]:
    """Every notice that is sent: nobody else takes them here."""
    sqs = stack.aws.client("sqs")
    yield Tap(sqs, stack.outputs["CustomerNoticesQueueUrl"])
    sqs.close()


@contextmanager
def on_bus(stack: Stack, name: str) -> Iterator[Tap]:
    """Every event of every room."""
    events = stack.aws.client("events")
    bus = stack.outputs["EventBusName"]
    pattern = json.dumps({"source": [{"prefix": "zhanggui."}]})
    rule = events.put_rule(Name=name, EventBusName=bus, EventPattern=pattern)["RuleArn"]
    with _queue(stack, name, "events", rule) as (tap, arn):
        events.put_targets(Rule=name, EventBusName=bus, Targets=[{"Id": "tap", "Arn": arn}])
        yield tap
        events.remove_targets(Rule=name, EventBusName=bus, Ids=["tap"])
        events.delete_rule(Name=name, EventBusName=bus)
    events.close()


@contextmanager
def on_staff_notices(stack: Stack, name: str, role: str) -> Iterator[Tap]:
    """What the staff of a role are told on the topic."""
    sns = stack.aws.client("sns")
    topic = stack.outputs["StaffNoticesTopicArn"]
    attributes = {"FilterPolicy": json.dumps({"role": [role]}), "RawMessageDelivery": "true"}
    with _queue(stack, name, "sns", topic) as (tap, arn):
        subscription = sns.subscribe(
            TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes=attributes, ReturnSubscriptionArn=True
        )["SubscriptionArn"]
        yield tap
        sns.unsubscribe(SubscriptionArn=subscription)
    sns.close()


@contextmanager
def _queue(stack: Stack, name: str, service: str, source: str) -> Iterator[tuple[Tap, str]]:
    sqs = stack.aws.client("sqs")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    allow = {
        "Effect": "Allow",
        "Principal": {"Service": f"{service}.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": source}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    try:
        yield Tap(sqs, url), arn
    finally:
        with suppress(sqs.exceptions.QueueDoesNotExist):
            sqs.delete_queue(QueueUrl=url)
        sqs.close()
