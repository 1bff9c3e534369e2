"""A signed address takes the picture it was signed for, once, and nothing else; a signed one shows it (R3.1.2)."""

import base64
import hashlib
from collections.abc import Mapping
from functools import partial

import pytest

from infra.client import new_key
from infra.client.http import Json
from tests.e2e import goods
from tests.e2e.shop import Shop, refusal, until

pytestmark = pytest.mark.local_cloud

PICTURE = goods.PICTURE
OTHER = PICTURE[:-1] + bytes([PICTURE[-1] ^ 1])


@pytest.fixture(scope="module")
def product(shop: Shop) -> Json:
    """A product that waits for its picture."""
    entered = shop.listing.enter(goods.product(goods.new_skus(shop, 1)), key=new_key())
    return shop.listing.move(shop.specialist, entered, "request-design")


def ask(shop: Shop, product: Json, content: bytes) -> Json:
    """Where this content is to go."""
    digest = hashlib.sha256(content).digest()
    wanted = {
        "content_type": "image/png",
        "content_length": len(content),
        "checksum_sha256": base64.b64encode(digest).decode(),
    }
    path = f"/listing/products/{product['product_id']}/picture-uploads"
    return shop.designer.call("POST", path, json=wanted, repeatable=True).body


@pytest.fixture
def place(shop: Shop, product: Json) -> Json:
    """Where its picture is to go."""
    return ask(shop, product, PICTURE)


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (OTHER, {}),
        (OTHER, {"x-amz-checksum-sha256": base64.b64encode(hashlib.sha256(OTHER).digest()).decode()}),
        (PICTURE, {"Content-Type": "text/html"}),
        (PICTURE + b"x", {"Content-Length": str(len(PICTURE) + 1)}),
        (PICTURE, {"If-None-Match": '"another"'}),
        (PICTURE, {"x-amz-meta-asked-by": "somebody else"}),
    ],
    ids=["other bytes", "other bytes with their checksum", "another type", "more bytes", "to overwrite", "for another"],
)
def test_nothing_else_is_taken_and_nothing_can_be_attached(
    shop: Shop, product: Json, place: Json, content: bytes, headers: Mapping[str, str]
) -> None:
    answer = shop.http.put(place["url"], content=content, headers=place["headers"] | headers)
    assert 400 <= answer.status_code < 500
    body = {"version": product["version"], "key": place["key"]}
    attach = f"/listing/products/{product['product_id']}/pictures"
    assert refusal(shop.designer.post, attach, body) == (409, "picture_missing")


def test_what_is_no_picture_is_uploaded_in_vain(shop: Shop, product: Json) -> None:
    content = b"<!doctype html><script>alert(document.domain)</script>"
    there = ask(shop, product, content)
    assert shop.http.put(there["url"], content=content, headers=there["headers"]).status_code == 200
    body = {"version": product["version"], "key": there["key"]}
    attach = f"/listing/products/{product['product_id']}/pictures"
    assert refusal(shop.designer.post, attach, body) == (422, "validation_failed")


def test_the_picture_itself_is_taken_once_and_looked_at_by_a_signed_address_alone(
    shop: Shop, product: Json, place: Json
) -> None:
    put = partial(shop.http.put, place["url"], content=PICTURE, headers=place["headers"])
    assert [put().status_code, put().status_code] == [200, 412]
    attached = shop.listing.attach(product, PICTURE)  # uploads again: what lies there is the picture itself
    (picture,) = attached["pictures"]
    looked_at = shop.http.get(picture["url"])
    assert (looked_at.status_code, looked_at.content) == (200, PICTURE)
    assert looked_at.headers["Content-Type"] == "image/png"
    plain, _, query = picture["url"].partition("?")
    uploaded = plain.replace(picture["key"], place["key"])
    # Neither without the signature, nor another object by it, nor to write.
    for refused in (shop.http.get(plain), shop.http.get(f"{uploaded}?{query}"), shop.http.put(picture["url"])):
        assert refused.status_code == 403


def test_a_page_shows_its_pictures_and_is_not_sent_again_while_nothing_changed(shop: Shop) -> None:
    (sku,) = goods.on_sale(shop)
    page = until(lambda: next((one for one in shop.listing.published(shop.storefront) if _sells(one, sku)), None))
    (address,) = page["pictures"]
    assert shop.http.get(address).content == PICTURE
    url = f"{shop.stack.api_url}/storefront/products/{page['product_id']}"
    token = {"Authorization": f"Bearer {shop.storefront.token}"}
    first = shop.http.get(url, headers=token)
    again = shop.http.get(url, headers={**token, "If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def _sells(page: Json, sku: str) -> bool:
    return sku in [entry["sku"] for entry in page["skus"]]
