"""A robot's token bucket: never more than the platform lets it say, in any stretch of time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.bucket import HOLDS_MS, Bucket, Limit
from notices.robots.addresses import PLATFORMS

# What the platforms let a robot say: how many, in how many milliseconds.
LIMITS = {"wecom": [(20, 60_000)], "dingtalk": [(20, 60_000)], "feishu": [(100, 60_000), (5, 1_000)]}


@pytest.mark.parametrize("platform", PLATFORMS)
@given(pauses=st.lists(st.integers(0, 30_000), min_size=50, max_size=200))
def test_no_stretch_of_time_holds_more_messages_than_the_platform_takes(platform: str, pauses: list[int]) -> None:
    bucket, now, taken = Bucket(), 1_790_000_000_000, list[int]()
    for pause in pauses:
        now += pause
        while after := bucket.take(PLATFORMS[platform].limit, now):
            bucket = after.let_go()
            taken.append(now)
    for most, within in LIMITS[platform]:
        assert all(last - first >= within for first, last in zip(taken, taken[most:], strict=False))


def test_a_bucket_fills_up_again_with_time_and_to_its_brim() -> None:
    limit, bucket, said = Limit(burst=3, every_ms=1_000), Bucket(), []
    for now in (0, 0, 0, 0, 999, 1_000, 1_000, 60_000, 60_000, 60_000, 60_000):
        after = bucket.take(limit, now)
        said.append(after is not None)
        bucket = after.let_go() if after else bucket
    assert said == [True, True, True, False, False, True, False, True, True, True, False]


def test_while_somebody_says_something_nobody_else_does_and_who_dies_is_waited_for() -> None:
    taken = Bucket().take(Limit(3, 1_000), 0)
    assert taken
    assert taken.take(Limit(3, 1_000), HOLDS_MS - 1) is None
    assert taken.take(Limit(3, 1_000), HOLDS_MS) is not None


def test_a_blocked_robot_is_left_alone_until_then() -> None:
    blocked = Bucket().blocked(600_000)
    assert blocked.take(Limit(3, 1_000), 599_999) is None
    assert blocked.take(Limit(3, 1_000), 600_000) is not None
