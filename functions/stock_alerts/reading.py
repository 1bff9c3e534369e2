"""Reading what is short and what is done about it: one SKU, and the work lists (R3.1.3)."""

from datetime import datetime
from functools import partial

from shop.business_days import business_date
from shop.contract.stock_alerts import StockAlertAcknowledged
from shop.errors import NotFound
from shop.events.history import History
from shop.events.history import read as read_history
from shop.roles import Caller
from shop.stock.counts import not_counted
from shop.storage.paging import read_list
from shop.storage.table import Page
from stock_alerts import arithmetic, demand, refused, replenishments, schemas, seeing, store, views
from stock_alerts.domain import Place
from stock_alerts.seeing import Seen


def sku(sku: str, by: Caller, at: datetime) -> views.SkuView:
    """All that is to be known of a SKU's supply. Raises NotFound, BeingCounted."""
    levels = store.stock.levels(sku)
    if not levels:
        raise NotFound("There is no such SKU.")
    pool, *locations = levels
    not_counted(locations, by)
    parties = [location["party"] for location in locations]
    (seen,) = seeing.read([sku], parties)
    days = demand.in_(seen.found, sku)
    places = seen.places(parties)
    alerts = [store.alert_in(seen.found, place) for place in places]
    return views.SkuView(
        sku=sku,
        on_sale=pool["on_sale"],
        **{name: pool.get(name, 0) for name in ("available", "reserved", "blocked", "shortfall", "incoming")},
        locations=[views.PlaceView(**{name: one[name] for name in views.PlaceView.model_fields}) for one in locations],
        days_known=seen.demand.days,
        mean_daily_demand=round(seen.demand.mean, 2),
        cover_hours=arithmetic.cover_hours(pool["available"], seen.demand),
        refused_units=refused.units_lately(sku, at),
        known_until=days.until.isoformat() if days else None,
        policy=views.policy(seen.policy),
        order=views.ArithmeticView(**seen.order(None)._asdict()),
        alerts=[views.alert(alert) for alert in alerts if alert.stands],
        replenishments=_underway(seen, places),
    )


def _underway(seen: Seen, places: list[Place]) -> list[views.ReplenishmentView]:
    ids = [found for place in places if (found := replenishments.underway_in(seen.found, place))]
    return [replenishments.shown(one) for one in replenishments.find(ids)]


def acknowledge(sku: str, body: schemas.Acknowledge, by: Caller, at: datetime) -> views.AlertView:
    """Somebody sees to an alert. Raises NotFound, VersionConflict, TransitionNotAllowed."""
    place = Place(sku, body.party)
    before = store.alert_in(store.found([(store.table, store.alert_key(place))]), place)
    if not before.version:
        raise NotFound("It was never short.")
    after = before.at_version(body.version).acknowledged(at)
    event = StockAlertAcknowledged.model_validate({**place._asdict(), "kind": after.kind})
    with store.database.transaction() as write:
        store.save_alert(write, after, event, by=by, at=at)
    return views.alert(after)


def low_stock(limit: int, cursor: str | None) -> views.Alerts:
    """What is short, by the hours for which it will do. Raises Invalid for another list's cursor."""
    return read_list(views.Alerts, store.ALERTS, cursor, partial(store.alerts, limit))


def underway(late: bool, at: datetime, limit: int, cursor: str | None) -> views.Replenishments:
    """Replenishments by the day on which something is due of them, or those that are late; Invalid as above."""

    def read(after: str | None) -> Page:
        if late:
            return replenishments.late(business_date(at).isoformat(), limit, after)
        return replenishments.by_due(limit, after)

    return read_list(views.Replenishments, f"{replenishments.LIST}#{late}", cursor, read)


def history(partition: str, limit: int, cursor: str | None) -> History:
    """The events of one thing, oldest first. Raises NotFound, Invalid for another list's cursor."""
    return read_history(store.table, partition, limit=limit, cursor=cursor)
