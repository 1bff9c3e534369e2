"""Whatever the storefront tells and corrects: the changes of all events add up to what stands."""

from collections import Counter
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from traffic.domain import Counts, Day, Row, total
from traffic.recording import _told

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 23)


@st.composite
def counts(draw: st.DrawFn) -> Counts:
    visits = draw(st.integers(0, 50))
    visitors = draw(st.integers(0, visits))
    return Counts(visits, visitors, draw(st.integers(0, visitors)))


@st.composite
def tellings(draw: st.DrawFn) -> tuple[Counts, list[Row]]:
    """A day as a storefront may tell it: people may have come by several rows."""
    names = draw(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy")), unique=True))
    rows = [Row(source, kind, draw(counts())) for source, kind in names]
    together = total(row.counts for row in rows)
    least = Counts(*(max((row.counts[n] for row in rows), default=0) for n in range(3)))
    visitors = draw(st.integers(least.visitors, together.visitors))
    paying = draw(st.integers(least.paying_visitors, min(together.paying_visitors, visitors)))
    return Counts(together.visits, visitors, paying), rows


@given(st.lists(tellings(), min_size=1, max_size=6))
def test_the_changes_of_all_versions_add_up_to_the_day_as_it_stands(told: list[tuple[Counts, list[Row]]]) -> None:
    day, changes = Day.untold(DAY), Counter[tuple[str, str]]()
    versions = 0
    for totals, rows in told:
        before, day = day, day.told(totals, rows, AT)
        if day.version == before.version:
            assert (day.totals, day.rows) == (before.totals, before.rows)
            continue
        versions += 1
        event = _told(before, day)
        changes.update({("", name): figure for name, figure in event.change})
        for told_of in event.sources:
            changes.update({(told_of.source, name): figure for name, figure in told_of.change})
    stands = {("", name): figure for name, figure in day.totals._asdict().items()}
    for source, by_source in day.sources.items():
        stands |= {(source, name): figure for name, figure in by_source._asdict().items()}
    assert day.version == versions
    assert +changes == +Counter(stands)
    assert min(changes.values()) >= 0


@given(tellings())
def test_sources_and_kinds_of_pages_each_add_up_to_the_visits_of_the_day(told: tuple[Counts, list[Row]]) -> None:
    day = Day.untold(DAY).told(*told, AT)
    assert total(day.sources.values()).visits == total(day.page_kinds.values()).visits == day.totals.visits
