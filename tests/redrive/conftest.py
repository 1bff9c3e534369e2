"""The stores of the shop on moto with the queues of its reactions, and a command to run on them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from infra.local.stack import Stack
from infra.redrive import letters
from infra.redrive.__main__ import main
from tests.stores import BUS, ENVIRONMENT, REGION, ROOM_TABLES, build, client

QUEUES = {
    "NoticesTellCustomersQueueUrl": "tell-customers",
    "NoticesTellCustomersDeadLettersUrl": "tell-customers-dead-letters",
    "NoticesTellStaffQueueUrl": "tell-staff",
    "NoticesTellStaffDeadLettersUrl": "tell-staff-dead-letters",
    "OrderDispatchMatchWaitingScansQueueUrl": "match-waiting-scans",
    "OrderDispatchMatchWaitingScansDeadLettersUrl": "match-waiting-scans-dead-letters",
    "StockAlertsCountDownQueueUrl": "count-down",
    "StockAlertsCountDownDeadLettersUrl": "count-down-dead-letters",
    "CustomerNoticesQueueUrl": "customer-notices",
    "RelayFailuresUrl": "relay-failures",
}


class Operator:
    """Somebody who runs the command and looks into the queues."""

    def __init__(self, stack: Path) -> None:
        self.stack = stack

    def redrive(self, *options: str) -> int:
        return main(["--stack", str(self.stack), *options])

    def put(self, queue: str, body: Any) -> None:
        sqs = client("sqs")
        sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=queue)["QueueUrl"], MessageBody=json.dumps(body))

    def waiting(self, queue: str) -> list[Any]:
        sqs = client("sqs")
        url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        found: list[Any] = []
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            found += [json.loads(message["Body"]) for message in messages]
        return found

    def heard(self) -> list[tuple[str, int]]:
        """Entities and versions of what the bus was given, in its order."""
        return [(body["detail"]["entity"], body["detail"]["version"]) for body in self.waiting("listener")]


@pytest.fixture
def operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Operator]:
    with mock_aws():
        build()
        sqs, events = client("sqs"), client("events")
        urls = {output: sqs.create_queue(QueueName=name)["QueueUrl"] for output, name in QUEUES.items()}
        listener = sqs.create_queue(QueueName="listener")["QueueUrl"]
        attributes = sqs.get_queue_attributes(QueueUrl=listener, AttributeNames=["QueueArn"])["Attributes"]
        events.put_rule(Name="all", EventBusName=BUS, EventPattern='{"source": [{"prefix": "zhanggui."}]}')
        events.put_targets(Rule="all", EventBusName=BUS, Targets=[{"Id": "listener", "Arn": attributes["QueueArn"]}])
        # A stack on this machine is reached at its own address; moto listens at the region's.
        monkeypatch.setattr(Stack, "aws", property(lambda _: boto3.Session(region_name=REGION)))
        monkeypatch.setattr(letters, "WAIT_SECONDS", 0)  # moto has one server, and waits in earnest
        stack = Stack(
            api_url="",
            endpoint_url="",
            access_key={"access_key_id": "", "secret_access_key": ""},
            region=REGION,
            accounts={},
            staff_client_id="",
            storefront={"client_id": "", "client_secret": "", "token_url": ""},
            tables=ROOM_TABLES,
            outputs={
                **urls,
                "EventBusName": BUS,
                "RelayDeadLettersUrl": ENVIRONMENT["RELAY_DEAD_LETTER_URL"],
                "ListingTableName": ROOM_TABLES["listing"],
                "StockControlTableName": ROOM_TABLES["stock_control"],
                "StockAlertsTableName": ROOM_TABLES["stock_alerts"],
                "AppraisalRoundsTableName": ROOM_TABLES["appraisal_rounds"],
                "OrderDispatchTableName": ROOM_TABLES["order_dispatch"],
                "NoticesTableName": ROOM_TABLES["notices"],
                "SkuTableName": ROOM_TABLES["sku"],
            },
        )
        stack.save(tmp_path / "stack.json")
        yield Operator(tmp_path / "stack.json")
