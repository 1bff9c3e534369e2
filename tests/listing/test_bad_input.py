"""Bad input is refused field by field, never with a trace, and leaves nothing behind."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.harness import House, on_moto
from tests.listing.way import enter, mug
from tests.people import SPECIALIST, STOREFRONT

LONG = "长" * 201
SKU = {"sku": "MUG", "price_minor": 100}


@pytest.fixture(scope="module")
def shared() -> Iterator[House]:
    """One shop for all tests of this module, since nothing may be left behind."""
    with on_moto() as house:
        yield house


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["name", "currency", "skus"]),
        (mug(colour="red"), ["colour"]),
        (mug(product_id="01JDE3M7ZP0000000000000000"), ["product_id"]),
        (mug(name=""), ["name"]),
        (mug(name="   "), ["name"]),
        (mug(name=LONG), ["name"]),
        (mug(name="two\nlines"), ["name"]),
        (mug(name="nul\0"), ["name"]),
        (mug(name=7), ["name"]),
        (mug(name=None), ["name"]),
        (mug(name=["Mug"]), ["name"]),
        (mug(description="长" * 5001), ["description"]),
        (mug(description="\x1b[31m"), ["description"]),
        (mug(description=None), ["description"]),
        (mug(currency="EUR"), ["currency"]),
        (mug(currency="cny"), ["currency"]),
        (mug(currency="人民币"), ["currency"]),
        (mug(skus=[]), ["skus"]),
        (mug(skus={"sku": "MUG"}), ["skus"]),
        (mug(skus="MUG"), ["skus"]),
        (mug(skus=[SKU, {"sku": " mug ", "price_minor": 2}]), ["skus"]),
        (mug(skus=[{"sku": f"MUG-{n}", "price_minor": 1} for n in range(31)]), ["skus"]),
        (mug(skus=[SKU, {"sku": "CUP"}]), ["skus[1].price_minor"]),
        (mug(skus=[SKU | {"stock": 3}]), ["skus[0].stock"]),
        *[
            (mug(skus=[{"sku": sku, "price_minor": 1}]), ["skus[0].sku"])
            for sku in ("", "-MUG", "MUG#1", "MUG 1", "M\nUG", "马克杯", "M" * 41, "../x", None, 85123)
        ],
        *[
            (mug(skus=[{"sku": "MUG", "price_minor": price}]), ["skus[0].price_minor"])
            for price in (0, -1, 10**12 + 1, 1e100, 29.5, 29.0, "2900", True, None, [1])
        ],
        *[
            (mug(due=due), ["due"])
            for due in (
                "soon", "2026-12-01", "2026-12-01T10:00:00", "2026-13-01T10:00:00Z", "9999-12-31T23:59:59-12:00",
                "0001-01-01T00:00:00+14:00", 1_800_000_000, "1800000000", True,
            )
        ],
    ],
)  # fmt: skip
def test_a_product_that_cannot_be_is_refused(shared: House, body: Any, fields: list[str]) -> None:
    answer = enter(shared, body)
    assert (answer.refusal, answer.fields) == ((422, "validation_failed"), fields)
    assert all(error["reason"] for error in answer.body["errors"])
    assert shared.items("listing") == shared.items("sku") == []


def test_several_faults_of_a_body_are_named_together(shared: House) -> None:
    answer = enter(shared, mug(name="", currency="EUR", skus=[{"sku": "?", "price_minor": 0}]))
    assert answer.fields == ["name", "currency", "skus[0].sku", "skus[0].price_minor"]


def test_a_refusal_does_not_repeat_what_was_sent(shared: House) -> None:
    answer = enter(
        shared, mug(name={"phone": "13800138000"}, skus=[{"sku": "13800138000!", "price_minor": "13800138000"}])
    )
    assert answer.status == 422
    assert "13800138000" not in json.dumps(answer.body)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("{", (400, "malformed")),
        ("", (400, "malformed")),
        ("[]", (400, "malformed")),
        ("null", (400, "malformed")),
        ('"MUG"', (400, "malformed")),
        ('{"name": NaN}', (400, "malformed")),
        ('{"name": "\\ud800"}', (422, "validation_failed")),
        ("[" * 100_000, (400, "malformed")),
        ("{" + " " * 600_000 + "}", (413, "too_large")),
        (json.dumps(mug() | {"lines": [0] * 1001}), (413, "too_large")),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(shared: House, text: str, refusal: tuple[int, str]) -> None:
    assert enter(shared, text).refusal == refusal


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_another_content_type_is_not_understood(shared: House, content_type: str) -> None:
    answer = shared.call(
        "POST /listing/products", as_=SPECIALIST, key="k", body=mug(), headers={"Content-Type": content_type}
    )
    assert answer.refusal == (415, "unsupported_media_type")


@pytest.mark.parametrize("key", ["", "two words", "鍵", "x" * 256])
def test_an_odd_idempotency_key_is_refused(shared: House, key: str) -> None:
    assert (enter(shared, key=key).fields) == ["Idempotency-Key"]


@pytest.mark.parametrize(
    "product_id",
    ["1", "x" * 26, "01jde3m7zp0000000000000000", "01JDE3M7ZP000000000000000'", "a/b", "%00", "鍵", "..", "?"],
)
@pytest.mark.parametrize(
    ("route", "who"),
    [
        ("GET /listing/products/{product_id}", SPECIALIST),
        ("GET /listing/products/{product_id}/history", SPECIALIST),
        ("POST /listing/products/{product_id}/publish", SPECIALIST),
        ("GET /storefront/products/{product_id}", STOREFRONT),
    ],
)
def test_an_odd_product_id_is_refused(shared: House, route: str, who: Any, product_id: str) -> None:
    body = {"version": 1} if route.startswith("POST") else None
    answer = shared.call(route, as_=who, product_id=product_id, body=body)
    assert answer.refusal in ((422, "validation_failed"), (404, "not_found"))


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "state"),
        ({"state": "published"}, "state"),
        ({"state": "draft", "limit": 0}, "limit"),
        ({"state": "draft", "limit": 101}, "limit"),
        ({"state": "draft", "limit": "many"}, "limit"),
        ({"state": "draft", "cursor": "?"}, "cursor"),
        ({"state": "draft", "cursor": "x" * 2000}, "cursor"),
        ({"state": "draft", "cursor": "bnVsbA"}, "cursor"),
    ],
)
def test_an_odd_query_of_a_list_is_refused(shared: House, query: dict[str, Any], field: str) -> None:
    answer = shared.call("GET /listing/products", as_=SPECIALIST, query=query)
    assert (answer.refusal, answer.fields) == ((422, "validation_failed"), [field])
