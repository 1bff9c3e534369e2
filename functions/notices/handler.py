"""Notices over HTTP: what customers and staff were told."""

from typing import Any

from notices import domain, mine, schemas, store, views
from shop.clock import clock
from shop.languages import Language
from shop.roles import Caller
from shop.settings import start
from shop.web.api import CONSOLE_ORIGIN, Api, Cursor, Id, Limit
from shop.web.gates import Staff

api = Api("notices")
SETTINGS = (store.TABLE, CONSOLE_ORIGIN)


@api.get("/orders/{order_id}/notices", Staff(domain.READ_NOTICES), tagged=True)
def read_notices(order_id: Id) -> views.NoticePage:
    """What the customer was told of an order, and by which channel; nothing where no event of one was heard."""
    return views.NoticePage(items=[views.notice(item) for item in store.of_order(order_id)])


@api.get("/notices/mine", Staff(domain.READ_OWN), tagged=True)
def read_own_notices(
    caller: Caller, language: Language = "zh-CN", limit: Limit = 50, cursor: Cursor = None
) -> views.OwnNotices:
    """What the caller was told by their role or in person, newest first; kept for ninety days."""
    return mine.page(caller, language, limit, cursor)


@api.post("/notices/mine/read", Staff(domain.READ))
def mark_as_read(body: schemas.MarkAsRead, caller: Caller) -> views.MarkedAsRead:
    """Mark notices as read, each for the caller alone; a repeat changes nothing."""
    return mine.mark_as_read(body, caller, clock.now())


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return api.handle(event, context)


start(SETTINGS, store.database.connect)
