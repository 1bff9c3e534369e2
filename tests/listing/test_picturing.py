"""A product goes to the designers, who upload its pictures and hand it to the review (R3.1.2)."""

import base64
import hashlib
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from listing.pictures import bucket, files
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
    assert answer.body["key"] == f"uploads/{product.product_id}/{digest.hexdigest()}.png"
    assert answer.body["headers"] == {
        "Content-Type": "image/png",
        "Content-Length": str(len(PICTURE)),
        "If-None-Match": "*",
        "x-amz-checksum-sha256": base64.b64encode(digest.digest()).decode(),
        "x-amz-meta-asked-by": DESIGNER.actor,
    }
    url = urlsplit(answer.body["url"])
    signed = parse_qs(url.query)
    assert url.path.endswith(answer.body["key"])
    assert PICTURE_BUCKET in answer.body["url"]
    assert signed["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert f"/{REGION}/s3/" in signed["X-Amz-Credential"][0]
    assert signed["X-Amz-SignedHeaders"] == [
        "content-length;content-type;host;if-none-match;x-amz-checksum-sha256;x-amz-meta-asked-by"
    ]
    assert signed["X-Amz-Expires"] == ["900"]
    assert answer.body["expires_at"] == "2026-11-24T02:15:03.000Z"


@pytest.mark.parametrize("region", ["ap-southeast-1", "eu-central-2"])
def test_an_upload_is_signed_for_the_regions_own_address(monkeypatch: pytest.MonkeyPatch, region: str) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    bucket.client.cache_clear()
    try:
        url, _ = files.sign_upload("uploads/P/00.png", "image/png", 1, "AA==", DESIGNER.actor)
    finally:
        bucket.client.cache_clear()
    # The global address answers with a redirection, which no signed upload can follow.
    assert urlsplit(url).netloc == f"{PICTURE_BUCKET}.s3.{region}.amazonaws.com"


def test_asking_for_an_upload_writes_nothing(house: House, asked: list[str]) -> None:
    product = designing(house)
    asked.clear()
    product.call("POST /picture-uploads", DESIGNER, wanted())
    assert asked == ["GetItem"]


@pytest.mark.parametrize("state", ["draft", "in_review", "published"])
def test_pictures_are_attached_only_while_a_product_is_designed(house: House, refused: Refused, state: str) -> None:
    product = AT[state](house)
    key = files.upload_key(product.product_id, "image/png", wanted(b"late")["checksum_sha256"])
    put(key, b"late")
    upload = refused(lambda: product.call("POST /picture-uploads", DESIGNER, wanted(b"late")))
    attach = refused(lambda: product.move("pictures", DESIGNER, key=key))
    assert upload.refusal == attach.refusal == (409, "transition_not_allowed")


def test_a_designer_hands_the_product_to_the_review(house: House) -> None:
    product = designing(house)
    product.attach("front")
    product.attach("back")
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
