"""A push that is forged, broken or nobody's is refused, and changes nothing (R3.2.3)."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.harness import Answer, House, on_moto
from tests.order_dispatch.carrier import PUSH, param_of, push, push_param, salt_of, signature
from tests.order_dispatch.shop_floor import Floor, InHand
from tests.people import CUSTOMER_SERVICE

SIGNED = ("2026-11-26 15:00:00", "301")
FORGED = (401, "unauthenticated")
NUMBER = "SF00000001"


@pytest.fixture(scope="module")
def left() -> Iterator[tuple[House, InHand]]:
    """A parcel that left; nothing here moves it."""
    with on_moto() as house:
        floor = Floor(house)
        floor.stock("MUG")
        yield house, floor.bring(floor.placed(), "dispatched")


@pytest.fixture
def house(left: tuple[House, InHand]) -> Iterator[House]:
    """That house, which has to be the same afterwards."""
    house, _ = left
    before = house.items("order_dispatch")
    yield house
    assert house.items("order_dispatch") == before


def assert_problem(answer: Answer) -> None:
    assert 400 <= answer.status < 500, answer
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.code


PARAM = param_of(NUMBER, SIGNED)
FORGERIES = {
    "none": "",
    "another salt": signature(PARAM, "salt-of-somebody"),
    "no salt": signature(PARAM, ""),
    "lower case": signature(PARAM).lower(),
    "another push": signature(param_of(NUMBER, ("2026-11-26 15:00:00", "401"))),
    "with a blank": signature(PARAM) + " ",
    "cut short": signature(PARAM)[:-1],
    "sha": hashlib.sha256((PARAM + salt_of("shunfeng")).encode()).hexdigest().upper(),
    "other digits": "签名" * 16,
    "null bytes": "\x00" * 32,
    "long": "A" * 40_000,
}


@pytest.mark.parametrize("sign", FORGERIES.values(), ids=FORGERIES)
def test_a_push_with_a_forged_signature_is_refused(house: House, sign: str) -> None:
    answer = push_param(house, PARAM, sign=sign)
    assert_problem(answer)
    assert answer.refusal == FORGED


def test_a_push_changed_on_its_way_is_refused(house: House) -> None:
    changed = PARAM.replace("301", "302")
    assert push_param(house, changed, sign=signature(PARAM)).refusal == FORGED


def test_a_forged_push_is_not_even_read(house: House) -> None:
    assert push_param(house, "{broken", sign="X").refusal == FORGED


def test_a_token_does_not_replace_a_pushs_signature(house: House) -> None:
    form = {"param": PARAM, "sign": "X"}
    assert house.call(PUSH, form=form, as_=CUSTOMER_SERVICE, carrier="shunfeng").refusal == FORGED


@pytest.mark.parametrize("carrier", ["pigeon", "SHUNFENG", "ShunFeng", "shunfeng2"])
def test_a_push_of_an_unknown_carrier_is_not_found(house: House, carrier: str) -> None:
    assert push(house, NUMBER, SIGNED, carrier=carrier).refusal == (404, "not_found")


@pytest.mark.parametrize("carrier", ["", "shun feng", "shunfeng/", "../jd", "顺丰", "#", "x" * 21, "\x00"])
def test_a_push_of_an_odd_carrier_code_is_refused(house: House, carrier: str) -> None:
    answer = push_param(house, PARAM, carrier=carrier)
    assert_problem(answer)
    assert answer.status in (404, 422)


def test_a_push_about_another_carriers_parcel_is_refused(house: House) -> None:
    answer = push_param(house, PARAM, carrier="jd")
    assert answer.refusal == (422, "validation_failed")
    assert answer.fields == ["lastResult.com"]


def pushed(**changed: Any) -> str:
    """A good push with parts of its result changed; `...` leaves a part out."""
    whole = json.loads(PARAM)
    for name, value in changed.items():
        whole["lastResult"].pop(name)
        if value is not ...:
            whole["lastResult"][name] = value
    return json.dumps(whole)


def scanned(**changed: Any) -> str:
    scan = {"time": "2026-11-26 15:00:00", "context": "", "statusCode": "301"} | changed
    return pushed(data=[{name: value for name, value in scan.items() if value is not ...}], state="")


NO_NUMBERS = (..., None, "", "SF1", "SF 1", "SF#000001", "S" * 41, 7)
NO_SCANS: tuple[Any, ...] = ({}, [1], [None], [[]], "scan")
MALFORMED: dict[str, str] = {
    "nothing": "",
    "broken": "{",
    "a list": "[]",
    "null": "null",
    "a number": "1",
    "nan": '{"lastResult": NaN}',
    "empty": "{}",
    "no result": '{"status": "polling"}',
    "half a character": PARAM.replace("快件", "\\ud800"),
    "deep": "[" * 15_000,
    **{f"number {value!r}": pushed(nu=value) for value in NO_NUMBERS},
    **{f"carrier {value!r}": pushed(com=value) for value in (..., None, 1, "", "SHUNFENG", "s" * 21)},
    **{f"scans {value!r}"[:30]: pushed(data=value, state="") for value in NO_SCANS},
    "too many scans": pushed(data=[{"time": "2026-11-26 15:00:00"}] * 501),
    **{
        f"time {value!r}": scanned(time=value)
        for value in (..., None, "", "now", "2026-11-26", "2026-11-26T15:00:00Z", "2026-02-30 10:00:00", 1795651200,
                      "0001-01-01 00:00:00", "2026-11-26 24:00:00", "2026-13-01 00:00:00")
    },
}  # fmt: skip


@pytest.mark.parametrize("param", MALFORMED.values(), ids=MALFORMED)
def test_a_push_that_cannot_be_read_is_refused(house: House, param: str) -> None:
    answer = push_param(house, param)
    assert_problem(answer)
    assert answer.status in (400, 422)


FORMS = [
    "", "=", "{}", "param", "param=&sign=", "sign=X", "param=1&param=2&sign=X", "a=b&" * 20 + "param=1&sign=X",
    "%ff=%fe", "param=%FF&sign=X",
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form[:20])
def test_a_push_that_is_no_form_is_refused(house: House, form: str) -> None:
    as_form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert_problem(house.call(PUSH, body=form, headers=as_form, carrier="shunfeng"))


def test_a_form_of_more_fields_than_any_push_has_is_refused_though_it_is_signed(house: House) -> None:
    form = {"param": PARAM, "sign": signature(PARAM)} | {f"more{number}": "1" for number in range(9)}
    answer = house.call(PUSH, form=form, carrier="shunfeng")
    assert (answer.refusal, answer.fields) == ((422, "validation_failed"), ["param"])


@pytest.mark.parametrize("sent", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_a_push_of_another_content_type_is_not_read(house: House, sent: str) -> None:
    body = f"param={PARAM}&sign={signature(PARAM)}"
    answer = house.call(PUSH, body=body, headers={"Content-Type": sent}, carrier="shunfeng")
    assert answer.refusal == (415, "unsupported_media_type")


def test_a_push_of_more_than_half_a_megabyte_is_not_read(house: House) -> None:
    assert push_param(house, " " * 600_000).refusal == (413, "too_large")
