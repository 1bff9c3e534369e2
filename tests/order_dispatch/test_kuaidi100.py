"""快递100's codes and times in the shop's own words (R3.2.3)."""

import pytest

from order_dispatch.carriers.kuaidi100.codes import is_known, scan, state_of
from order_dispatch.carriers.kuaidi100.lines import in_utc
from order_dispatch.tracking import Scan

# The codes as domain.md has them.
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


@pytest.mark.parametrize(("code", "state"), MEANS.items())
def test_a_code_means_a_state(code: str, state: str | None) -> None:
    assert state_of(code) == state


@pytest.mark.parametrize(("code", "digit"), BY_FIRST_DIGIT.items())
def test_an_unknown_code_of_three_digits_means_what_its_first_digit_means(code: str, digit: str) -> None:
    assert state_of(code) == state_of(digit) is not None


@pytest.mark.parametrize("code", NOTHING)
def test_what_is_no_code_moves_nothing(code: str) -> None:
    assert state_of(code) is None
    assert not is_known(code)


@pytest.mark.parametrize("code", ["101", "102"])
def test_a_code_that_moves_nothing_is_known_all_the_same(code: str) -> None:
    assert is_known(code)
    assert scan("", code, "待揽收") == Scan("", code, "待揽收", None)


@pytest.mark.parametrize(
    ("told", "utc"),
    [
        ("2026-11-24 10:00:00", "2026-11-24T02:00:00Z"),
        ("2026-11-24 07:59:59", "2026-11-23T23:59:59Z"),
        ("2027-01-01 00:00:00", "2026-12-31T16:00:00Z"),
        ("2026-11-24 10:00", "2026-11-24T02:00:00Z"),
        ("2026-11-24T10:00:00", "2026-11-24T02:00:00Z"),
        ("2026-11-24 10:00:00.0", "2026-11-24T02:00:00Z"),
    ],
)
def test_times_are_those_of_china(told: str, utc: str) -> None:
    assert in_utc(told) == utc


@pytest.mark.parametrize(
    "told",
    [
        "2026-02-30 10:00:00",
        "2026-11-24 25:00:00",
        "0001-01-01 00:00:00",
        "0000-00-00 00:00:00",
        "",
        "now",
        "2026-11-24",
        "2026-11-24 10",
        "2026-11-24T10:00:00Z",
        "２０２６-11-24 10:00:00",
    ],
)
def test_what_is_no_time_of_a_carrier_is_a_value_error(told: str) -> None:
    with pytest.raises(ValueError, match=r"does not match|out of range|must be in"):
        in_utc(told)
