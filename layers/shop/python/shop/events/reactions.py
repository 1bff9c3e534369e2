"""What a room does by itself: on events from its queues, when a table's stream or a schedule says to look.

    reactions = Reactions("order_dispatch")

    @reactions.on(ShipmentDispatched)
    def match_waiting_scans(event: Event[ShipmentDispatched]) -> None: ...

    @reactions.job
    def sweep_stuck_orders() -> None: ...

    @reactions.stream(SKU_TABLE)
    def look_at_levels(changed: Sequence[Key], failed: Failed) -> None: ...

    def lambda_handler(event, context):
        return reactions.handle(event, context)

One function serves them all. A queue whose name ends with `-order-dispatch-match-waiting-scans`
leads to that reaction; a schedule's input names its job, `{"job": "sweep_stuck_orders"}`.
Events come at least once and in any order. A stream's images come late: its records say what to look at, and no more.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from shop import invocation
from shop.contract import Event, EventData
from shop.errors import frames
from shop.settings import Setting
from shop.storage.values import Key, load

T = TypeVar("T", bound=EventData)
Job = Callable[[], None]
# Told of what could not be looked at, and why: it comes again.
Failed = Callable[[Key, Exception], None]
Look = Callable[[Sequence[Key], Failed], None]


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


class Stream(NamedTuple):
    """What a room does when items of a table change."""

    table: Setting
    look: Look


class Reactions:
    """A room's reactions, jobs and streams, by the names of their Python functions."""

    def __init__(self, room: str) -> None:
        self.room = room
        self.logger = Logger(service=room)
        self.reactions: dict[str, Reaction] = {}
        self.jobs: dict[str, Job] = {}
        self.streams: dict[str, Stream] = {}

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

    def stream(self, table: Setting) -> Callable[[Look], Look]:
        """Look at what changed in a table, by its keys: each once a batch, in the order in which they changed first."""

        def keep(look: Look) -> Look:
            self.streams[look.__name__] = Stream(table, look)
            return look

        return keep

    def queue_of(self, reaction: str) -> str:
        """How the name of a reaction's queue ends."""
        return f"{self.room}-{reaction}".replace("_", "-")

    def handle(self, event: Mapping[str, Any], context: Any) -> PartialItemFailureResponse | None:
        """Do a schedule's job, or react to what a queue or a stream hands in and answer what of it is to come again.

        Raises JobFailedError, and LookupError for a job, a queue or a stream that nobody here knows.
        """
        with invocation.running(context):
            if "job" in event:
                self._do(event["job"], self.jobs[event["job"]])
                return None
            source = event["Records"][0]["eventSourceARN"]
            if ":dynamodb:" in source:
                name = self._stream_of(source)
                return self._look(name, self.streams[name], event["Records"])
            name = self._reaction_of(source)
            return self._take(name, self.reactions[name], event)

    def _reaction_of(self, queue: str) -> str:
        for name in self.reactions:
            if queue.endswith(f"-{self.queue_of(name)}"):
                return name
        raise LookupError(f"{queue} is no queue of {self.room}")

    def _stream_of(self, source: str) -> str:
        table = source.split("/")[1]
        for name, stream in self.streams.items():
            if stream.table.value == table:
                return name
        raise LookupError(f"{self.room} does not look at {table}")

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

    def _look(self, name: str, stream: Stream, records: Sequence[Mapping[str, Any]]) -> PartialItemFailureResponse:
        """Look at each key that the records name; from the first record of one that failed on, all come again."""
        first: dict[tuple[str, str], str] = {}
        for record in records:
            key = load(record["dynamodb"]["Keys"])
            first.setdefault((key["pk"], key["sk"]), record["dynamodb"]["SequenceNumber"])
        failed: dict[tuple[str, str], dict[str, Any]] = {}

        def fail(key: Key, error: Exception) -> None:
            failed[key["pk"], key["sk"]] = {"error": type(error).__name__, "frames": frames(error)}

        try:
            stream.look([{"pk": pk, "sk": sk} for pk, sk in first], fail)
        except Exception as error:
            for pk, sk in first:
                fail({"pk": pk, "sk": sk}, error)
        log = self.logger.warning if failed else self.logger.info
        log("looked", stream=name, keys=len(first), failed=[{"key": list(key), **why} for key, why in failed.items()])
        return {"batchItemFailures": [{"itemIdentifier": first[key]} for key in failed]}


@cache
def _envelope(kind: type[EventData]) -> type[Event[EventData]]:
    return Event[kind]  # type: ignore[valid-type]
