"""The deployed shop that the command works on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import boto3

from infra.local.stack import Stack

# The ground floor's table has movements, which are not for the bus; every other one is a room's, and has its events.
_WITHOUT_EVENTS = "SkuTableName"


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
        """Names of the rooms' tables, by room: `OrderDispatchTableName` is that of `order_dispatch`."""
        names = {name: name.removesuffix("TableName") for name in self.outputs if name.endswith("TableName")}
        return {_snake(room): self.outputs[name] for name, room in names.items() if name != _WITHOUT_EVENTS}

    @property
    def reactions(self) -> dict[str, str]:
        """Queues by their dead-letter queues (addresses): `…DeadLettersUrl` belongs to `…QueueUrl`."""
        queues = {name: f"{name.removesuffix('QueueUrl')}DeadLettersUrl" for name in self.outputs if "QueueUrl" in name}
        return {self.outputs[dead]: self.outputs[queue] for queue, dead in queues.items() if dead in self.outputs}


def _snake(title: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", title).lower()
