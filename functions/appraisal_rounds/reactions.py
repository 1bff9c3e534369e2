"""What the room does by itself: each hour it asks the clock what is due (R4.3)."""

from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse

from appraisal_rounds import store
from shop.business_days import business_date
from shop.clock import clock
from shop.events.reactions import Reactions
from shop.settings import start

SETTINGS = (store.TABLE,)

reactions = Reactions("appraisal_rounds")
logger = reactions.logger


@reactions.job
def tick() -> None:
    """What is due by now is done; a tick that was missed is made up for by the next one."""
    logger.info("ticked", day=business_date(clock.now()).isoformat())


def lambda_handler(event: dict[str, Any], context: Any) -> PartialItemFailureResponse | None:
    return reactions.handle(event, context)


start(SETTINGS, store.database.connect)
