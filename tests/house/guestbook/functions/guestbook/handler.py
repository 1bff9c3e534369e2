"""The guestbook over HTTP."""

from typing import Any

from guestbook import domain, store, writing
from guestbook.schemas import EntryView, WriteEntry
from shop.clock import clock
from shop.roles import Caller
from shop.settings import start
from shop.web.api import CONSOLE_ORIGIN, Api, Id
from shop.web.gates import Staff
from shop.web.idempotency import IdempotencyKey

api = Api("guestbook")
SETTINGS = (store.TABLE, CONSOLE_ORIGIN)


@api.post("/guestbook/entries", Staff(domain.WRITE), status=201, once=True)
def write_entry(body: WriteEntry, caller: Caller, key: IdempotencyKey) -> EntryView:
    """Write what a visitor said."""
    return writing.write(body, caller, key, clock.now())


@api.get("/guestbook/entries/{entry_id}", Staff(domain.READ))
def read_entry(entry_id: Id) -> EntryView:
    """What a visitor said, and whether they were thanked."""
    return EntryView.model_validate(store.load(entry_id), from_attributes=True)


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return api.handle(event, context)


start(SETTINGS, store.database.connect)
