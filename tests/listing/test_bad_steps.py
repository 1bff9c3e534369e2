"""Steps that cannot be are refused field by field, and the product stays as it was."""

from typing import Any

import pytest

from tests.harness import House
from tests.listing.way import designing, draft, in_review, wanted
from tests.people import DESIGNER, REVIEWER

SKU = {"sku": "MUG", "price_minor": 100}


@pytest.mark.parametrize("version", [0, -1, "1", 1.0, 1.5, True, None])
@pytest.mark.parametrize("step", ["request-design", "submit", "publish"])
def test_the_version_of_a_step_is_a_positive_number(house: House, step: str, version: Any) -> None:
    product = draft(house)
    who = DESIGNER if step == "submit" else REVIEWER
    answer = product.call(f"POST /{step}", who, {"version": version})
    assert (answer.refusal, answer.fields) == ((422, "validation_failed"), ["version"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"price": 1}, "price"),
        ({"name": ""}, "name"),
        ({"prices": []}, "prices"),
        ({"prices": [SKU, SKU]}, "prices"),
        ({"prices": [{"sku": "MUG-RED", "price_minor": -1}]}, "prices[0].price_minor"),
        ({"skus": [SKU]}, "skus"),
        ({"currency": "GBP", "name": "Cup"}, "currency"),
    ],
)
def test_a_change_of_a_draft_that_cannot_be_is_refused(house: House, body: Any, field: str) -> None:
    product = draft(house)
    answer = product.revise(**body)
    assert answer.refusal == (422, "validation_failed")
    assert field in answer.fields
    assert product.read()["version"] == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"content_type": "image/svg+xml"}, "content_type"),
        ({"content_type": "image/PNG"}, "content_type"),
        ({"content_length": 0}, "content_length"),
        ({"content_length": 10 * 1024 * 1024 + 1}, "content_length"),
        ({"content_length": "12"}, "content_length"),
        ({"checksum_sha256": "abc"}, "checksum_sha256"),
        ({"checksum_sha256": "=" * 44}, "checksum_sha256"),
        ({"checksum_sha256": "A" * 42 + "B="}, "checksum_sha256"),
        ({"checksum_sha256": "0" * 64}, "checksum_sha256"),
        ({"key": "pictures/x"}, "key"),
    ],
)
def test_an_upload_that_cannot_be_is_refused(house: House, more: Any, field: str) -> None:
    answer = designing(house).call("POST /picture-uploads", DESIGNER, wanted() | more)
    assert (answer.refusal, answer.fields) == ((422, "validation_failed"), [field])


@pytest.mark.parametrize(
    "key", ["", "x", "/etc/passwd", "pictures/../secret", "pictures/01JDE3M7ZP0000000000000000/x.png", None, 7]
)
def test_an_odd_picture_key_is_refused(house: House, key: Any) -> None:
    answer = designing(house).move("pictures", DESIGNER, key=key)
    assert (answer.refusal, answer.fields) == ((422, "validation_failed"), ["key"])


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"to": "draft"}, "reasons"),
        ({"to": "draft", "reasons": ""}, "reasons"),
        ({"to": "draft", "reasons": " \n "}, "reasons"),
        ({"to": "draft", "reasons": "长" * 1001}, "reasons"),
        ({"to": "published", "reasons": "Good."}, "to"),
        ({"reasons": "Bad."}, "to"),
    ],
)
def test_sending_back_says_where_to_and_why(house: House, more: Any, field: str) -> None:
    product = in_review(house)
    answer = product.move("send-back", REVIEWER, **more)
    assert (answer.refusal, answer.fields) == ((422, "validation_failed"), [field])
    assert product.read()["state"] == "in_review"
