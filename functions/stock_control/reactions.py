"""What stock control does by itself, when a schedule says to look (R3.1.3)."""

from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse

from shop.clock import clock
from shop.errors import frames
from shop.events.reactions import Reactions
from shop.settings import start
from shop.stock.ledger import SKU_TABLE
from stock_control import store
from stock_control.reconciling import run
from stock_control.stocktakes import chores, opening, planning

SETTINGS = (store.TABLE, SKU_TABLE, opening.TOLERANCE, planning.LINES)

reactions = Reactions("stock_control")
logger = reactions.logger


class StocktakesStayError(Exception):
    """Some stocktakes could not be seen to; the log names them, and the next minute tries again."""


@reactions.job
def tend_stocktakes() -> None:
    """What a location holds becomes lines of its stocktake; what was cancelled is cleared away.

    Raises StocktakesStayError when some could not be seen to: the alarm counts errors.
    """
    left: list[str] = []

    def failed(stocktake_id: str, error: Exception) -> None:
        left.append(stocktake_id)
        logger.error("stocktake_failed", stocktake_id=stocktake_id, error=type(error).__name__, frames=frames(error))

    logger.info("tended", done=chores.tend(clock.now, failed), left=len(left))
    if left:
        raise StocktakesStayError(f"{len(left)} stocktakes")


@reactions.job
def plan_cycle_counts() -> None:
    """Each warehouse gets the SKUs whose turn it is to be counted."""
    logger.info("planned", opened=planning.plan(clock.now))


@reactions.job
def reconcile_ledger() -> None:
    """Levels are rebuilt from movements; where they part is told, and nothing is repaired."""
    done = run.reconcile(clock.now)
    logger.info("reconciled", skus=done.skus, parted=done.parted, whole=done.whole)


def lambda_handler(event: dict[str, Any], context: Any) -> PartialItemFailureResponse | None:
    return reactions.handle(event, context)


start(SETTINGS, store.database.connect)
