"""What waits in the dead-letter queues, sent back to where it belongs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from infra.redrive.deployed import Shop
from infra.redrive.ledger import Ledger
from shop.storage.values import dump, load

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient
    from types_boto3_sqs.type_defs import MessageTypeDef

# Time enough to work on ten messages; what stays in its queue is seen again after it.
_HIDDEN_SECONDS = 120
# A long poll asks all of a queue's servers, a short one some of them.
WAIT_SECONDS = 1
# An event's time is told when its change begins to be written, the stream's when it is done.
_BEFORE, _AFTER = timedelta(minutes=10), timedelta(minutes=1)


@dataclass(slots=True)
class Letters:
    """Empties the dead-letter queues. `moved` counts messages; `left` says what stays where it is, and why."""

    shop: Shop
    ledger: Ledger
    moved: int = 0
    left: list[str] = field(default_factory=list)
    sqs: "SQSClient" = field(init=False)

    def __post_init__(self) -> None:
        self.sqs = self.shop.aws.client("sqs")

    def send_back(self) -> None:
        """Reactions' messages to their queues; events that the relay put aside or gave up to the bus."""
        for letters, queue in self.shop.reactions.items():
            self._move(letters, queue)
        for place in self._waiting(self.shop.outputs["RelayDeadLettersUrl"]):
            self._publish(place)
        for place in self._waiting(self.shop.outputs["RelayFailuresUrl"]):
            self._publish_stretch(place)

    def _waiting(self, queue: str) -> Iterator["MessageTypeDef"]:
        while messages := self.sqs.receive_message(
            QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=_HIDDEN_SECONDS, WaitTimeSeconds=WAIT_SECONDS
        ).get("Messages"):
            yield from messages

    def _done(self, queue: str, message: "MessageTypeDef") -> None:
        self.sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])

    def _move(self, letters: str, queue: str) -> None:
        for message in self._waiting(letters):
            # Sent before it is deleted: cut in between, it comes twice, which does no harm.
            self.sqs.send_message(QueueUrl=queue, MessageBody=message["Body"])
            self._done(letters, message)
            self.moved += 1

    def _publish(self, message: "MessageTypeDef") -> None:
        """An event that the relay could not publish. It goes when its cause is mended."""
        letter = json.loads(message["Body"])
        name = f"{letter['pk']} {letter['sk']}"
        item = self._item(letter)
        if item is None:
            self.left.append(f"{name}: not found in {letter['table']}")
        elif self.ledger.publish([item]):
            self._done(self.shop.outputs["RelayDeadLettersUrl"], message)

    def _item(self, letter: dict[str, str]) -> dict[str, Any] | None:
        if not letter["pk"] or not letter["sk"]:
            return None
        key = dump({"pk": letter["pk"], "sk": letter["sk"]})
        answer = self.ledger.dynamodb.get_item(TableName=letter["table"], Key=key, ConsistentRead=True)
        return load(answer["Item"]) if "Item" in answer else None

    def _publish_stretch(self, message: "MessageTypeDef") -> None:
        """A stretch of a stream that Lambda gave up: all events of its time are published again."""
        try:
            stretch = json.loads(message["Body"])["DDBStreamBatchInfo"]
            table = stretch["streamArn"].split("/")[1]
            first = datetime.fromisoformat(stretch["approximateArrivalOfFirstRecord"])
            last = datetime.fromisoformat(stretch["approximateArrivalOfLastRecord"])
        except (KeyError, ValueError):
            self.left.append("a message in RelayFailures that names no stretch of a stream")
            return
        rooms = [room for room, name in self.shop.tables.items() if name == table]
        if self.ledger.time(first - _BEFORE, last + _AFTER, rooms=rooms):
            self._done(self.shop.outputs["RelayFailuresUrl"], message)
