"""What orders do by themselves: on events, and when the schedule says to look."""

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse

from order_dispatch import following, notices, sweeping
from shop.clock import clock
from shop.settings import Setting
from shop.web.problems import frames

logger = Logger(service="order_dispatch")


def record_notices(event: dict[str, Any], context: Any) -> PartialItemFailureResponse:
    """From the notice queue: what concerns the customer is told to the customer (R3.2.2, R3.2.3)."""
    return _each(event, context, lambda told: notices.tell(told, _topic(), clock.now))


def match_waiting_scans(event: dict[str, Any], context: Any) -> PartialItemFailureResponse:
    """From the scan queue: a parcel was dispatched whose scans may have come before (R3.2.3)."""
    return _each(
        event,
        context,
        lambda told: following.follow(told["data"]["carrier"], told["data"]["tracking_number"], [], clock.now),
    )


class OrdersStayStuckError(Exception):
    """Some large operations could be neither finished nor undone this time; the log names their orders."""


def sweep_stuck_orders(event: dict[str, Any], context: Any) -> None:
    """From the schedule: large operations that a crash left are finished or undone.

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


class _NoticeTopic:
    def __init__(self) -> None:
        self._client = boto3.client("sns")
        self._arn = Setting("NOTICE_TOPIC_ARN").value

    def publish(self, message: str, attributes: Mapping[str, str]) -> None:
        self._client.publish(
            TopicArn=self._arn,
            Message=message,
            MessageAttributes={
                name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
            },
        )


_topic = lru_cache(maxsize=1)(_NoticeTopic)


def _each(
    event: dict[str, Any], context: Any, react: Callable[[Mapping[str, Any]], None]
) -> PartialItemFailureResponse:
    """React to each event of a batch; those that fail come again, the others do not."""

    def one(record: Any) -> None:
        told = json.loads(record["body"])["detail"]
        try:
            react(told)
        except Exception as error:
            logger.warning("will_try_again", event_id=told.get("id"), error=type(error).__name__, frames=frames(error))
            raise

    # Told apart by the queue's redrive, not by an error of the whole batch.
    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    return process_partial_response(event=event, record_handler=one, processor=processor, context=context)
