"""Each carrier signs with a salt of its own; of two, both are valid while one takes the other's place."""

from typing import Any

import boto3
import pytest
from aws_lambda_powertools.utilities import parameters
from hypothesis import given
from hypothesis import strategies as st

from infra import salts as command
from infra.redrive.deployed import Shop
from order_dispatch.carriers.kuaidi100 import salts, signature
from tests.harness import Answer
from tests.order_dispatch.carrier import param_of, push_param, salt_of
from tests.order_dispatch.carrier import signature as signed_with
from tests.order_dispatch.shop_floor import Floor
from tests.stores import CARRIER_SECRET, ENVIRONMENT

CARRIERS = ["shunfeng", "yuantong", "jd"]
REFUSED = (401, "unauthenticated")


@pytest.fixture(autouse=True)
def run(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command works on the stores of the test, and no salts are remembered from another one."""
    shop = Shop(boto3.Session(), {"CarrierSaltSecret": ENVIRONMENT["CARRIER_SECRET_ID"]})
    monkeypatch.setattr(Shop, "in_aws", lambda stack_name: shop)
    monkeypatch.setattr(signature, "kept", signature._Salts())


def told(capsys: pytest.CaptureFixture[str], does: str, carrier: str = "shunfeng") -> str:
    """The salt that the command prints."""
    assert command.main([does, carrier]) == 0
    return capsys.readouterr().out.strip()


def pushed(floor: Floor, salt: str, carrier: str = "shunfeng") -> Answer:
    param = param_of("SF00000001", ("2026-11-24 12:00:00", "103"), carrier=carrier)
    return push_param(floor.house, param, sign=signed_with(param, salt), carrier=carrier)


def test_a_carriers_salt_signs_for_no_other_carrier(floor: Floor) -> None:
    assert len({salt_of(carrier) for carrier in CARRIERS}) == len(CARRIERS)
    for carrier in CARRIERS:
        assert pushed(floor, salt_of("jd"), carrier).status == (200 if carrier == "jd" else 401)
    assert pushed(floor, CARRIER_SECRET["salt"]).refusal == REFUSED


def test_while_a_salt_is_rotated_both_are_valid_and_the_older_ends(
    floor: Floor, capsys: pytest.CaptureFixture[str]
) -> None:
    first = told(capsys, "show")
    assert pushed(floor, first).status == 200
    second = told(capsys, "rotate")
    floor.house.later(seconds=5)
    assert [pushed(floor, salt).status for salt in (first, second)] == [200, 200]
    third = told(capsys, "rotate")
    floor.house.later(minutes=1)
    assert [pushed(floor, salt).status for salt in (first, second, third)] == [401, 200, 200]
    assert told(capsys, "end") == third
    floor.house.later(minutes=1)
    assert [pushed(floor, salt).status for salt in (first, second, third)] == [401, 401, 200]
    assert pushed(floor, salt_of("jd"), "jd").status == 200


def test_forged_pushes_do_not_make_the_salts_be_read_again_each_time(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    read = parameters.get_secret

    def counted(name: str, **how: Any) -> object:
        reads.append(name)
        return read(name, **how)

    monkeypatch.setattr(parameters, "get_secret", counted)
    for _ in range(20):  # in which 20 seconds pass
        assert pushed(floor, "a guess").refusal == REFUSED
    assert 1 <= len(reads) <= 5


@pytest.mark.parametrize("carrier", ["", "Shunfeng", "shun feng", "../jd", "x" * 21])
def test_the_command_refuses_what_is_no_carriers_code(carrier: str) -> None:
    with pytest.raises(SystemExit) as refused:
        command.main(["rotate", carrier])
    assert refused.value.code == 2


def test_a_shop_that_cannot_be_read_is_told_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["show", "jd", "--stack", "nowhere/stack.json"]) == 2
    assert capsys.readouterr().err.startswith("The deployed shop cannot be read: ")


@given(st.lists(st.tuples(st.sampled_from(["rotated", "ended"]), st.sampled_from(CARRIERS)), max_size=8))
def test_whatever_is_done_to_a_carriers_salts_one_or_two_are_valid_and_the_others_stay_theirs(
    done: list[tuple[str, str]],
) -> None:
    secret: salts.Secret = {"salt": "s"}
    for does, carrier in done:
        after = getattr(salts, does)(secret, carrier)
        for other in CARRIERS:
            if other != carrier:
                assert salts.valid(after, other) == salts.valid(secret, other)
        current, *previous = salts.valid(secret, carrier)
        valid = salts.valid(after, carrier)
        assert valid[1:] == (current,) if does == "rotated" else valid == (current,)
        assert all(salt not in valid for salt in previous)
        secret = after
