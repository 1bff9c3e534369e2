"""Warehouses that are not opened, and lists that are not read."""

import base64
import json
from typing import Any

import pytest

from tests.harness import House
from tests.people import MANAGER, SPECIALIST

CHENGDU = {"code": "WH-CD", "name": "成都仓"}


def cursor(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "forged",
    ["", "x", "?", "é", cursor(["movements#MUG", "WH-SH"]), cursor(["warehouses", 1]), cursor(["warehouses", "a b"])],
)
def test_a_forged_cursor_of_the_list_of_warehouses_is_refused(shared_shop: House, forged: str) -> None:
    answer = shared_shop.call("GET /stock/warehouses", as_=SPECIALIST, query={"cursor": forged})
    assert answer.refusal == (422, "validation_failed")
    assert answer.fields == ["cursor"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "wh-sh"}, "code"),
        ({"code": "W"}, "code"),
        ({"code": "W" * 21}, "code"),
        ({"code": "WH#SH"}, "code"),
        ({"code": "WH-\nSH"}, "code"),
        ({"code": None}, "code"),
        ({"code": 12}, "code"),
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "n" * 101}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": ["a"]}, "name"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_warehouse_is_described_in_full_and_in_nothing_else(
    shared_shop: House, change: dict[str, Any], field: str
) -> None:
    before = shared_shop.items("stock_control")
    answer = shared_shop.call("POST /stock/warehouses", as_=MANAGER, key="k", body=CHENGDU | change)
    assert answer.refusal == (422, "validation_failed")
    assert answer.fields == [field]
    assert shared_shop.items("stock_control") == before


@pytest.mark.parametrize("key", [None, "", "with space", "k" * 256, "schlüssel"])
def test_opening_a_warehouse_needs_an_idempotency_key(shared_shop: House, key: str | None) -> None:
    answer = shared_shop.call("POST /stock/warehouses", as_=MANAGER, key=key, body=CHENGDU)
    assert answer.refusal == (422, "validation_failed")
    assert answer.fields == ["Idempotency-Key"]
