"""The fields that bodies have in common: what is folded, what is taken as it is, what is refused."""

from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shop.web.models import AcceptedCurrency, PartyCode, RequestModel, Sku, Version
from shop.web.texts import printable


def refuses(kind: Any, value: Any) -> bool:
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return True
    return False


class Body(RequestModel):
    sku: Sku
    note: Annotated[str, printable(20)] = "-"


@pytest.mark.parametrize(
    ("written", "code"), [("85123A", "85123A"), (" 15056bl ", "15056BL"), ("gift_0001_40", "GIFT_0001_40")]
)
def test_sku_codes_are_folded(written: str, code: str) -> None:
    assert Body(sku=written).sku == code


@given(st.text(max_size=50))
def test_a_folded_code_stays_as_it_is(text: str) -> None:
    if not refuses(Sku, text):
        code = TypeAdapter(Sku).validate_python(text)
        assert TypeAdapter(Sku).validate_python(code) == code


@pytest.mark.parametrize(
    "value",
    ["", " ", "-A", ".A", "_A", "A#1", "A/1", "A 1", "A\nB", "货", "A" * 41, "straße", "ſ", "ı", "１２", 85123, None],
)
def test_what_is_no_sku_code_is_refused(value: Any) -> None:
    assert refuses(Sku, value)


@pytest.mark.parametrize("value", ["WH-SH", "WH", "1-2", "W" * 20])
def test_a_party_has_a_code(value: str) -> None:
    assert not refuses(PartyCode, value)


@pytest.mark.parametrize("value", ["W", "W" * 21, "wh-sh", "WH SH", "WH#SH", "", None])
def test_what_is_no_party_is_refused(value: Any) -> None:
    assert refuses(PartyCode, value)


@pytest.mark.parametrize("value", [0, -1, "1", 1.0, True, None])
def test_what_is_no_version_is_refused(value: Any) -> None:
    assert refuses(Version, value)


def test_the_shop_says_which_currencies_it_takes() -> None:
    assert not refuses(AcceptedCurrency, "CNY")
    with pytest.raises(ValidationError, match="is not one of CNY, GBP"):
        TypeAdapter(AcceptedCurrency).validate_python("EUR")


@pytest.mark.parametrize("text", ["杯", "Ελλάδα", "it's 5% — “best”", "👩\u200d🚀", "علی\u200cرضا", "x" * 20])
def test_every_script_can_be_printed(text: str) -> None:
    assert Body(sku="A", note=text).note == text


@pytest.mark.parametrize("text", ["", " ", "a\nb", "a\tb", "\0", "a\x7fb", "a\u202eb", "\u200b", "\x1b[31m", "x" * 21])
def test_what_a_label_cannot_show_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        Body(sku="A", note=text)


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(ValidationError, match="colour"):
        Body.model_validate({"sku": "A", "colour": "red"})


def test_blanks_around_a_text_are_dropped() -> None:
    assert Body(sku="A", note="  tea  ").note == "tea"
