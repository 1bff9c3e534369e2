"""Asking purchasing for goods, and what purchasing says (R3.1.3)."""

from datetime import date, datetime

from shop.business_days import business_date
from shop.contract import EventData
from shop.contract.stock_alerts import (
    ReplenishmentAcknowledged,
    ReplenishmentCancelled,
    ReplenishmentDeclined,
    ReplenishmentOrdered,
    ReplenishmentSlipped,
)
from shop.errors import Invalid, NotFound, ShopError
from shop.roles import Caller
from shop.web.idempotency import IdempotencyKey
from stock_alerts import replenishments, schemas, seeing, store, tables, views
from stock_alerts.domain import Place
from stock_alerts.replenishment import Replenishment


def request(
    body: schemas.RequestReplenishment, by: Caller, key: IdempotencyKey, at: datetime
) -> views.ReplenishmentView:
    """Ask purchasing for goods of a SKU, or for a party, of which none are asked for yet.

    Raises Replayed, IdempotencyKeyReused, NotFound, UnknownWarehouse, ReplenishmentUnderway.
    """
    (seen,) = seeing.read([body.sku], [body.party] if body.party else [])
    try:
        if seen.pool is None or "sku" not in seen.pool:
            raise NotFound("There is no such SKU.")
        if body.party:
            store.check_parties({body.party: "party"})
    except ShopError:
        key.refuse_repeat(store.table, at)
        raise
    place, terms = Place(body.sku, body.party), seen.policy.terms
    why = seen.order(body.party)
    new = Replenishment.requested(place, why, by, at, supplier=terms.supplier, quantity=body.quantity)
    answer = replenishments.shown(new)
    with store.database.transaction() as write:
        key.claim(write, store.table, at, entity=replenishments.partition(new.replenishment_id), answer=answer)
        replenishments.open_(write, new, replenishments.asked(new), by=by, at=at)
    return answer


def take_up(replenishment_id: str, body: schemas.Step, by: Caller, at: datetime) -> views.ReplenishmentView:
    """Purchasing sees to it. Raises NotFound, VersionConflict, TransitionNotAllowed."""
    before = replenishments.load(replenishment_id).at_version(body.version)
    return _save(before, before.taken_up(at), ReplenishmentAcknowledged(**_of(before)), by, at)


def order(replenishment_id: str, body: schemas.Order, by: Caller, at: datetime) -> views.ReplenishmentView:
    """It is ordered, and on its way from here on.

    Raises NotFound, VersionConflict, TransitionNotAllowed, Invalid for a day that is over, and for another currency
    than the one that the SKU is kept in.
    """
    before = replenishments.load(replenishment_id).at_version(body.version)
    after = before.ordered(
        at,
        supplier=body.supplier,
        quantity=body.quantity or before.quantity,
        unit_cost_minor=body.unit_cost_minor,
        currency=body.currency,
        expected_on=_to_come(body.expected_on, at),
    )
    pool = store.stock.pools([before.sku]).get(before.sku)
    if pool and pool["currency"] != body.currency:
        raise Invalid.field("currency", f"the SKU is kept in {pool['currency']}")
    event = ReplenishmentOrdered(
        **_of(after),
        quantity=after.quantity,
        unit_cost_minor=body.unit_cost_minor,
        currency=body.currency,
        expected_on=body.expected_on.isoformat(),
    )
    return _save(before, after, event, by, at)


def slip(replenishment_id: str, body: schemas.Slip, by: Caller, at: datetime) -> views.ReplenishmentView:
    """The supplier says another day. Raises NotFound, VersionConflict, TransitionNotAllowed, Invalid."""
    before = replenishments.load(replenishment_id).at_version(body.version)
    after = before.slipped(at, _to_come(body.expected_on, at))
    if after.expected_on == before.expected_on:
        raise Invalid.field("expected_on", "is the day on which it is expected already")
    # Goods may have come before anybody wrote down when they were to come.
    former = before.expected_on or body.expected_on.isoformat()
    event = ReplenishmentSlipped(
        **_of(before),
        former_expected_on=former,
        expected_on=body.expected_on.isoformat(),
        days=(body.expected_on - date.fromisoformat(former)).days,
    )
    return _save(before, after, event, by, at)


def decline(replenishment_id: str, body: schemas.Close, by: Caller, at: datetime) -> views.ReplenishmentView:
    """Purchasing will not order it. Raises NotFound, VersionConflict, TransitionNotAllowed."""
    before = replenishments.load(replenishment_id).at_version(body.version)
    after = before.closed(tables.DECLINE, at, body.reason)
    return _save(before, after, ReplenishmentDeclined(**_of(before)), by, at)


def cancel(replenishment_id: str, body: schemas.Close, by: Caller, at: datetime) -> views.ReplenishmentView:
    """What has still to come will not. Raises NotFound, VersionConflict, TransitionNotAllowed."""
    before = replenishments.load(replenishment_id).at_version(body.version)
    after = before.closed(tables.CANCEL, at, body.reason)
    return _save(before, after, ReplenishmentCancelled(**_of(before), outstanding=before.outstanding), by, at)


def _of(one: Replenishment) -> dict[str, str | None]:
    return {"sku": one.sku, "party": one.party, "supplier": one.supplier}


def _to_come(day: date, at: datetime) -> date:
    if day < business_date(at):
        raise Invalid.field("expected_on", "is over")
    return day


def _save(
    before: Replenishment, after: Replenishment, event: EventData, by: Caller, at: datetime
) -> views.ReplenishmentView:
    with store.database.transaction() as write:
        replenishments.save(write, before, after, event, by=by, at=at)
    return replenishments.shown(after)
