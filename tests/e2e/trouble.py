"""Trouble for a while: rights taken away, patience shortened, and what then lies in the queues."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from infra.redrive.__main__ import main
from tests.e2e.shop import Shop

_POLICY = "declared-list"


@contextmanager
def without(shop: Shop, function: str, action: str) -> Iterator[None]:
    """The role of a function lacks a right inside the block; every use of it fails there."""
    iam, role = shop.aws("iam"), shop.output(f"{function}RoleArn").rpartition("/")[2]
    before = iam.get_role_policy(RoleName=role, PolicyName=_POLICY)["PolicyDocument"]
    denied = {"Effect": "Deny", "Action": action, "Resource": "*"}
    during = {**before, "Statement": [*before["Statement"], denied]}
    iam.put_role_policy(RoleName=role, PolicyName=_POLICY, PolicyDocument=json.dumps(during))
    try:
        yield
    finally:
        iam.put_role_policy(RoleName=role, PolicyName=_POLICY, PolicyDocument=json.dumps(before))


@contextmanager
def hurried(shop: Shop, queue: str, *, seconds: int = 1) -> Iterator[None]:
    """What fails is tried again after so many seconds instead of five minutes."""
    sqs, url = shop.aws("sqs"), shop.output(f"{queue}Url")
    before = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(seconds)})
    try:
        yield
    finally:
        sqs.set_queue_attributes(QueueUrl=url, Attributes=before)


def letters(shop: Shop, queue: str) -> list[str]:
    """What lies in a dead-letter queue, left where it is."""
    sqs, url = shop.aws("sqs"), shop.output(f"{queue}Url")
    found: dict[str, str] = {}
    for _ in range(10):  # a look shows ten of them
        seen = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0).get("Messages", [])
        found |= {message["MessageId"]: message["Body"] for message in seen}
        if len(found) < 10:
            break
    return list(found.values())


def empty(shop: Shop, queue: str) -> None:
    """Throw away what lies in a queue."""
    shop.aws("sqs").purge_queue(QueueUrl=shop.output(f"{queue}Url"))


def redrive(shop: Shop, *options: str) -> int:
    """Run the redrive command on the shop; returns its exit code."""
    return main([*options, "--stack", str(shop.state / "stack.json")])
