"""What a room does by itself: on events from its queues, and when a schedule says to look.

    reactions = Reactions("order_dispatch")

    @reactions.on(ShipmentDispatched)
    def match_waiting_scans(event: Event[ShipmentDispatched]) -> None: ...

    @reactions.job
    def sweep_stuck_orders() -> None: ...

    def lambda_handler(event, context):
        return reactions.handle(event, context)

One function serves them all. A queue whose name ends with `-order-dispatch-match-waiting-scans`
leads to that reaction; a schedule's input names its job, `{"job": "sweep_stuck_orders"}`.
Events come at least once and in any order.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from shop import invocation
from shop.contract import Event, EventData
from shop.errors import frames

T = TypeVar("T", bound=EventData)
Job = Callable[[], None]


class JobFailedError(Exception):
    """A job of a schedule failed, and its log line says how: Lambda would log what an error quotes."""


class OutOfTimeError(Exception):
    """The invocation has no time left for this message; it comes again."""


class Reaction(NamedTuple):
    """A reaction: which events it hears, by their names, and what it does."""

    hears: Mapping[str, type[EventData]]
    react: Callable[[Event[Any]], None]

    def read(self, body: str) -> Event[EventData]:
        """The event in a message of the bus; fields that were added since are passed over.

        Raises KeyError, TypeError or ValueError for what is no event that it hears.
        """
        told = json.loads(body)["detail"]
        return _envelope(self.hears[told["type"]]).model_validate(told, extra="ignore")


class Reactions:
    """A room's reactions and jobs, by the names of their Python functions."""

    def __init__(self, room: str) -> None:
        self.room = room
        self.logger = Logger(service=room)
        self.reactions: dict[str, Reaction] = {}
        self.jobs: dict[str, Job] = {}

    def on(self, *types: type[T]) -> Callable[[Callable[[Event[T]], None]], Callable[[Event[T]], None]]:
        """React to these types of events. An event may come twice, and after younger ones."""

        def keep(react: Callable[[Event[T]], None]) -> Callable[[Event[T]], None]:
            self.reactions[react.__name__] = Reaction({kind.__name__: kind for kind in types}, react)
            return react

        return keep

    def job(self, look: Job) -> Job:
        """Do this when a schedule names it. It may be said twice, or late."""
        self.jobs[look.__name__] = look
        return look

    def queue_of(self, reaction: str) -> str:
        """How the name of a reaction's queue ends."""
        return f"{self.room}-{reaction}".replace("_", "-")

    def handle(self, event: Mapping[str, Any], context: Any) -> PartialItemFailureResponse | None:
        """Do a schedule's job, or react to a queue's messages and answer which of them are to come again.

        Raises JobFailedError, and LookupError for a job or a queue that nobody here knows.
        """
        with invocation.running(context):
            if "job" in event:
                self._do(event["job"], self.jobs[event["job"]])
                return None
            name = self._reaction_of(event["Records"][0]["eventSourceARN"])
            return self._take(name, self.reactions[name], event)

    def _reaction_of(self, queue: str) -> str:
        for name in self.reactions:
            if queue.endswith(f"-{self.queue_of(name)}"):
                return name
        raise LookupError(f"{queue} is no queue of {self.room}")

    def _do(self, name: str, look: Job) -> None:
        try:
            look()
        except Exception as error:
            self.logger.error("job_failed", job=name, error=type(error).__name__, frames=frames(error))
            raise JobFailedError(name) from None

    def _take(self, name: str, reaction: Reaction, event: Mapping[str, Any]) -> PartialItemFailureResponse:
        """React to each message: those that fail come again, and so do those for which no time is left."""
        failed: list[dict[str, Any]] = []
        handed_back: list[str] = []

        def one(record: SQSRecord) -> None:
            if invocation.time_left() <= 0:
                handed_back.append(record.message_id)
                raise OutOfTimeError
            told: Event[EventData] | None = None
            try:
                told = reaction.read(record.body)
                reaction.react(told)
            except Exception as error:
                # Where, but not what: messages of errors may quote customers' data.
                why = {"error": type(error).__name__, "frames": frames(error)}
                failed.append({"message_id": record.message_id, "event_id": told.id if told else None, **why})
                raise

        # Told apart by the queue's redrive, not by an error of the whole batch.
        processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
        answer = process_partial_response(event=dict(event), record_handler=one, processor=processor)
        again = len(answer["batchItemFailures"])
        log = self.logger.warning if again else self.logger.info
        done = len(event["Records"]) - again
        log("reacted", reaction=name, done=done, failed=failed, handed_back=len(handed_back))
        return answer


@cache
def _envelope(kind: type[EventData]) -> type[Event[EventData]]:
    return Event[kind]  # type: ignore[valid-type]
