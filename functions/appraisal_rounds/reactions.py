"""What the room does by itself: it collects evidence, and each hour asks the clock what is due (R4.1, R4.3)."""

from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse

from appraisal_rounds import dates, store
from appraisal_rounds.evidence import collecting, folding, freezing
from appraisal_rounds.rounds import ticking
from shop.business_days import business_date
from shop.clock import clock
from shop.contract import Event, EventData
from shop.errors import frames
from shop.events.reactions import Reactions
from shop.settings import start

SETTINGS = (store.TABLE, dates.SETTING, freezing.FREEZE)

reactions = Reactions("appraisal_rounds")
logger = reactions.logger


class SomeLeftError(Exception):
    """Some things could not be seen to; the log names them, and the next tick tries again."""


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
    """What is due by now is done; a tick that was missed is made up for by the next one.

    Raises SomeLeftError, when all else is done: the alarm counts errors.
    """
    failed: list[str] = []

    def fail(thing: str, error: Exception) -> None:
        failed.append(thing)
        logger.error("tick_failed", thing=thing, error=type(error).__name__, frames=frames(error))

    frozen = None
    try:
        frozen = freezing.advance(clock.now)
    except Exception as error:  # rounds open and remind all the same
        fail("figures", error)
    rounds = {one.round_id: one.state for one in ticking.tick(clock.now, fail)}
    day = business_date(clock.now()).isoformat()
    logger.info("ticked", day=day, frozen=frozen, rounds=rounds, failed=len(failed))
    if failed:
        raise SomeLeftError(f"{len(failed)} left")


def lambda_handler(event: dict[str, Any], context: Any) -> PartialItemFailureResponse | None:
    return reactions.handle(event, context)


start(SETTINGS, store.database.connect)
