"""Looking at SKUs: what stands of them now decides which alerts are opened, and which are over (R3.1.3).

Whatever says to look (a stream's record, a job, a policy that was set) says no more than that: levels are read here.
Two who look at once may find different levels; whichever comes later is put right by the next look.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from shop import invocation
from shop.contract import EventData
from shop.contract.stock_alerts import ShortOf, StockAlertResolved, StockEased, StockRanLow
from shop.errors import Busy, VersionConflict
from shop.roles import Caller
from shop.storage.transaction import Transaction
from stock_alerts import replenishments, seeing, store, tables, telling
from stock_alerts.domain import Alert, Place, Wanted
from stock_alerts.replenishment import Replenishment
from stock_alerts.replenishments import ReplenishmentUnderway
from stock_alerts.seeing import Seen

SYSTEM = Caller("system:look", "system")
# Whoever finds that others were faster looks again, so often.
_TRIES = 3

Failed = Callable[[str, Exception], None]


def look(
    skus: Iterable[str],
    now: Callable[[], datetime],
    failed: Failed,
    *,
    also: Sequence[str] = (),
    refresh: bool = False,
) -> None:
    """Open and resolve the alerts of these SKUs; `failed` hears of those that could not be looked at.

    With `refresh` the figures of alerts that stay are written anew, and their place on the list with them.
    """
    left = list(dict.fromkeys(skus))
    for _ in range(_TRIES):
        again: list[str] = []
        for start in range(0, len(left), seeing.AT_ONCE):
            some = left[start : start + seeing.AT_ONCE]
            if invocation.time_left() <= 0:
                again += some
                continue
            for seen in seeing.read(some, also, whole=refresh):
                try:
                    _see_to(seen, also, now(), refresh)
                except (VersionConflict, ReplenishmentUnderway):  # somebody else looked at it, or asked for it
                    again.append(seen.sku)
                except Exception as error:  # one SKU is not to hold up the others
                    failed(seen.sku, error)
        left = again
        if not left:
            return
    for sku in left:
        failed(sku, Busy("There was no time to look at it, or others always did so at the same time."))


def look_wanted(sku: str, wanted: Wanted, at: datetime) -> None:
    """Judge a SKU of which an order was refused units. Refused: VersionConflict, ReplenishmentUnderway."""
    (seen,) = seeing.read([sku])
    _judge(seen, Place(sku), at, refresh=True, wanted=wanted)


def _see_to(seen: Seen, also: Sequence[str], at: datetime, refresh: bool) -> None:
    """Judge a SKU's places; most looks end at a glance."""
    if not refresh:
        alerts = [(store.alert_in(seen.found, place), seen.standing(place.party)) for place in seen.places(also)]
        if not any(alert.seen(standing, at) for alert, standing in alerts):
            return
        (seen,) = seeing.read([seen.sku], also)
    for place in seen.places(also):
        _judge(seen, place, at, refresh)


def _judge(seen: Seen, place: Place, at: datetime, refresh: bool, wanted: Wanted | None = None) -> None:
    kept = store.alert_in(seen.found, place)
    before = kept.wanted(wanted) if wanted else kept
    standing = seen.standing(place.party)
    after = before.seen(standing, at)
    asks = not before.stands
    if after is None and before.stands and _is_met_and_short(seen, place):
        after, asks = before.seen_again(standing, at), True
    if after is None:
        if refresh and before.stands and before.refreshed(standing) != kept:
            with store.database.transaction() as write:
                store.refresh_alert(write, before.refreshed(standing))
        return
    with store.database.transaction() as write:
        if after.stands and asks:
            after = after._replace(replenishment_id=_ask(write, seen, place, at))
        store.save_alert(write, after, _event(before, after), by=SYSTEM, at=at)
        if after.state == tables.OPEN and (after.kind == tables.SOLD_OUT or asks):
            _leave(write, seen, after, at)


def _is_met_and_short(seen: Seen, place: Place) -> bool:
    """Whether all that was asked for came, and more was sold meanwhile: the need is another one by now."""
    return _asks_by_itself(seen, place) and replenishments.came_whole(seen.found, place)


def _asks_by_itself(seen: Seen, place: Place) -> bool:
    """What lies at a party may come from another one: whether it is bought is a person's to say."""
    terms = seen.policy.terms
    return place.party is None and terms.replenish == "automatic" and terms.threshold is not None


def _ask(write: Transaction, seen: Seen, place: Place, at: datetime) -> str | None:
    """Ask purchasing where the policy says so; the replenishment that there is then."""
    if underway := replenishments.underway_in(seen.found, place):
        return underway
    if not _asks_by_itself(seen, place):
        return None
    why = seen.order(None)
    new = Replenishment.requested(place, why, SYSTEM, at, supplier=seen.policy.terms.supplier, quantity=None)
    replenishments.open_(write, new, replenishments.asked(new), by=SYSTEM, at=at)
    return new.replenishment_id


def _event(before: Alert, after: Alert) -> EventData:
    told: dict[str, Any] = {
        **after.place._asdict(),
        "available": after.available,
        "incoming": after.incoming,
        "threshold": after.threshold,
    }
    if after.state == tables.RESOLVED:
        del told["incoming"]
        return StockAlertResolved(**told, kind=after.kind, open_since=after.opened_at)
    if before.kind != after.kind == tables.LOW and before.stands:
        return StockEased(**told)
    return StockRanLow.model_validate(
        told | {name: getattr(after, name) for name in ("kind", "cover_hours", "replenishment_id", "wanted_units")}
    )


def _leave(write: Transaction, seen: Seen, alert: Alert, at: datetime) -> None:
    row = ShortOf.model_validate(
        {
            **alert.place._asdict(),
            "kind": alert.kind,
            "available": alert.available,
            "incoming": alert.incoming,
            "threshold": alert.threshold,
            "cover_hours": alert.cover_hours,
            "quantity": seen.order(alert.place.party).quantity,
            "replenishment_id": alert.replenishment_id,
            "supplier": seen.policy.terms.supplier,
        }
    )
    telling.leave(write, telling.LOW, f"{alert.place.name}#{alert.version:08d}", row, at)
