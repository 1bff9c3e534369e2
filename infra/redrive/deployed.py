"""The deployed shop that the command works on."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import boto3

from infra import house
from infra.local.stack import Stack


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
        """Names of the rooms' tables, by room. What the ground floor's tables hold is not for the bus."""
        return {room.name: self.outputs[f"{room.table}Name"] for room in house.rooms()}

    @property
    def reactions(self) -> dict[str, str]:
        """Queues by their dead-letter queues (addresses): `…DeadLettersUrl` belongs to `…QueueUrl`."""
        queues = {name: f"{name.removesuffix('QueueUrl')}DeadLettersUrl" for name in self.outputs if "QueueUrl" in name}
        return {self.outputs[dead]: self.outputs[queue] for queue, dead in queues.items() if dead in self.outputs}
