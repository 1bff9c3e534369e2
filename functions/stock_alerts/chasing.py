"""Chasing what is late: once a business date, and of what has been late for long the manager hears too (R3.1.3)."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from shop.business_days import business_date
from shop.contract.stock_alerts import LateReplenishment, ReplenishmentChased
from shop.errors import VersionConflict
from shop.roles import Caller
from shop.settings import Setting
from shop.storage.table import Page
from shop.storage.values import Item
from stock_alerts import arithmetic, replenishments, seeing, store, telling, views, walking
from stock_alerts.looking import Failed
from stock_alerts.replenishment import Replenishment
from stock_alerts.seeing import Seen

ESCALATE_DAYS = Setting("ESCALATE_AFTER_DAYS")
BY = Caller("system:chase_replenishments", "system")
_AT_A_TIME = 25


def chase(now: Callable[[], datetime], failed: Failed) -> bool:
    """Leave a row for purchasing of each that is late today, and for the manager of what is late for long.

    Tells whether the day's round is done. One that was chased today is not chased again.
    """
    day = business_date(now())

    def see(items: Iterable[Item], failed: Failed) -> None:
        for item in items:
            replenishment_id = views.ReplenishmentView.model_validate_json(item["summary"]).replenishment_id
            try:
                _chase(replenishments.load(replenishment_id), day, now())
            except VersionConflict:  # something became of it just now
                continue
            except Exception as error:  # one is not to hold up the others
                failed(replenishment_id, error)

    def read(after: str | None) -> Page:
        return replenishments.late(day.isoformat(), _AT_A_TIME, after)

    return walking.walk("chase_replenishments", day.isoformat(), read, see, failed)


def _chase(before: Replenishment, day: date, at: datetime) -> None:
    today = day.isoformat()
    if not before.underway or before.due_on is None or before.due_on >= today or before.chased_on == today:
        return
    (seen,) = seeing.read([before.sku])
    row = _row(before, seen, day)
    escalated = row.days_late > int(ESCALATE_DAYS.value)
    told = {name: value for name, value in row.model_dump().items() if name != "replenishment_id"}
    event = ReplenishmentChased(**told, day=today, escalated=escalated)
    name = f"{before.replenishment_id}#{today}"
    with store.database.transaction() as write:
        replenishments.save(write, before, before.chased(at, today), event, by=BY, at=at)
        telling.leave(write, telling.LATE, name, row, at)
        if escalated:
            telling.leave(write, telling.ESCALATED, name, row, at)


def _row(one: Replenishment, seen: Seen, day: date) -> LateReplenishment:
    """What is to be known of it: for how long stock will do, and what is at risk until goods can be there.

    What is expected on a day that is over may come today; what is not ordered yet takes the lead time from today on.
    """
    pool = seen.pool or {}
    available = pool.get("available", 0)
    comes = date.fromisoformat(one.expected_on) if one.expected_on else day + timedelta(days=seen.terms.lead_time_days)
    risk = arithmetic.units_at_risk(available, seen.demand, max((comes - day).days, 1))
    return LateReplenishment(
        replenishment_id=one.replenishment_id,
        sku=one.sku,
        party=one.party,
        state=one.state,
        supplier=one.supplier,
        days_late=(day - date.fromisoformat(one.due_on or day.isoformat())).days,
        expected_on=one.expected_on,
        cover_hours=arithmetic.cover_hours(available, seen.demand),
        units_at_risk=risk,
        sales_at_risk_minor=risk * pool.get("price_minor", 0),
        currency=pool.get("currency", ""),
    )
