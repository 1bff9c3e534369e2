"""Stock alerts over HTTP: specialists say when a SKU is short, purchasing brings goods, all of them watch (R3.1.3)."""

from collections.abc import Callable
from typing import Any

from shop.clock import clock
from shop.errors import frames
from shop.events.history import History
from shop.roles import Caller
from shop.settings import start
from shop.stock.ledger import SKU_TABLE
from shop.web.api import CONSOLE_ORIGIN, Api, Cursor, Id, Limit
from shop.web.gates import Staff
from shop.web.idempotency import IdempotencyKey
from shop.web.models import CURRENCIES, RequestModel
from stock_alerts import (
    demand,
    policies,
    reading,
    replenishing,
    replenishments,
    schemas,
    seeing,
    store,
    tables,
    views,
)
from stock_alerts.domain import Place

api = Api("stock_alerts")
SETTINGS = (
    store.TABLE,
    SKU_TABLE,
    CURRENCIES,
    CONSOLE_ORIGIN,
    demand.DEMAND_DAYS,
    seeing.COVER_DAYS,
    policies.SAFETY_FACTOR,
)


@api.get("/stock-alerts", Staff(tables.READ), tagged=True, csv=True)
def list_alerts(limit: Limit = 50, cursor: Cursor = None) -> views.Alerts:
    """What is short, by the hours for which it will do; figures are an hour old at most (R3.1.3)."""
    return reading.low_stock(limit, cursor)


@api.get("/stock-alerts/skus/{sku}", Staff(tables.READ), tagged=True)
def read_sku(sku: schemas.SkuInPath, caller: Caller) -> views.SkuView:
    """A SKU's levels, cover, policy, alerts and replenishments, and what would be ordered now and why (R3.1.3)."""
    return reading.sku(sku, caller, clock.now())


@api.get("/stock-alerts/skus/{sku}/history", Staff(tables.READ), tagged=True)
def read_history(
    sku: schemas.SkuInPath, party: schemas.PartyInQuery = None, limit: Limit = 50, cursor: Cursor = None
) -> History:
    """The events of a SKU's alerts, as a whole or at a party, oldest first (R3.1.3)."""
    return reading.history(store.alert_partition(Place(sku, party)), limit, cursor)


@api.get("/stock-alerts/skus/{sku}/proposal", Staff(tables.READ), tagged=True)
def read_proposal(sku: schemas.SkuInPath, lead_time_days: schemas.DaysInQuery = None) -> views.ProposalView:
    """The threshold that sales propose, with its figures; nothing is set (R3.1.3)."""
    return policies.propose(sku, lead_time_days, clock.now())


@api.post("/stock-alerts/skus/{sku}/policy", Staff(tables.SET))
def set_policy(sku: schemas.SkuInPath, body: schemas.SetPolicy, caller: Caller) -> views.PolicyView:
    """Say when a SKU is short, of whom it is bought and how; whether it is short is looked at once (R3.1.3)."""

    def failed(sku: str, error: Exception) -> None:
        api.logger.warning("look_failed", sku=sku, error=type(error).__name__, frames=frames(error))

    return policies.set_(sku, body, caller, clock.now, failed)


@api.post("/stock-alerts/skus/{sku}/acknowledge", Staff(tables.ACKNOWLEDGE))
def acknowledge_alert(sku: schemas.SkuInPath, body: schemas.Acknowledge, caller: Caller) -> views.AlertView:
    """See to an alert (R3.1.3)."""
    return reading.acknowledge(sku, body, caller, clock.now())


@api.post("/stock-alerts/replenishments", Staff(tables.REQUEST), status=201, once=True)
def request_replenishment(
    body: schemas.RequestReplenishment, caller: Caller, key: IdempotencyKey
) -> views.ReplenishmentView:
    """Ask purchasing for goods, as many as the arithmetic says unless told otherwise (R3.1.3)."""
    return replenishing.request(body, caller, key, clock.now())


@api.get("/stock-alerts/replenishments", Staff(tables.READ), tagged=True, csv=True)
def list_replenishments(late: schemas.Late = False, limit: Limit = 50, cursor: Cursor = None) -> views.Replenishments:
    """Replenishments that are underway by the day on which something is due of them; or only those late (R3.1.3)."""
    return reading.underway(late, clock.now(), limit, cursor)


@api.get("/stock-alerts/replenishments/{replenishment_id}", Staff(tables.READ), tagged=True)
def read_replenishment(replenishment_id: Id) -> views.ReplenishmentView:
    """A replenishment, with the figures of why so many (R3.1.3)."""
    return replenishments.shown(replenishments.load(replenishment_id))


@api.get("/stock-alerts/replenishments/{replenishment_id}/history", Staff(tables.READ), tagged=True)
def read_replenishment_history(replenishment_id: Id, limit: Limit = 50, cursor: Cursor = None) -> History:
    """A replenishment's events, oldest first (R3.1.3)."""
    return reading.history(replenishments.partition(replenishment_id), limit, cursor)


@api.post("/stock-alerts/replenishments/{replenishment_id}/acknowledge", Staff(tables.TAKE_UP))
def take_up(replenishment_id: Id, body: schemas.Step, caller: Caller) -> views.ReplenishmentView:
    """Purchasing takes a request up (R3.1.3)."""
    return _step(replenishing.take_up, replenishment_id, body, caller)


@api.post("/stock-alerts/replenishments/{replenishment_id}/order", Staff(tables.ORDER))
def order(replenishment_id: Id, body: schemas.Order, caller: Caller) -> views.ReplenishmentView:
    """Ordered of a supplier, at a cost, to come by a day (R3.1.3)."""
    return _step(replenishing.order, replenishment_id, body, caller)


@api.post("/stock-alerts/replenishments/{replenishment_id}/slip", Staff(tables.SLIP[tables.ORDERED]))
def slip(replenishment_id: Id, body: schemas.Slip, caller: Caller) -> views.ReplenishmentView:
    """The supplier says another day; each time is recorded (R3.1.3)."""
    return _step(replenishing.slip, replenishment_id, body, caller)


@api.post("/stock-alerts/replenishments/{replenishment_id}/decline", Staff(tables.DECLINE))
def decline(replenishment_id: Id, body: schemas.Close, caller: Caller) -> views.ReplenishmentView:
    """Purchasing will not order it, for a reason (R3.1.3)."""
    return _step(replenishing.decline, replenishment_id, body, caller)


@api.post("/stock-alerts/replenishments/{replenishment_id}/cancel", Staff(tables.CANCEL))
def cancel(replenishment_id: Id, body: schemas.Close, caller: Caller) -> views.ReplenishmentView:
    """What has still to come is not wanted any more, or will not come, for a reason (R3.1.3)."""
    return _step(replenishing.cancel, replenishment_id, body, caller)


def _step(
    step: Callable[..., views.ReplenishmentView], replenishment_id: str, body: RequestModel, by: Caller
) -> views.ReplenishmentView:
    return step(replenishment_id, body, by, clock.now())


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return api.handle(event, context)


start(SETTINGS, store.database.connect)
