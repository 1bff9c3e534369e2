"""What orders do by themselves: on events, and when the schedule says to look."""

from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse

from order_dispatch import store, sweeping
from order_dispatch.carriers import following
from order_dispatch.customers import claiming, knowing
from order_dispatch.shortages import looking
from shop.clock import clock
from shop.contacts import CONTACTS_TABLE
from shop.contract import Event
from shop.contract.order_dispatch import OfOrder, OrderCancelled, OrderPlaced, ShipmentDispatched
from shop.contract.stock_control import ShortfallFound
from shop.errors import frames
from shop.events.reactions import Reactions
from shop.settings import start
from shop.stock.ledger import SKU_TABLE

SETTINGS = (store.TABLE, SKU_TABLE, CONTACTS_TABLE, knowing.KEY_SECRET)

reactions = Reactions("order_dispatch")
logger = reactions.logger


@reactions.on(ShipmentDispatched)
def match_waiting_scans(event: Event[ShipmentDispatched]) -> None:
    """A parcel was dispatched whose scans may have come before (R3.2.3)."""
    told = following.look(event.data.carrier, event.data.tracking_number, clock.now)
    if told.older or told.future:
        logger.warning("untimely_scans", carrier=event.data.carrier, older=told.older, future=told.future)


@reactions.on(OrderPlaced, OrderCancelled)
def claim_customer(event: Event[OfOrder]) -> None:
    """An order came or went: its customer is won or lost by it, or neither (R4.2.1)."""
    order_id = event.entity.removeprefix(store.partition(""))
    logger.info("claimed_customer", order_id=order_id, changed=claiming.look(order_id))


@reactions.on(ShortfallFound)
def note_short_orders(event: Event[ShortfallFound]) -> None:
    """Promised units were found missing: the orders concerned say so (R3.1.3)."""
    changed = looking.heard_of(event.data.sku, event.id, clock.now)
    logger.info("noted_short", sku=event.data.sku, orders=changed)


class ShortSkusLeftError(Exception):
    """Some SKUs that are short could not be looked at; the log names them, and the next run tries again."""


@reactions.job
def look_at_short_orders() -> None:
    """What is missing for orders is brought up to date. Raises ShortSkusLeftError: the alarm counts errors."""
    left: list[str] = []

    def failed(sku: str, error: Exception) -> None:
        left.append(sku)
        logger.error("short_look_failed", sku=sku, error=type(error).__name__, frames=frames(error))

    logger.info("looked_at_short_orders", orders=looking.look_again(clock.now, failed))
    if left:
        raise ShortSkusLeftError(f"{len(left)} SKUs")


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


start(SETTINGS, store.database.connect)
