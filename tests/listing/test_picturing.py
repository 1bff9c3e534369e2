"""A designer makes, uploads and attaches the pictures (R3.1.2)."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from listing import domain, pictures
from tests.harness import Answer, House
from tests.listing.way import AT, PICTURE, Mug, designing, draft, put, wanted
from tests.people import DESIGNER, SPECIALIST
from tests.stores import PICTURE_BUCKET, REGION

Refused = Callable[[Callable[[], Answer]], Answer]


def test_a_specialist_hands_a_draft_to_the_designers(house: House) -> None:
    product = draft(house)
    answer = product.move("request-design", SPECIALIST)
    assert (answer.status, answer.body["state"], answer.body["version"]) == (200, "designing", 2)
    assert product.history()[-1]["type"] == "DesignRequested"


def test_an_upload_is_signed_for_one_content_alone(house: House) -> None:
    product = designing(house)
    answer = product.call("POST /picture-uploads", DESIGNER, wanted())
    assert answer.status == 201
    digest = hashlib.sha256(PICTURE)
    assert answer.body["key"] == f"pictures/{product.product_id}/{digest.hexdigest()}.png"
    assert answer.body["headers"] == {
        "Content-Type": "image/png",
        "Content-Length": str(len(PICTURE)),
        "x-amz-checksum-sha256": base64.b64encode(digest.digest()).decode(),
    }
    url = urlsplit(answer.body["url"])
    signed = parse_qs(url.query)
    assert url.path.endswith(answer.body["key"])
    assert PICTURE_BUCKET in answer.body["url"]
    assert signed["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert f"/{REGION}/s3/" in signed["X-Amz-Credential"][0]
    assert signed["X-Amz-SignedHeaders"] == ["content-length;content-type;host;x-amz-checksum-sha256"]
    assert signed["X-Amz-Expires"] == ["900"]
    assert answer.body["expires_at"] == "2026-11-24T02:15:03.000Z"


@pytest.mark.parametrize("region", ["ap-southeast-1", "eu-central-2"])
def test_an_upload_is_signed_for_the_regions_own_address(monkeypatch: pytest.MonkeyPatch, region: str) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    pictures._client.cache_clear()
    try:
        url, _ = pictures.sign_upload("pictures/P/00.png", "image/png", 1, "AA==")
    finally:
        pictures._client.cache_clear()
    # The global address answers with a redirection, which no signed upload can follow.
    assert urlsplit(url).netloc == f"{PICTURE_BUCKET}.s3.{region}.amazonaws.com"


def test_asking_for_an_upload_writes_nothing(house: House, asked: list[str]) -> None:
    product = designing(house)
    asked.clear()
    product.call("POST /picture-uploads", DESIGNER, wanted())
    assert asked == ["GetItem"]


def test_a_picture_is_attached_to_the_version_that_was_looked_at(house: House) -> None:
    product = designing(house)
    first, second, seen = product.upload(b"front"), product.upload(b"back"), product.version
    assert product.move("pictures", DESIGNER, key=first).status == 200
    late = product.call("POST /pictures", DESIGNER, {"version": seen, "key": second})
    assert late.refusal == (409, "version_conflict")


@pytest.mark.parametrize("content_type", ["image/png", "image/jpeg", "image/webp"])
def test_an_uploaded_picture_is_attached(house: House, content_type: str) -> None:
    product = designing(house)
    key = product.upload(content_type=content_type)
    answer = product.move("pictures", DESIGNER, key=key)
    picture = {"key": key, "content_type": content_type, "bytes": len(PICTURE)}
    assert (answer.status, answer.body["state"], answer.body["pictures"]) == (200, "designing", [picture])
    event = product.history()[-1]
    assert (event["type"], event["actor"], event["data"]) == ("PictureAttached", DESIGNER.actor, picture)


def test_pictures_stay_in_the_order_in_which_they_were_attached(house: House) -> None:
    product = designing(house)
    keys = [product.attach(content).body["pictures"][-1]["key"] for content in (b"front", b"back", b"inside")]
    assert [picture["key"] for picture in product.read()["pictures"]] == keys


def test_a_picture_that_was_not_uploaded_cannot_be_attached(house: House, refused: Refused) -> None:
    product = designing(house)
    key = product.call("POST /picture-uploads", DESIGNER, wanted()).body["key"]
    assert refused(lambda: product.move("pictures", DESIGNER, key=key)).refusal == (409, "picture_missing")


@pytest.mark.parametrize(
    "stored",
    [
        {"content": b"another picture"},
        {"content_type": "text/html"},
        {"content_type": "image/jpeg"},
        {"algorithm": "CRC32"},
    ],
    ids=["another content", "no picture", "another type", "no checksum"],
)
def test_a_picture_that_differs_from_what_was_agreed_cannot_be_attached(
    house: House, refused: Refused, stored: dict[str, Any]
) -> None:
    product = designing(house)
    key = product.upload()
    put(key, **stored)
    assert refused(lambda: product.move("pictures", DESIGNER, key=key)).refusal == (409, "picture_differs")


@pytest.mark.parametrize("size", [0, domain.LARGEST_PICTURE + 1])
def test_a_picture_of_a_wrong_size_cannot_be_attached(house: House, refused: Refused, size: int) -> None:
    product = designing(house)
    content = b"x" * size
    key = pictures.key_for(product.product_id, "image/png", wanted(content)["checksum_sha256"])
    put(key, content)
    assert refused(lambda: product.move("pictures", DESIGNER, key=key)).refusal == (409, "picture_differs")


def test_another_products_picture_cannot_be_attached(house: House, refused: Refused) -> None:
    product = designing(house)
    other = designing(house, key="2", skus=[{"sku": "CUP", "price_minor": 1}])
    key = other.upload()
    answer = refused(lambda: product.move("pictures", DESIGNER, key=key))
    assert (answer.refusal, answer.fields) == ((422, "validation_failed"), ["key"])


def test_a_picture_is_attached_once(house: House, refused: Refused) -> None:
    product = designing(house)
    key = product.attach().body["pictures"][0]["key"]
    assert refused(lambda: product.move("pictures", DESIGNER, key=key)).refusal == (409, "picture_attached")


def test_a_product_has_a_limited_number_of_pictures(house: House, refused: Refused) -> None:
    product = designing(house)
    for n in range(domain.MOST_PICTURES):
        assert product.attach(f"picture {n}".encode()).status == 200
    assert refused(lambda: product.attach(b"one more")).refusal == (409, "too_many_pictures")


@pytest.mark.parametrize(
    "trouble",
    [
        ClientError(
            {"Error": {"Code": "SlowDown"}, "ResponseMetadata": {"HTTPStatusCode": 503}},  # type: ignore[typeddict-item]
            "HeadObject",
        ),
        ConnectTimeoutError(endpoint_url="https://s3"),
    ],
)
def test_a_picture_store_that_does_not_keep_up_is_answered_as_busy(
    house: House, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    product = designing(house)
    key = product.upload()

    def head_object(**_: Any) -> None:
        raise trouble

    monkeypatch.setattr(pictures._client(), "head_object", head_object)
    assert product.move("pictures", DESIGNER, key=key).refusal == (503, "busy")
    assert product.read()["pictures"] == []


def test_a_forbidden_from_the_picture_store_means_that_the_picture_is_missing(
    house: House, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = designing(house)
    key = product.upload()

    def head_object(**_: Any) -> None:
        raise ClientError(
            {"Error": {"Code": "403"}, "ResponseMetadata": {"HTTPStatusCode": 403}},  # type: ignore[typeddict-item]
            "HeadObject",
        )

    monkeypatch.setattr(pictures._client(), "head_object", head_object)
    assert refused(lambda: product.move("pictures", DESIGNER, key=key)).code == "picture_missing"


@pytest.mark.parametrize("state", ["draft", "in_review", "published"])
def test_pictures_are_attached_only_while_a_product_is_designed(house: House, refused: Refused, state: str) -> None:
    product = AT[state](house)
    key = pictures.key_for(product.product_id, "image/png", wanted(b"late")["checksum_sha256"])
    put(key, b"late")
    upload = refused(lambda: product.call("POST /picture-uploads", DESIGNER, wanted(b"late")))
    attach = refused(lambda: product.move("pictures", DESIGNER, key=key))
    assert upload.refusal == attach.refusal == (409, "transition_not_allowed")


def test_a_designer_hands_the_product_to_the_review(house: House) -> None:
    product = designing(house)
    product.attach(b"front")
    product.attach(b"back")
    answer = product.move("submit", DESIGNER)
    assert (answer.status, answer.body["state"]) == (200, "in_review")
    event = product.history()[-1]
    assert (event["type"], event["data"]) == ("ProductSubmitted", {"pictures": 2})


def test_a_product_without_a_picture_is_not_reviewed(house: House, refused: Refused) -> None:
    product = designing(house)
    assert refused(lambda: product.move("submit", DESIGNER)).refusal == (409, "no_picture")


def test_a_product_nobody_entered_takes_no_pictures(house: House, refused: Refused) -> None:
    stranger = Mug(house, "01JDE3M7ZP0000000000000000")
    assert refused(lambda: stranger.call("POST /picture-uploads", DESIGNER, wanted())).status == 404
    assert refused(lambda: stranger.move("submit", DESIGNER)).status == 404
