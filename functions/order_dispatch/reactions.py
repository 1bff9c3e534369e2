"""What orders do by themselves: on events, and when the schedule says to look."""

from functools import cache
from typing import Any

import boto3
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from botocore.config import Config

from order_dispatch import following, notices, store, sweeping
from shop.clock import clock
from shop.contract import Event, EventData
from shop.contract.order_dispatch import (
    OrderCancelled,
    OrderConfirmed,
    OrderPlaced,
    ShipmentDelivered,
    ShipmentDispatched,
    ShipmentException,
    ShipmentReturnedToSender,
)
from shop.errors import frames
from shop.events.reactions import Reactions
from shop.settings import Setting, start
from shop.stock.ledger import SKU_TABLE

CUSTOMER_NOTICES = Setting("CUSTOMER_NOTICES_QUEUE_URL")
SETTINGS = (store.TABLE, SKU_TABLE, CUSTOMER_NOTICES)

reactions = Reactions("order_dispatch")
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
def record_notices(event: Event[EventData]) -> None:
    """What concerns the customer is told to the customer (R3.2.2, R3.2.3)."""
    notices.tell(event, _outbox(), clock.now)


@reactions.on(ShipmentDispatched)
def match_waiting_scans(event: Event[ShipmentDispatched]) -> None:
    """A parcel was dispatched whose scans may have come before (R3.2.3)."""
    told = following.look(event.data.carrier, event.data.tracking_number, clock.now)
    if told.older or told.future:
        logger.warning("untimely_scans", carrier=event.data.carrier, older=told.older, future=told.future)


class OrdersStayStuckError(Exception):
    """Some sagas could be neither finished nor rolled back this time; the log names their orders."""


@reactions.job
def sweep_stuck_orders() -> None:
    """Sagas that a crash left are finished or rolled back.

    Raises OrdersStayStuckError when all were seen to and some failed: the alarm counts errors.
    """
    stuck: list[str] = []

    def failed(order_id: str, error: Exception) -> None:
        stuck.append(order_id)
        logger.error("sweep_failed", order_id=order_id, error=type(error).__name__, frames=frames(error))

    swept = sweeping.sweep(clock.now, failed)
    logger.info("swept", **swept._asdict())
    if stuck:
        raise OrdersStayStuckError(f"{len(stuck)} orders")


def lambda_handler(event: dict[str, Any], context: Any) -> PartialItemFailureResponse | None:
    return reactions.handle(event, context)


class _CustomerNotices:
    """The queue of what customers are to be told, for whoever sends it on."""

    def __init__(self) -> None:
        # Two tries end within what an invocation keeps for winding up.
        config = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 2})
        self._client = boto3.client("sqs", config=config)
        self._url = CUSTOMER_NOTICES.value

    def send(self, message: str) -> None:
        self._client.send_message(QueueUrl=self._url, MessageBody=message)


_outbox = cache(_CustomerNotices)


start(SETTINGS, store.database.connect)
