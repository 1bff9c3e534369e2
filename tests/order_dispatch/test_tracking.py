"""What a parcel's scans say of it, in whatever order they come (R3.2.3)."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_dispatch.shipments import TRACK_SHIPMENT
from order_dispatch.tracking import SLACK, ParcelState, Scan, moment, standing_of, timely, union

times = st.sampled_from([f"2026-11-25T{hour:02d}:00:00Z" for hour in range(6)] + [""])
codes = st.sampled_from(["A", "B", "301", ""])
texts = st.sampled_from(["", "到了", "走了"])
# Whatever a code means: another carrier's may mean something else.
states = st.sampled_from([None, *get_args(ParcelState)])
scans = st.lists(st.builds(Scan, times, codes, texts, states, st.just("")), max_size=7)


def scan(hour: int, state: ParcelState | None) -> Scan:
    return Scan(f"2026-11-25T{hour:02d}:00:00Z", "", "", state)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ([], None),
        ([scan(9, None), scan(10, None)], None),
        ([scan(9, "in_transit"), scan(12, "in_transit")], "in_transit"),
        ([scan(9, "out_for_delivery"), scan(12, "in_transit")], "in_transit"),
        ([scan(9, "exception"), scan(12, "out_for_delivery")], "out_for_delivery"),
        ([scan(12, "exception"), scan(9, "out_for_delivery")], "exception"),
        ([scan(12, "exception"), scan(9, "delivered")], "delivered"),
        ([scan(12, "in_transit"), scan(9, "returned_to_sender")], "returned_to_sender"),
        ([scan(12, "returned_to_sender"), scan(9, "delivered")], "delivered"),
        ([scan(12, "out_for_delivery"), scan(12, "in_transit")], "out_for_delivery"),
        ([scan(12, "in_transit"), scan(13, None)], "in_transit"),
        ([Scan("", "", "", "delivered")], "delivered"),
        ([Scan("", "", "", "exception"), scan(1, "in_transit")], "in_transit"),
    ],
)
def test_signing_is_final_else_the_latest_scan_speaks(told: list[Scan], state: ParcelState | None) -> None:
    standing = standing_of(told)
    assert (standing.state if standing else None) == state


@given(scans, st.randoms())
def test_the_order_of_scans_does_not_matter(told: list[Scan], chance: object) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert standing_of(shuffled) == standing_of(told)
    assert union([], shuffled) == union([], told)


@given(scans, scans)
def test_repeated_scans_do_not_matter_nor_in_which_parts_they_come(one: list[Scan], other: list[Scan]) -> None:
    together = union(union([], one), other)
    assert together == union(union([], other), one) == union(together, one)
    assert set(together) == set(one + other)
    assert [scan[:3] for scan in together] == sorted(scan[:3] for scan in set(one + other))
    assert standing_of(together) == standing_of(one + other) == standing_of(one + other + one)


@given(scans, scans)
def test_once_delivered_nothing_that_comes_later_changes_it(before: list[Scan], after: list[Scan]) -> None:
    signed = scan(3, "delivered")
    standing = standing_of([*before, signed, *after])
    assert standing
    assert standing.state == "delivered"
    assert standing.scan.time <= signed.time


def test_of_several_signatures_the_first_counts() -> None:
    standing = standing_of([scan(12, "delivered"), scan(10, "delivered"), scan(11, "delivered")])
    assert standing
    assert standing.scan == scan(10, "delivered")


def test_a_scan_may_mean_every_state_that_a_parcel_can_be_moved_to() -> None:
    assert set(get_args(ParcelState)) == TRACK_SHIPMENT.keys()


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["one push", "another"])), min_size=1))
def test_what_a_push_says_by_itself_stands_where_it_came_first_however_often_it_comes(
    came: list[tuple[int, str]],
) -> None:
    said = [scan(hour, "exception")._replace(said_by=push) for hour, push in came]
    once = union([], said)
    assert {one.said_by: one.time for one in once} == {
        push: min(one.time for one in said if one.said_by == push) for _, push in came
    }
    assert len(once) == len({push for _, push in came})


@pytest.mark.parametrize("latest", [0, 9, 23])
def test_what_a_push_says_by_itself_comes_after_the_scans_known_by_then_in_whichever_zone_they_were_made(
    latest: int,
) -> None:
    known = [scan(latest, "in_transit"), Scan("2099-01-01T00:00:00Z", "", "", "in_transit")]
    gave_up = scan(3, "exception")._replace(said_by="abort")
    together = union(known, [gave_up])
    standing = standing_of(
        timely(together, datetime(2026, 11, 25, tzinfo=UTC), datetime(2026, 11, 25, 3, tzinfo=UTC)).scans
    )
    assert standing
    assert standing.state == "exception"
    assert union(together, [gave_up]) == together


PLACED, NOW = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        (PLACED - SLACK - timedelta(seconds=1), False),
        (PLACED - SLACK, True),
        (PLACED, True),
        (NOW + SLACK, True),
        (NOW + SLACK + timedelta(seconds=1), False),
    ],
)
def test_only_what_was_scanned_between_the_orders_placing_and_now_counts(at: datetime, counts: bool) -> None:
    signed = scan(0, "delivered")._replace(time=moment(at))
    told = timely([signed], PLACED, NOW)
    assert told.scans == [signed] * counts
    assert told.older + told.future == (not counts)


of_2026 = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(scans, of_2026, st.timedeltas(timedelta(0), timedelta(days=9)))
def test_every_scan_counts_or_is_counted_as_older_or_as_of_a_time_to_come(
    told: list[Scan], placed: datetime, passed: timedelta
) -> None:
    found = timely(told, placed, placed + passed)
    assert len(found.scans) + found.older + found.future == len(told)
    assert not timely(told, None, placed + passed).older
