"""The deployed shop that the command works on."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import boto3

from infra.local.stack import Stack

# Output of the table's name by room. The SKU table has movements, which are not for the bus.
_TABLES = {
    "listing": "ListingTableName",
    "stock_control": "StockControlTableName",
    "order_dispatch": "OrderDispatchTableName",
}
# Dead-letter queue of each reaction, and the queue that its messages came from.
_REACTIONS = {"NoticeDeadLettersUrl": "NoticeQueueUrl", "ScanMatchDeadLettersUrl": "ScanMatchQueueUrl"}


@dataclass(frozen=True, slots=True)
class Shop:
    """Clients of its account, and what its stack puts out."""

    aws: boto3.Session
    outputs: Mapping[str, str]

    @classmethod
    def on_this_machine(cls, file: Path) -> "Shop":
        """The shop that `stack.json` tells of. Raises OSError, ValueError."""
        stack = Stack.load(file)
        return cls(stack.aws, stack.outputs)

    @classmethod
    def in_aws(cls, stack_name: str) -> "Shop":
        """The stack of this name in the account of the environment. Raises what boto3 raises."""
        aws = boto3.Session()
        stack = aws.client("cloudformation").describe_stacks(StackName=stack_name)["Stacks"][0]
        return cls(aws, {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])})

    @property
    def bus(self) -> str:
        """The name of the event bus."""
        return self.outputs["EventBusName"]

    @property
    def tables(self) -> dict[str, str]:
        """Names of the rooms' tables, by room."""
        return {room: self.outputs[name] for room, name in _TABLES.items()}

    @property
    def reactions(self) -> dict[str, str]:
        """Queues by their dead-letter queues (addresses)."""
        return {self.outputs[letters]: self.outputs[queue] for letters, queue in _REACTIONS.items()}
