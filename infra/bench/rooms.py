"""The rooms in this process, as deployed: their own handlers with their functions' environment.

They talk to the local cloud over HTTP. Nothing else works there meanwhile: no function listens to
a stream or a queue, so that no reaction takes time from what is measured.
"""

import contextlib
import importlib
import io
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import uuid4

from infra.bench.prices import LOG_LINE_BYTES
from infra.bench.wiring import Wiring
from infra.local.stack import Stack

Event = dict[str, Any]
Handler = Callable[[Event, Any], Any]


class BadAnswerError(Exception):
    """A handler did not do what it was asked: there is nothing to measure."""


@dataclass(frozen=True)
class Context:
    """What Lambda tells a function about its call."""

    function_name: str = "bench"
    memory_limit_in_mb: int = 1024
    invoked_function_arn: str = "arn:aws:lambda:ap-southeast-1:123456789012:function:bench"
    aws_request_id: str = field(default_factory=lambda: str(uuid4()))

    def get_remaining_time_in_millis(self) -> int:
        return 28_000


class Request(NamedTuple):
    """What is handed to which function, named by its handler as the template names it."""

    function: str
    event: Event

    def handler(self) -> Handler:
        """The function. Its room is imported when first asked for: it reads its settings then."""
        module, name = self.function.rsplit(".", 1)
        handler: Handler = getattr(importlib.import_module(module), name)
        return handler

    def send(self) -> Any:
        """What the function answers: a gateway answer's body. Raises BadAnswerError."""
        return body_of(self.handler()(self.event, Context()))


def body_of(answer: Any) -> Any:
    """The body of a gateway answer, or None of a reaction's. Raises BadAnswerError when it is a refusal."""
    if answer and (answer.get("statusCode", 200) >= 300 or answer.get("batchItemFailures")):
        raise BadAnswerError(json.dumps(answer, ensure_ascii=False))
    return json.loads(answer["body"]) if answer and "body" in answer else None


class Log(io.StringIO):
    """Takes what the functions print, and keeps only how many bytes CloudWatch would bill."""

    billed_bytes = 0

    def write(self, text: str) -> int:
        self.billed_bytes += len(text.encode()) + LOG_LINE_BYTES * text.count("\n")
        return len(text)


@contextlib.contextmanager
def opened(stack: Stack, wiring: Wiring) -> Iterator[Log]:
    """Inside the block this process is the functions; what they print goes to the log that is handed out."""
    functions = stack.aws.client("lambda")
    for source in functions.list_event_source_mappings()["EventSourceMappings"]:
        functions.update_event_source_mapping(UUID=source["UUID"], Enabled=False)
    before = dict(os.environ)
    os.environ.update(_environment(stack, wiring))
    log = Log()
    try:
        with contextlib.redirect_stdout(log):
            yield log
    finally:
        os.environ.clear()
        os.environ.update(before)


def _environment(stack: Stack, wiring: Wiring) -> dict[str, str]:
    """What the deployed functions find in their environments, all together, and where the cloud is."""
    # Whoever is somebody for a while elsewhere is not so here.
    settings = stack.owner.environment | {"AWS_SESSION_TOKEN": ""}
    for function in wiring.functions:
        settings |= function.settings
    return settings
