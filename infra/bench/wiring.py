"""What is deployed, read from the cloud: the functions, what they listen to, what the bus hands on to which queue."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra.local.stack import Stack


@dataclass(frozen=True)
class Function:
    """A function by its configuration."""

    name: str
    handler: str
    memory_mb: int
    settings: Mapping[str, str]

    @property
    def module(self) -> str:
        """What Lambda imports when it starts the function."""
        return self.handler.rpartition(".")[0]


@dataclass(frozen=True)
class Rule:
    """Which events a rule of the bus hands on, and to which queues (their ARNs)."""

    pattern: Mapping[str, Any]
    targets: Sequence[str]

    def takes(self, source: str, kind: str) -> bool:
        """Whether events of this source and type are handed on. Raises KeyError when the rule asks for more."""
        told = {"source": source, "detail-type": kind}
        return all(told[name] in allowed for name, allowed in self.pattern.items())


@dataclass(frozen=True)
class Wiring:
    """The functions, and who is told of what. `listeners` by the ARN of their stream or queue."""

    functions: Sequence[Function]
    listeners: Mapping[str, Function]
    rules: Sequence[Rule]

    @property
    def queues(self) -> list[str]:
        """The ARNs of the queues that functions listen to."""
        return [source for source in self.listeners if ":sqs:" in source]

    def function(self, handler: str) -> Function:
        """The function with this handler."""
        return next(function for function in self.functions if function.handler == handler)

    def stream(self, table: str) -> str:
        """The ARN of the table's stream."""
        return next(source for source in self.listeners if f":table/{table}/" in source)

    def told(self, source: str, kind: str) -> list[str]:
        """The ARNs of the queues that events of this source and type come to."""
        return [queue for rule in self.rules if rule.takes(source, kind) for queue in rule.targets]


def wiring(stack: Stack) -> Wiring:
    """How the deployed shop is wired."""
    client = stack.aws.client("lambda")
    functions = {
        found["FunctionName"]: Function(
            found["FunctionName"],
            found["Handler"],
            found["MemorySize"],
            found.get("Environment", {}).get("Variables", {}),
        )
        for page in client.get_paginator("list_functions").paginate()
        for found in page["Functions"]
    }
    listeners = {
        mapping["EventSourceArn"]: functions[mapping["FunctionArn"].rpartition(":")[2]]
        for page in client.get_paginator("list_event_source_mappings").paginate()
        for mapping in page["EventSourceMappings"]
    }
    return Wiring(list(functions.values()), listeners, _rules(stack))


def _rules(stack: Stack) -> list[Rule]:
    events, bus = stack.aws.client("events"), stack.outputs["EventBusName"]
    found = []
    for rule in events.list_rules(EventBusName=bus)["Rules"]:
        targets = events.list_targets_by_rule(EventBusName=bus, Rule=rule["Name"])["Targets"]
        found.append(Rule(json.loads(rule["EventPattern"]), [target["Arn"] for target in targets]))
    return found
