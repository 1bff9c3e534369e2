"""What listing does by itself, when a schedule says to look (R3.1.4)."""

from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse

from listing import pages, pricing, proposing, store
from shop.clock import clock
from shop.errors import frames
from shop.events.reactions import Reactions
from shop.settings import start
from shop.stock.ledger import SKU_TABLE

SETTINGS = (store.TABLE, SKU_TABLE, pages.GRACE, proposing.SLOW_MOVER_DAYS)

reactions = Reactions("listing")
logger = reactions.logger


class PricesStayError(Exception):
    """Some price changes are due and did not take effect; the log names them, and the next minute tries again."""


@reactions.job
def apply_price_changes() -> None:
    """Price changes take effect at their time. Raises PricesStayError when some did not: the alarm counts errors."""
    left: list[str] = []

    def failed(change_id: str, error: Exception) -> None:
        left.append(change_id)
        logger.error("price_change_failed", change_id=change_id, error=type(error).__name__, frames=frames(error))

    logger.info("repriced", done=pricing.take_due(clock.now, failed), left=len(left))
    if left:
        raise PricesStayError(f"{len(left)} price changes")


@reactions.job
def propose_sold_out() -> None:
    """Live products of which nothing is left, and nothing on its way, are proposed for delisting."""
    proposed = proposing.look("propose_sold_out", proposing.sold_out, "sold_out", clock.now)
    logger.info("proposed", reason="sold_out", count=proposed)


@reactions.job
def propose_slow_movers() -> None:
    """Live products that have not sold for long, with money tied up in them, are proposed for delisting."""
    proposed = proposing.look("propose_slow_movers", proposing.slow_moving, "slow_moving", clock.now)
    logger.info("proposed", reason="slow_moving", count=proposed)


def lambda_handler(event: dict[str, Any], context: Any) -> PartialItemFailureResponse | None:
    return reactions.handle(event, context)


start(SETTINGS, store.database.connect)
