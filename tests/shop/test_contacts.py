"""Phones and e-mail addresses are kept in one form each, however they were written."""

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from infra import house
from infra.house import ROOT
from shop.web.contacts import Email, Phone
from shop.web.reasons import reason
from tests.stores import ENVIRONMENT

PHONE: TypeAdapter[str] = TypeAdapter(Phone)
EMAIL: TypeAdapter[str] = TypeAdapter(Email)


def refusal(kind: TypeAdapter[str], value: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        kind.validate_python(value)
    (found,) = refused.value.errors()
    return reason(dict(found))


PHONES = {
    "+86 139 0001 7781": "+8613900017781",
    "\u202d+86 139 0001 7781\u202c": "+8613900017781",
    "\u200e+8613900017781\u200f": "+8613900017781",
    "0086-139-0001-7781": "+8613900017781",
    "＋８６　１３９０００１７７８１": "+8613900017781",
    "+86.139.0001.7781": "+8613900017781",
    "（021）5555–1234": "02155551234",
    "(021) 5555-1234 转 12": "02155551234x12",
    "021-55551234转8": "02155551234x8",
    "021-55551234 轉8": "02155551234x8",
    "021 5555 1234 分机 803": "02155551234x803",
    "+1 (415) 555-2671, ext. 123": "+14155552671x123",
    "+1 415 555 2671 x123": "+14155552671x123",
    "+1 415 555 2671 Extension 123": "+14155552671x123",
    "+44 (0)20 7946 0000": "+442079460000",
    "030/901820": "030901820",
    "٠٩١٢٣٤٥٦٧٨٩": "09123456789",
    "95533": "95533",
}


@pytest.mark.parametrize(("written", "kept"), PHONES.items(), ids=map(repr, PHONES))
def test_a_phone_number_is_tidied(written: str, kept: str) -> None:
    assert PHONE.validate_python(written) == kept


@pytest.mark.parametrize(
    "written",
    ["", "1234", "1" * 16, "call me", "139oo017781", "+86\n139a", "+86-\0" + "123456", "139017781;x", "++8613900017781",
     "86+13900017781", "13900017781 (春晓)", "13900017781, 13900017782", "tel:13900017781", "x12", "½3456789",
     "1" * 61, 13900017781, None],
)  # fmt: skip
def test_what_is_no_phone_number_is_refused_with_what_is_wanted(written: Any) -> None:
    assert refusal(PHONE, written).startswith("is to be a phone number")


BETWEEN = st.sampled_from(["", " ", "-", ".", "–", "\u00a0", "\u3000", ") ", " (", "\u200e", "/"])


@given(st.booleans(), st.from_regex(r"[1-9][0-9]{6,13}", fullmatch=True), st.data())
def test_no_common_way_of_writing_makes_another_number(abroad: bool, digits: str, data: st.DataObject) -> None:
    written = "".join(digit + data.draw(BETWEEN) for digit in digits)
    plus = data.draw(st.sampled_from(["+", "00", "＋", "\u202d+", "( +"])) if abroad else ""
    assume(not abroad or "(0)" not in written)  # a zero that is dialled inside the country only
    kept = PHONE.validate_python((plus + written)[:60])
    assert ("+" if abroad else "") + digits == kept or len(plus + written) > 60
    assert PHONE.validate_python(kept) == kept


@given(st.text(max_size=60))
def test_whatever_is_kept_as_a_phone_number_can_be_dialled(text: str) -> None:
    try:
        kept = PHONE.validate_python(text)
    except ValidationError:
        return
    number, _, extension = kept.partition("x")
    assert number.removeprefix("+").isascii()
    assert number.removeprefix("+").isdigit()
    assert extension == "" or extension.isdigit()
    assert PHONE.validate_python(kept) == kept


EMAILS = {
    "chunxiao@customer.example": "chunxiao@customer.example",
    " A.B+c@EXAMPLE.COM ": "A.B+c@example.com",
    "春晓@例子.中国": "春晓@例子.中国",
    "e\u0301@example.com": "\u00e9@example.com",
}


@pytest.mark.parametrize(("written", "kept"), EMAILS.items())
def test_an_email_address_is_kept_in_its_normal_form(written: str, kept: str) -> None:
    assert EMAIL.validate_python(written.strip()) == kept


@pytest.mark.parametrize(
    "written",
    ["nobody", "a@", "@b.cn", "a@b@c.cn", "a b@c.cn", "a@b", "\u200bchunxiao@customer.example", "a\u202e@b.cn",
     "a@b.cn\nBcc:x@y.cn", "a\0@b.cn", "a" * 65 + "@b.cn", "a@" + "b" * 250 + ".cn", "a@b..cn", "a@[127.0.0.1]",
     "a@localhost", 7, None],
)  # fmt: skip
def test_what_is_no_email_address_is_refused_with_what_is_wanted(written: Any) -> None:
    assert refusal(EMAIL, written).startswith("is to be an e-mail address")


@given(st.emails())
def test_every_common_email_address_is_taken_and_kept_as_it_is_from_then_on(address: str) -> None:
    try:
        kept = EMAIL.validate_python(address)
    except ValidationError:
        # Special names (`.test`, `.local`) and quoted ones are nobody's.
        return
    assert kept.partition("@")[0] == address.partition("@")[0]
    assert EMAIL.validate_python(kept) == kept


def test_where_the_email_validator_is_missing_the_shop_is_at_fault_and_no_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "email_validator", None)
    with pytest.raises(ImportError, match="email_validator"):
        EMAIL.validate_python("chunxiao@customer.example")


def test_no_function_loads_the_email_validator_before_there_is_an_address_and_none_ever_loads_dns() -> None:
    handlers = [f"{room.name}.handler" for room in house.rooms()]
    code = f"""
import importlib, sys
for name in {handlers}: importlib.import_module(name)
print(sorted(name for name in sys.modules if name.split(".")[0] in ("email_validator", "idna", "dns")))
from shop.web.contacts import normal_email
normal_email("a@example.com")
print([name for name in sys.modules if name.split(".")[0] == "dns"])
"""
    paths = ":".join(str(ROOT / folder) for folder in ("functions", "layers/shop/python"))
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**ENVIRONMENT, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.splitlines() == ["[]", "[]"]
