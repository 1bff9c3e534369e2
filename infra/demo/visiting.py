"""The day's traffic: who came, and by which way, as the storefront counts it (R2.1.6, R2.2.3)."""

from datetime import UTC, datetime
from typing import NamedTuple

from infra.client import new_key
from infra.client.http import Json
from infra.demo import stories
from infra.demo.cast import Day, found
from shop.business_days import business_date

COUNTS = ("visits", "visitors", "paying_visitors")


class Way(NamedTuple):
    """By which source, to which kind of page, so many visits of so many visitors."""

    source: str
    page_kind: str
    visits: int
    visitors: int


WAYS = (
    Way("search", "detail", 412, 305),
    Way("social", "campaign", 286, 240),
    Way("advertising", "campaign", 190, 171),
    Way("direct", "home", 154, 98),
)
# What comes of the social networks, the storefront learns later.
KNOWN_FIRST = tuple(way for way in WAYS if way.source != "social")
# So many visitors came by two ways.
BY_TWO_WAYS = 60


def traffic(day: str, buyers: int, ways: tuple[Way, ...], before: Json) -> Json:
    """What the storefront tells of a day: these ways, beside what it told `before` of the same date, or nothing.

    Buyers came by all ways in turn; each of them came by one.
    """
    rows = {(row["source"], row["page_kind"]): [row[name] for name in COUNTS] for row in before.get("items", [])}
    for way in ways:
        paid = len(range(WAYS.index(way), buyers, len(WAYS)))
        former = rows.get(way[:2], [0, 0, 0])
        now = (way.visits, way.visitors, paid)
        rows[way[:2]] = [one + more for one, more in zip(former, now, strict=True)]
    visits, visitors, paid = (sum(figures) for figures in zip(*rows.values(), strict=True))
    twice = sum(row["visitors"] for row in before.get("items", [])) - before.get("visitors", 0) + BY_TWO_WAYS
    return {
        "day": day,
        "visits": visits,
        "visitors": visitors - twice,
        "paying_visitors": paid,
        "rows": [
            {"source": source, "page_kind": kind, **dict(zip(COUNTS, figures, strict=True))}
            for (source, kind), figures in rows.items()
        ],
    }


def told(day: Day) -> Json:
    """In the evening the storefront tells the traffic, and corrects it when the rest is known. Returns the day."""
    today = str(business_date(datetime.now(UTC)))
    specialist, path = day.cast.specialist, f"/traffic/{today}"
    before = found(specialist, path) or {}
    buyers = sum(case.order.story.way > stories.Way.REFUSED for case in day.cases)
    for ways in (KNOWN_FIRST, WAYS):
        day.cast.storefront.post("/storefront/traffic", traffic(today, buyers, ways, before), key=new_key())
    seen = specialist.get(path)
    paid = seen["paying_visitors"] - before.get("paying_visitors", 0)
    day.claim(f"as many visitors paid as orders were placed: {paid}", paid == buyers)
    changes = [event["data"]["change"] for event in specialist.items(f"{path}/history", limit=100)]
    adding_up = all(sum(change[name] for change in changes) == seen[name] for name in COUNTS)
    corrected = seen["version"] == before.get("version", 0) + 2
    day.claim("corrected traffic is a new version, and what all versions changed adds up", adding_up and corrected)
    return seen
