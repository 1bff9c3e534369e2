"""Events of traffic: who came to the shop, day by day, as the storefront counted them (R2.1.6, R2.2.3)."""

from shop.contract import EventData, EventPart


class TrafficCounts(EventPart):
    """How often somebody came, how many people that were, and how many of them paid; a difference may be negative."""

    visits: int
    visitors: int
    paying_visitors: int


class SourceTraffic(TrafficCounts):
    """What came by one source. `change` is the difference to the version before, of a source that is gone too."""

    source: str
    change: TrafficCounts


class TrafficRow(TrafficCounts):
    """What came by one source to one kind of page."""

    source: str
    page_kind: str


class TrafficRecorded(EventData):
    """R2.1.6, R2.2.3: a day's figures; each correction is a version with figures of its own.

    `change` is the difference to the version before it, and to nothing at the first: the changes of all events of a
    day add up to the day as it stands. Who came by several rows is a visitor of each, and one visitor of the day.
    """

    day: str
    visits: int
    visitors: int
    paying_visitors: int
    change: TrafficCounts
    sources: list[SourceTraffic]
    rows: list[TrafficRow]
