"""The relay: a table's stream in, the event bus out.

Delivery is at least once. When the bus fails, the call fails, and Lambda hands in the same records
again; consumers know an event by its id. A record that can never be published goes to the dead
letters by itself, so that nothing waits behind it; `infra.redrive` publishes it once it is mended.
"""

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from aws_lambda_powertools import Logger
from botocore.config import Config

from event_relay.publishing import Entry, UnpublishableError, publish
from event_relay.records import Place, entry_of, is_new_event
from shop.settings import Setting, start

if TYPE_CHECKING:
    from types_boto3_events import EventBridgeClient
    from types_boto3_sqs import SQSClient

# Short enough that all tries end before the function does.
_PATIENT = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})

logger = Logger()
BUS = Setting("EVENT_BUS_NAME")
DEAD_LETTERS = Setting("RELAY_DEAD_LETTER_URL")
SETTINGS = (BUS, DEAD_LETTERS)


@cache
def events() -> "EventBridgeClient":
    """The bus."""
    return boto3.client("events", config=_PATIENT)


@cache
def queue() -> "SQSClient":
    """The dead letters' queue."""
    return boto3.client("sqs", config=_PATIENT)


def lambda_handler(event: dict[str, Any], context: Any) -> None:
    """Publish the new events among the stream's records, in their order.

    Raises when the bus or the dead-letter queue fails: the whole batch comes again.
    """
    entries: list[Entry] = []
    places: list[Place] = []
    letters: list[dict[str, str]] = []
    for record in filter(is_new_event, event["Records"]):
        place = Place.of(record)
        try:
            entries.append(entry_of(record))
            places.append(place)
        except UnpublishableError as error:
            letters.append(place.told(str(error)))

    refused = publish(events(), BUS.value, entries)
    letters += [places[position].told(reason) for position, reason in refused.items()]

    # After the events: a failing bus brings the batch again, and each letter is to lie there once.
    for letter in letters:
        queue().send_message(QueueUrl=DEAD_LETTERS.value, MessageBody=json.dumps(letter))
    log = logger.error if letters else logger.info
    log("relayed", published=len(entries) - len(refused), unpublishable=letters)


start(SETTINGS, events, queue)
