"""Values as the store takes them; money, time and ids as the shop writes them."""

import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Any

import pytest
from boto3.dynamodb.types import TypeSerializer
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter, ValidationError

from shop.clock import clock, iso
from shop.ids import ULID_PATTERN, new_id
from shop.money import LARGEST_AMOUNT, CurrencyCode, Minor, Price, Quantity
from shop.storage.values import dump, load

VALUES = st.recursive(
    st.booleans() | st.integers(-(10**37), 10**37) | st.text() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(st.dictionaries(st.text(), VALUES, max_size=5))
def test_every_value_comes_back_from_the_store(item: dict[str, Any]) -> None:
    assert load(dump(item)) == {name: value for name, value in item.items() if value is not None}


@given(st.dictionaries(st.text(), VALUES, max_size=5))
def test_values_are_written_as_boto3_writes_them(item: dict[str, Any]) -> None:
    as_boto3 = TypeSerializer().serialize
    assert dump(item) == {name: as_boto3(value) for name, value in item.items() if value is not None}


@pytest.mark.parametrize("value", [1.5, datetime(2026, 11, 24, tzinfo=UTC), object()])
def test_what_the_store_has_no_type_for_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        dump({"value": value})


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        (Minor, [0, 1, LARGEST_AMOUNT], [-1, LARGEST_AMOUNT + 1]),
        (Price, [1, LARGEST_AMOUNT], [0, -1, LARGEST_AMOUNT + 1]),
        (Quantity, [1, 1_000_000], [0, -1, 1_000_001]),
    ],
)
def test_amounts_are_whole_and_within_bounds(kind: Any, right: list[int], wrong: list[int]) -> None:
    adapter = TypeAdapter(Annotated[kind, Field()])
    assert [adapter.validate_python(amount) for amount in right] == right
    for amount in (*wrong, 1.0, 1.5, "1", True, None, 10**100):
        with pytest.raises(ValidationError):
            adapter.validate_python(amount)


@pytest.mark.parametrize("code", ["cny", "CN", "CNYY", "C1Y", "", " CNY", "¥"])
def test_a_currency_is_three_capital_letters(code: str) -> None:
    adapter: TypeAdapter[str] = TypeAdapter(CurrencyCode)
    assert adapter.validate_python("CNY") == "CNY"
    with pytest.raises(ValidationError):
        adapter.validate_python(code)


def test_the_clock_tells_the_time_in_utc() -> None:
    assert abs(clock.now().timestamp() - time.time()) < 5
    assert clock.now().tzinfo is UTC


def test_a_test_may_tell_the_time_and_gives_it_back() -> None:
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    with clock.told_by(lambda: noon):
        assert clock.now() == noon
        with clock.told_by(lambda: noon + timedelta(days=1)):
            assert clock.now().day == 25
        assert clock.now() == noon
    with pytest.raises(ZeroDivisionError), clock.told_by(lambda: noon):
        raise ZeroDivisionError
    assert clock.now() != noon


def test_times_are_written_in_utc() -> None:
    shanghai = timezone(timedelta(hours=8))
    assert iso(datetime(2026, 11, 24, 0, 30, tzinfo=shanghai)) == "2026-11-23T16:30:00.000Z"
    assert iso(datetime(2026, 11, 24, 0, 30, 1, 999_999, tzinfo=UTC)) == "2026-11-24T00:30:01.999Z"


TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(TIMES, TIMES)
def test_times_sort_as_text(one: datetime, other: datetime) -> None:
    if iso(one) < iso(other):
        assert one < other
    assert abs(datetime.fromisoformat(iso(one)) - one) < timedelta(milliseconds=1)


@given(TIMES, TIMES)
def test_ids_sort_by_the_time_they_were_made(one: datetime, other: datetime) -> None:
    first, second = new_id(one), new_id(other)
    if iso(one) < iso(other):
        assert first < second


def test_ids_are_never_the_same() -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    ids = {new_id(now) for _ in range(10_000)}
    assert len(ids) == 10_000
    adapter: TypeAdapter[str] = TypeAdapter(Annotated[str, Field(pattern=ULID_PATTERN)])
    assert {adapter.validate_python(one) for one in ids} == ids
