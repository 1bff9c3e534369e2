"""Whoever has to be told, by the events of any room."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import boto3
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from botocore.config import Config

from notices import audiences, customers, staff, store
from notices.robots.addresses import ROBOTS_SECRET, Addresses
from notices.robots.port import Robot
from notices.robots.posting import Post
from shop.clock import clock
from shop.contract import Event, EventData
from shop.contract.order_dispatch import (
    OfOrder,
    OrderCancelled,
    OrderConfirmed,
    OrderPlaced,
    ShipmentDelivered,
    ShipmentDispatched,
    ShipmentException,
    ShipmentReturnedToSender,
)
from shop.events.reactions import Reactions
from shop.settings import Setting, start

CUSTOMER_NOTICES = Setting("CUSTOMER_NOTICES_QUEUE_URL")
CUSTOMER_LANGUAGE = Setting("CUSTOMER_LANGUAGE")
STAFF_NOTICES = Setting("STAFF_NOTICES_TOPIC_ARN")
SETTINGS = (store.TABLE, CUSTOMER_NOTICES, CUSTOMER_LANGUAGE, STAFF_NOTICES, ROBOTS_SECRET)

reactions = Reactions("notices")
logger = reactions.logger


@reactions.on(
    OrderPlaced,
    OrderConfirmed,
    OrderCancelled,
    ShipmentDispatched,
    ShipmentDelivered,
    ShipmentException,
    ShipmentReturnedToSender,
)
def tell_customers(event: Event[OfOrder]) -> None:
    """What concerns the customer is told to the customer (R3.2.2, R3.2.3)."""
    customers.tell(event, _outbox(), CUSTOMER_LANGUAGE.value, clock.now)


@reactions.on(*audiences.TOLD)
def tell_staff(event: Event[EventData]) -> None:
    """What concerns somebody of the staff is told to them (R3.2.1: in time; R1.3: team work)."""
    staff.tell(event, _topic(), _post, clock.now)


class RobotsStaySilentError(Exception):
    """Some robots have not been able to say something for too long; the log names them."""


@reactions.job
def say_what_waits() -> None:
    """What robots could not say at once they say now. Raises RobotsStaySilentError: the alarm counts errors."""
    if silent := _post.send_all():
        logger.error("robots_silent", robots=silent)
        raise RobotsStaySilentError(f"{len(silent)} robots")


def lambda_handler(event: dict[str, Any], context: Any) -> PartialItemFailureResponse | None:
    return reactions.handle(event, context)


# Two tries end within what an invocation keeps for winding up.
_PATIENCE = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 2})


class _CustomerNotices:
    """The queue of what customers are to be told, for whoever sends it on."""

    def __init__(self) -> None:
        self._client = boto3.client("sqs", config=_PATIENCE)
        self._url = CUSTOMER_NOTICES.value

    def send(self, message: str) -> None:
        self._client.send_message(QueueUrl=self._url, MessageBody=message)


class _StaffNotices:
    """The topic of what staff are to be told, for whoever subscribes; by the attributes they can filter."""

    def __init__(self) -> None:
        self._client = boto3.client("sns", config=_PATIENCE)
        self._arn = STAFF_NOTICES.value

    def publish(self, message: str, attributes: Mapping[str, str]) -> None:
        typed = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
        self._client.publish(TopicArn=self._arn, Message=message, MessageAttributes=typed)


def _not_said(robot: Robot, why: str) -> None:
    logger.warning("robot_failed", robot=robot.code, platform=robot.platform, why=why)


_outbox = cache(_CustomerNotices)
_topic = cache(_StaffNotices)
_post = Post(Addresses(), clock.now, _not_said)


start(SETTINGS, store.database.connect)
