"""What the guestbook does by itself."""

from typing import Any

from shop.contract.guestbook import EntryWritten

from guestbook import store, writing
from shop.clock import clock
from shop.contract import Event
from shop.events.reactions import Reactions
from shop.settings import start

reactions = Reactions("guestbook")
SETTINGS = (store.TABLE,)


@reactions.on(EntryWritten)
def thank_visitor(event: Event[EntryWritten]) -> None:
    """A visitor who wrote something is thanked."""
    writing.thank(event.entity.removeprefix("ENTRY#"), clock.now())


@reactions.job
def look_around() -> None:
    """Nothing is due in a guestbook; the log says that it was looked."""
    reactions.logger.info("looked_around", at=clock.now().isoformat())


def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    return reactions.handle(event, context)


start(SETTINGS, store.database.connect)
