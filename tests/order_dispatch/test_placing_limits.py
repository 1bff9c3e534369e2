"""What a storefront may send to the very limit, and in whatever spelling."""

import json

import pytest

from order_dispatch.schemas import LARGEST_ORDER
from tests.order_dispatch.shop_floor import Floor, wanted
from tests.people import STOREFRONT

PLACE = "POST /storefront/orders"


def test_an_order_of_the_largest_size_is_taken_and_one_byte_more_is_not(floor: Floor) -> None:
    text = json.dumps(wanted())
    assert floor.place(text + " " * (LARGEST_ORDER - len(text))).status == 201
    assert floor.place(text + " " * (LARGEST_ORDER - len(text) + 1)).refusal == (413, "too_large")


@pytest.mark.parametrize("sent", ["application/json; charset=utf-8", "Application/JSON", " application/json "])
def test_json_is_json_however_it_is_written(floor: Floor, sent: str) -> None:
    answer = floor.house.call(PLACE, as_=STOREFRONT, body=wanted(), key="k", headers={"Content-Type": sent})
    assert answer.status == 201


@pytest.mark.parametrize("key", ["k" * 255, "!", "#", "a#b#c", '"quoted"', "~"])
def test_any_visible_characters_make_an_idempotency_key(floor: Floor, key: str) -> None:
    assert floor.place(wanted(), key=key).status == 201
    assert floor.place(wanted(), key=key).headers["Idempotent-Replayed"] == "true"


def test_an_idempotency_key_is_taken_however_its_header_is_written(floor: Floor) -> None:
    answer = floor.house.call(PLACE, as_=STOREFRONT, body=wanted(), headers={"idempotency-key": "k"})
    assert answer.status == 201
