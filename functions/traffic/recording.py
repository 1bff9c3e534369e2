"""The storefront tells a day's traffic, or corrects it (R2.1.6, R2.2.3)."""

from datetime import datetime

from shop.contract.traffic import SourceTraffic, TrafficCounts, TrafficRecorded, TrafficRow
from shop.errors import ShopError
from shop.roles import Caller
from shop.web.idempotency import IdempotencyKey
from traffic import store, views
from traffic.domain import Counts, Day
from traffic.schemas import RecordTraffic


def record(body: RecordTraffic, by: Caller, key: IdempotencyKey, at: datetime) -> views.DayView:
    """Keep what is told of a day as its next version; told as it stands, it stays that version.

    Raises Invalid, VersionConflict, Replayed, IdempotencyKeyReused.
    """
    before = store.find(body.day)
    try:
        after = before.at_version(body.version).told(body.counts, (told.row for told in body.rows), at)
    except ShopError:
        key.refuse_repeat(store.table, at)  # being a repeat outranks every other refusal
        raise
    answer = views.day(after)
    with store.database.transaction() as write:
        key.claim(write, store.table, at, entity=store.partition(body.day), answer=answer)
        if after.version != before.version:
            store.save(write, after, _told(before, after), by=by, at=at)
    return answer


def _told(before: Day, after: Day) -> TrafficRecorded:
    """What a version is told by."""
    former, now = before.sources, after.sources
    return TrafficRecorded(
        day=after.day.isoformat(),
        **after.totals._asdict(),
        change=_counts(after.totals.minus(before.totals)),
        sources=[
            _source(name, former.get(name, Counts()), now.get(name, Counts()))
            for name in sorted(former.keys() | now.keys())
        ],
        rows=[TrafficRow(source=row.source, page_kind=row.page_kind, **row.counts._asdict()) for row in after.rows],
    )


def _source(name: str, former: Counts, now: Counts) -> SourceTraffic:
    return SourceTraffic(source=name, **now._asdict(), change=_counts(now.minus(former)))


def _counts(counts: Counts) -> TrafficCounts:
    return TrafficCounts(**counts._asdict())
