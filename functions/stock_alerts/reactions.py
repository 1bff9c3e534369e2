"""What stock alerts do by themselves: on changed levels and receipts, and when a schedule says to look (R3.1.3)."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse

from shop.clock import clock
from shop.contract import Event
from shop.contract.order_dispatch import DemandRefused
from shop.contract.stock_control import ReceiptReversed, StockReceived
from shop.errors import frames
from shop.events.reactions import Failed, Reactions
from shop.settings import start
from shop.stock.ledger import SKU_TABLE
from shop.storage.values import Key
from stock_alerts import (
    chasing,
    demand,
    looking,
    policies,
    receiving,
    refused,
    seeing,
    store,
    sweeping,
    taking_back,
    telling,
)

SETTINGS = (
    store.TABLE,
    SKU_TABLE,
    demand.DEMAND_DAYS,
    seeing.COVER_DAYS,
    policies.SAFETY_FACTOR,
    chasing.ESCALATE_DAYS,
)

reactions = Reactions("stock_alerts")
logger = reactions.logger


class SomeLeftError(Exception):
    """Some things could not be seen to; the log names them, and the next run tries again."""


@reactions.stream(SKU_TABLE)
def look_at_levels(changed: Sequence[Key], failed: Failed) -> None:
    """Levels changed: whether the SKUs are short by now is read, whatever the records say of them."""
    # A SKU's records are handed in again from the first that failed: its keys fail together.
    skus = [key["pk"].removeprefix("SKU#") for key in changed]
    looking.look(skus, clock.now, lambda sku, error: _fail(changed, sku, error, failed))


def _fail(changed: Sequence[Key], sku: str, error: Exception, failed: Failed) -> None:
    for key in changed:
        if key["pk"] == f"SKU#{sku}":
            failed(key, error)


@reactions.on(StockReceived, ReceiptReversed)
def count_down(event: Event[Any]) -> None:
    """Goods came in: those that were asked for are counted off their replenishments, and whether they do is seen. Or
    they are counted up again: it was a mistake.
    """
    if isinstance(event.data, ReceiptReversed):
        logger.info("counted_up", receipt=event.entity, lines=taking_back.count_up(event, clock.now()))
        return
    counted = receiving.count_down(event, clock.now())
    logger.info("counted_down", receipt=event.entity, lines=counted)

    def failed(sku: str, error: Exception) -> None:  # the hourly look makes up for it
        logger.warning("look_failed", sku=sku, error=type(error).__name__, frames=frames(error))

    if counted:
        skus = (line.sku for line in event.data.lines if line.replenishment_id)
        looking.look(skus, clock.now, failed, refresh=True)


@reactions.on(DemandRefused)
def hear_of_refusal(event: Event[DemandRefused]) -> None:
    """An order was refused because less was there than it wanted: it is sold out while wanted."""
    refused.hear(event, clock.now)
    logger.info("heard_of_refusal", sku=event.data.sku, units=event.data.units)


@reactions.job
def tell() -> None:
    """What staff have still to be told is told, together."""
    logger.info("told", rows=telling.tell_all(clock.now))


@reactions.job
def look_again() -> None:
    """Each hour what the stream may have lost is found, and the figures of alerts are brought up to date."""
    with _seen_to("look_again") as failed:
        sweeping.look_again(clock.now, failed)


@reactions.job
def learn_demand() -> None:
    """Each night it is learned how SKUs sell; on Mondays thresholds that are proposed are made anew."""
    with _seen_to("learn_demand") as failed:
        policies.learn(clock.now, failed)


@reactions.job
def chase_replenishments() -> None:
    """Each morning purchasing hears of what is late, and the manager of what has been so for long."""
    with _seen_to("chase_replenishments") as failed:
        chasing.chase(clock.now, failed)


@contextmanager
def _seen_to(job: str) -> Iterator[Callable[[str, Exception], None]]:
    """Log what fails in the block. Raises SomeLeftError at its end: the alarm counts errors."""
    left: list[str] = []

    def failed(name: str, error: Exception) -> None:
        left.append(name)
        logger.error(f"{job}_failed", thing=name, error=type(error).__name__, frames=frames(error))

    yield failed
    if left:
        raise SomeLeftError(f"{len(left)} left")


def lambda_handler(event: dict[str, Any], context: Any) -> PartialItemFailureResponse | None:
    return reactions.handle(event, context)


start(SETTINGS, store.database.connect)
