"""What the room does by itself: it collects evidence, and each hour asks the clock what is due (R4.1, R4.3)."""

from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse

from appraisal_rounds import store
from appraisal_rounds.evidence import collecting, folding, freezing
from shop.business_days import business_date
from shop.clock import clock
from shop.contract import Event, EventData
from shop.events.reactions import Reactions
from shop.settings import start

SETTINGS = (store.TABLE, freezing.FREEZE)

reactions = Reactions("appraisal_rounds")
logger = reactions.logger


@reactions.on(*collecting.HEARD)
def collect(event: Event[EventData]) -> None:
    """What an event says for the indicators is kept."""
    kept = collecting.collect(event, clock.now)
    logger.info("collected", event_id=event.id, type=event.type, rows=kept)


@reactions.job
def fold() -> None:
    """Each night the days that have closed become sums."""
    logger.info("folded", parts=folding.fold(clock.now))


@reactions.job
def tick() -> None:
    """What is due by now is done; a tick that was missed is made up for by the next one."""
    frozen = freezing.advance(clock.now)
    logger.info("ticked", day=business_date(clock.now()).isoformat(), frozen=frozen)


def lambda_handler(event: dict[str, Any], context: Any) -> PartialItemFailureResponse | None:
    return reactions.handle(event, context)


start(SETTINGS, store.database.connect)
