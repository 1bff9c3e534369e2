"""An uploaded picture is looked at, kept and attached, or refused (R3.1.2)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from listing import domain, store
from listing.pictures import bucket, files
from tests.harness import Answer, House
from tests.listing.way import PICTURE, designing, picture, put, wanted
from tests.people import DESIGNER
from tests.stores import PICTURE_BUCKET, client

Refused = Callable[[Callable[[], Answer]], Answer]


def kept(upload: str) -> str:
    """Where an upload lies once it is attached."""
    return upload.replace("uploads/", "pictures/")


def objects() -> list[str]:
    """The keys of all that lies in the bucket."""
    return [found["Key"] for found in client("s3").list_objects_v2(Bucket=PICTURE_BUCKET).get("Contents", [])]


@contextmanager
def transferred(operation: str) -> Iterator[list[int]]:
    """The bytes of the answers to an operation on the bucket."""
    sizes: list[int] = []

    def note(parsed: Any, **_: Any) -> None:
        sizes.append(parsed["ContentLength"])

    events = bucket.client().meta.events
    events.register(f"after-call.s3.{operation}", note)
    yield sizes
    events.unregister(f"after-call.s3.{operation}", note)


def test_a_picture_is_attached_to_the_version_that_was_looked_at(house: House) -> None:
    product = designing(house)
    first, second, seen = product.upload(picture("front")), product.upload(picture("back")), product.version
    assert product.move("pictures", DESIGNER, key=first).status == 200
    late = product.call("POST /pictures", DESIGNER, {"version": seen, "key": second})
    assert late.refusal == (409, "version_conflict")


@pytest.mark.parametrize("content_type", ["image/png", "image/jpeg", "image/webp"])
def test_an_uploaded_picture_is_attached(house: House, content_type: str) -> None:
    product = designing(house)
    content = picture("a mug", content_type)
    key = product.upload(content, content_type)
    answer = product.move("pictures", DESIGNER, key=key)
    attached = {"key": kept(key), "content_type": content_type, "bytes": len(content)}
    assert (answer.status, answer.body["state"]) == (200, "designing")
    (shown,) = answer.body["pictures"]
    assert {name: shown[name] for name in attached} == attached
    event = product.history()[-1]
    assert (event["type"], event["actor"], event["data"]) == ("PictureAttached", DESIGNER.actor, attached)


def test_an_attached_picture_is_kept_apart_from_uploads_and_takes_nothing_but_its_type_along(house: House) -> None:
    product = designing(house)
    key = product.upload()
    more: dict[str, Any] = {
        "CacheControl": "no-store",
        "ContentEncoding": "gzip",
        "ContentDisposition": "attachment; filename=x.html",
    }
    put(key, **more)
    product.move("pictures", DESIGNER, key=key)
    found = client("s3").get_object(Bucket=PICTURE_BUCKET, Key=kept(key))
    assert found["Body"].read() == PICTURE
    assert (found["ContentType"], found["CacheControl"]) == ("image/png", "public, max-age=31536000, immutable")
    assert not found.get("ContentEncoding")
    assert not found.get("ContentDisposition")


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"<!doctype html><script>alert(1)</script>", "image/png"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/webp"),
        (b"GIF89a" + bytes(20), "image/png"),
        (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "image/png"),
        (b"RIFF\0\0\0\0WAVEfmt ", "image/webp"),
        (b"\xff\xd8", "image/jpeg"),
        (b" " + PICTURE, "image/png"),
        (picture("a mug", "image/jpeg"), "image/png"),
        (PICTURE, "image/jpeg"),
    ],
    ids=["HTML", "SVG", "GIF", "a PNG's mark and HTML", "sound", "two bytes", "a blank first", "a JPEG", "a PNG"],
)
def test_what_does_not_begin_as_its_type_does_is_no_picture(
    house: House, refused: Refused, content: bytes, content_type: str
) -> None:
    product = designing(house)
    key = product.upload(content, content_type)
    answer = refused(lambda: product.move("pictures", DESIGNER, key=key))
    assert (answer.refusal, answer.fields) == ((422, "validation_failed"), ["key"])
    assert f"does not begin as {content_type} does" in answer.body["errors"][0]["reason"]
    assert objects() == [key]


def test_only_the_first_bytes_of_a_large_picture_are_read(house: House) -> None:
    product = designing(house)
    key = product.upload(picture("x" * 100_000))
    with transferred("GetObject") as sizes:
        assert product.move("pictures", DESIGNER, key=key).status == 200
    assert sizes == [16]


def test_a_picture_is_kept_before_it_is_attached_and_can_be_attached_after_a_crash(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = designing(house)
    key = product.upload()
    with monkeypatch.context() as crash:
        crash.setattr(store, "save", lambda *_, **__: 1 / 0)
        assert product.move("pictures", DESIGNER, key=key).status == 500
    assert objects() == [kept(key), key]
    assert product.read()["pictures"] == []
    assert product.move("pictures", DESIGNER, key=key).status == 200
    assert objects() == [kept(key), key]


def test_a_picture_that_cannot_be_kept_is_not_attached(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    product = designing(house)
    key = product.upload()

    def copy_object(**_: Any) -> None:
        raise ConnectTimeoutError(endpoint_url="https://s3")

    monkeypatch.setattr(bucket.client(), "copy_object", copy_object)
    assert product.move("pictures", DESIGNER, key=key).refusal == (503, "busy")
    assert product.read()["pictures"] == []


def test_only_the_very_upload_that_was_looked_at_is_attached(
    house: House, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = designing(house)
    key = product.upload()
    etag = client("s3").head_object(Bucket=PICTURE_BUCKET, Key=key)["ETag"]

    def copy_object(*, CopySourceIfMatch: str, **_: Any) -> None:
        assert CopySourceIfMatch == etag
        raise ClientError(
            {"Error": {"Code": "PreconditionFailed"}, "ResponseMetadata": {"HTTPStatusCode": 412}},  # type: ignore[typeddict-item]
            "CopyObject",
        )

    monkeypatch.setattr(bucket.client(), "copy_object", copy_object)
    assert refused(lambda: product.move("pictures", DESIGNER, key=key)).refusal == (409, "picture_differs")


def test_pictures_stay_in_the_order_in_which_they_were_attached(house: House) -> None:
    product = designing(house)
    keys = [product.attach(of).body["pictures"][-1]["key"] for of in ("front", "back", "inside")]
    assert [shown["key"] for shown in product.read()["pictures"]] == keys


def test_a_picture_that_was_not_uploaded_cannot_be_attached(house: House, refused: Refused) -> None:
    product = designing(house)
    key = product.call("POST /picture-uploads", DESIGNER, wanted()).body["key"]
    assert refused(lambda: product.move("pictures", DESIGNER, key=key)).refusal == (409, "picture_missing")


@pytest.mark.parametrize(
    "stored",
    [
        {"content": picture("another")},
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
    key = files.upload_key(product.product_id, "image/png", wanted(content)["checksum_sha256"])
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
    product.attach()
    key = product.upload()
    assert refused(lambda: product.move("pictures", DESIGNER, key=key)).refusal == (409, "picture_attached")


def test_a_product_has_a_limited_number_of_pictures(house: House, refused: Refused) -> None:
    product = designing(house)
    for n in range(domain.MOST_PICTURES):
        assert product.attach(f"picture {n}").status == 200
    before = objects()
    assert refused(lambda: product.attach("one more")).refusal == (409, "too_many_pictures")
    assert [key for key in objects() if key.startswith("pictures/")] == [
        key for key in before if key.startswith("pictures/")
    ]


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

    monkeypatch.setattr(bucket.client(), "head_object", head_object)
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

    monkeypatch.setattr(bucket.client(), "head_object", head_object)
    assert refused(lambda: product.move("pictures", DESIGNER, key=key)).code == "picture_missing"
