"""What the room shows. Sums of visitors count a person once in each row and day that they came by."""

from typing import Annotated

from pydantic import Field

from shop.web.models import ResponseModel
from traffic.domain import Counts, Day, Row

Conversion = Annotated[float | None, Field(description="Paying visitors by visitors; null where nobody came.")]


class CountsView(ResponseModel):
    visits: int
    visitors: int
    paying_visitors: int


class SourceView(CountsView):
    source: str


class PageKindView(CountsView):
    page_kind: str


class RowView(CountsView):
    source: str
    page_kind: str


class DayView(CountsView):
    """A day as it was told last; `items` are its rows."""

    day: str
    version: int
    recorded_at: str
    conversion: Conversion
    items: list[RowView]


class DaySums(CountsView):
    """A day on a list, with the sums of its rows."""

    day: str
    version: int
    recorded_at: str
    conversion: Conversion
    sources: list[SourceView]
    page_kinds: list[PageKindView]


class TrafficView(CountsView):
    """The days of a range, oldest first, and their sums; `untold` are past days of it of which nothing was told."""

    from_day: str
    to_day: str
    conversion: Conversion
    sources: list[SourceView]
    page_kinds: list[PageKindView]
    untold: list[str]
    items: list[DaySums]


def conversion(counts: Counts) -> float | None:
    """What part of the visitors paid, to a hundredth of a percent."""
    return round(counts.paying_visitors / counts.visitors, 4) if counts.visitors else None


def sources(by_source: dict[str, Counts]) -> list[SourceView]:
    return [SourceView(source=name, **counts._asdict()) for name, counts in by_source.items()]


def page_kinds(by_kind: dict[str, Counts]) -> list[PageKindView]:
    return [PageKindView(page_kind=name, **counts._asdict()) for name, counts in by_kind.items()]


def row(row: Row) -> RowView:
    return RowView(source=row.source, page_kind=row.page_kind, **row.counts._asdict())


def day(day: Day) -> DayView:
    return DayView(
        day=day.day.isoformat(),
        version=day.version,
        recorded_at=day.recorded_at,
        conversion=conversion(day.totals),
        items=[row(each) for each in day.rows],
        **day.totals._asdict(),
    )


def day_sums(day: Day) -> DaySums:
    return DaySums(
        day=day.day.isoformat(),
        version=day.version,
        recorded_at=day.recorded_at,
        conversion=conversion(day.totals),
        sources=sources(day.sources),
        page_kinds=page_kinds(day.page_kinds),
        **day.totals._asdict(),
    )
