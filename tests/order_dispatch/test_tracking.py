"""What a parcel's scans say of it, in whatever order they come (R3.2.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_dispatch.tracking import Sighting, fold, in_utc, state_of, union

# 快递100's codes as domain.md has them.
MEANS: dict[str, str | None] = {
    **dict.fromkeys(("0", "1001", "1002", "1003", "1", "103", "7", "8", "10", "11", "12"), "in_transit"),
    **dict.fromkeys(("101", "102"), None),
    **dict.fromkeys(("2", "6", "13", "14"), "exception"),
    **dict.fromkeys((str(code) for code in range(201, 211)), "exception"),
    **dict.fromkeys(("3", "301", "302", "303", "304"), "delivered"),
    **dict.fromkeys(("4", "401"), "returned_to_sender"),
    **dict.fromkeys(("5", "501"), "out_for_delivery"),
}
# An unknown code of three digits means what its first digit means.
BY_FIRST_DIGIT = {
    "099": "0",
    "104": "1",
    "199": "1",
    "299": "2",
    "399": "3",
    "499": "4",
    "599": "5",
    "699": "6",
    "799": "7",
}
NOTHING = ["", "9", "999", "15", "99", "00", "12345", "1004", "1000", "-1", "abc", "٣", "301 "]

times = st.sampled_from([f"2026-11-25T{hour:02d}:00:00Z" for hour in range(6)] + [""])
codes = st.sampled_from([*MEANS, *BY_FIRST_DIGIT, "", "9"])
scans = st.lists(st.builds(Sighting, times, codes, st.sampled_from(["", "到了", "走了"])), max_size=7)


@pytest.mark.parametrize(("code", "state"), MEANS.items())
def test_a_code_means_a_state(code: str, state: str | None) -> None:
    assert state_of(code) == state


@pytest.mark.parametrize(("code", "digit"), BY_FIRST_DIGIT.items())
def test_an_unknown_code_of_three_digits_means_what_its_first_digit_means(code: str, digit: str) -> None:
    assert state_of(code) == state_of(digit) is not None


@pytest.mark.parametrize("code", NOTHING)
def test_what_is_no_code_moves_nothing(code: str) -> None:
    assert state_of(code) is None


def scan(hour: int, code: str) -> Sighting:
    return Sighting(f"2026-11-25T{hour:02d}:00:00Z", code, "")


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ([], None),
        ([scan(9, "101"), scan(10, "102")], None),
        ([scan(9, "103"), scan(12, "1002")], "in_transit"),
        ([scan(9, "5"), scan(12, "0")], "in_transit"),
        ([scan(9, "204"), scan(12, "5")], "out_for_delivery"),
        ([scan(12, "204"), scan(9, "5")], "exception"),
        ([scan(12, "204"), scan(9, "301")], "delivered"),
        ([scan(12, "0"), scan(9, "401")], "returned_to_sender"),
        ([scan(12, "401"), scan(9, "304")], "delivered"),
        ([scan(12, "501"), scan(12, "0")], "out_for_delivery"),
        ([scan(12, "0"), scan(13, "101")], "in_transit"),
        ([Sighting("", "3", "")], "delivered"),
        ([Sighting("", "2", ""), scan(1, "0")], "in_transit"),
    ],
)
def test_signing_is_final_else_the_latest_scan_speaks(told: list[Sighting], state: str | None) -> None:
    standing = fold(told)
    assert (standing.state if standing else None) == state


@given(scans, st.randoms())
def test_the_order_of_scans_does_not_matter(told: list[Sighting], chance: object) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fold(shuffled) == fold(told)
    assert union([], shuffled) == union([], told)


@given(scans, scans)
def test_a_repeat_does_not_matter_nor_in_which_parts_they_come(one: list[Sighting], other: list[Sighting]) -> None:
    together = union(union([], one), other)
    assert together == union(union([], other), one) == union(together, one) == sorted(set(one + other))
    assert fold(together) == fold(one + other) == fold(one + other + one)


@given(scans, scans)
def test_once_delivered_nothing_that_comes_later_changes_it(before: list[Sighting], after: list[Sighting]) -> None:
    signed = scan(3, "301")
    standing = fold([*before, signed, *after])
    assert standing
    assert standing.state == "delivered"
    assert standing.scan.time <= signed.time


def test_the_first_signature_counts() -> None:
    standing = fold([scan(12, "303"), scan(10, "301"), scan(11, "302")])
    assert standing
    assert standing.scan == scan(10, "301")


@pytest.mark.parametrize(
    ("told", "utc"),
    [
        ("2026-11-24 10:00:00", "2026-11-24T02:00:00Z"),
        ("2026-11-24 07:59:59", "2026-11-23T23:59:59Z"),
        ("2027-01-01 00:00:00", "2026-12-31T16:00:00Z"),
    ],
)
def test_carriers_tell_chinas_time(told: str, utc: str) -> None:
    assert in_utc(told) == utc


@pytest.mark.parametrize(
    "told", ["2026-02-30 10:00:00", "2026-11-24 25:00:00", "0001-01-01 00:00:00", "0000-00-00 00:00:00", "", "now"]
)
def test_what_is_no_time_is_a_value_error(told: str) -> None:
    with pytest.raises(ValueError, match=r"does not match|out of range|must be in range"):
        in_utc(told)
