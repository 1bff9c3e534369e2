"""A signed address takes the picture it was signed for and nothing else (R3.1.2)."""

import base64
import hashlib
from collections.abc import Mapping

import pytest

from infra.client import new_key
from infra.client.http import Json
from tests.e2e import goods
from tests.e2e.shop import Shop, refusal

pytestmark = pytest.mark.local_cloud

PICTURE = goods.PICTURE
OTHER = PICTURE[:-1] + bytes([PICTURE[-1] ^ 1])


@pytest.fixture(scope="module")
def product(shop: Shop) -> Json:
    """A product that waits for its picture."""
    entered = shop.listing.enter(goods.product(goods.new_skus(shop, 1)), key=new_key())
    return shop.listing.move(shop.specialist, entered, "request-design")


@pytest.fixture
def place(shop: Shop, product: Json) -> Json:
    """Where its picture is to go."""
    digest = hashlib.sha256(PICTURE).digest()
    wanted = {
        "content_type": "image/png",
        "content_length": len(PICTURE),
        "checksum_sha256": base64.b64encode(digest).decode(),
    }
    path = f"/listing/products/{product['product_id']}/picture-uploads"
    return shop.designer.call("POST", path, json=wanted, repeatable=True).body


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (OTHER, {}),
        (OTHER, {"x-amz-checksum-sha256": base64.b64encode(hashlib.sha256(OTHER).digest()).decode()}),
        (PICTURE, {"Content-Type": "text/html"}),
        (PICTURE + b"x", {"Content-Length": str(len(PICTURE) + 1)}),
    ],
    ids=["other bytes", "other bytes with their checksum", "another type", "more bytes"],
)
def test_nothing_else_is_taken_and_nothing_can_be_attached(
    shop: Shop, product: Json, place: Json, content: bytes, headers: Mapping[str, str]
) -> None:
    answer = shop.http.put(place["url"], content=content, headers=place["headers"] | headers)
    assert 400 <= answer.status_code < 500
    body = {"version": product["version"], "key": place["key"]}
    attach = f"/listing/products/{product['product_id']}/pictures"
    assert refusal(shop.designer.post, attach, body) == (409, "picture_missing")


def test_the_picture_itself_is(shop: Shop, product: Json) -> None:
    assert shop.listing.attach(product, PICTURE)["state"] == "designing"
