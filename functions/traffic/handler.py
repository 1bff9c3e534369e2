"""Traffic over HTTP: the storefront tells each day, staff read and see it (R2.1.6, R2.2.3)."""

from typing import Any

from shop.clock import clock
from shop.events.history import History
from shop.languages import Language
from shop.roles import Caller
from shop.settings import start
from shop.web.api import CONSOLE_ORIGIN, Api, Cursor, Limit
from shop.web.drawings import Drawing
from shop.web.gates import Staff, Storefront
from shop.web.idempotency import IdempotencyKey
from traffic import chart, domain, reading, recording, schemas, store, views
from traffic.reading import Range

api = Api("traffic")
SETTINGS = (store.TABLE, CONSOLE_ORIGIN)


@api.post("/storefront/traffic", Storefront(), status=201, once=True)
def record_traffic(body: schemas.RecordTraffic, caller: Caller, key: IdempotencyKey) -> views.DayView:
    """Tell a day's traffic, up to 400 days back; told again, it is corrected by a new version (R2.1.6, R2.2.3)."""
    return recording.record(body, caller, key, clock.now())


@api.get("/traffic", Staff(domain.READ), tagged=True, csv=True)
def read_traffic(from_: schemas.From = None, to: schemas.To = None) -> views.TrafficView:
    """The traffic of a range of days, day by day, with sums by source and kind of page (R2.1.6, R2.2.3)."""
    now = clock.now()
    return reading.over(Range.asked(from_, to, now), now)


@api.get("/traffic/chart", Staff(domain.READ), tagged=True)
def draw_traffic(from_: schemas.From = None, to: schemas.To = None, language: Language = "zh-CN") -> Drawing:
    """The same range as a drawing: lines by day, shares of sources and kinds of pages (R2.1.6, R2.2.3)."""
    now = clock.now()
    asked = Range.asked(from_, to, now)
    return Drawing(chart.drawn(asked, reading.over(asked, now), language))


@api.get("/traffic/{day}", Staff(domain.READ), tagged=True, csv=True)
def read_day(day: schemas.DayInPath) -> views.DayView:
    """A day's traffic by source and kind of page, as it was told last (R2.1.6, R2.2.3)."""
    return reading.day(day)


@api.get("/traffic/{day}/history", Staff(domain.READ), tagged=True)
def read_history(day: schemas.DayInPath, limit: Limit = 50, cursor: Cursor = None) -> History:
    """Every version of a day, whole, with what it changed, oldest first (R2.1.6)."""
    return reading.history(day, limit, cursor)


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return api.handle(event, context)


start(SETTINGS, store.database.connect)
