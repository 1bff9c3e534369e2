"""Pictures in their bucket. A key says what lies there: whose it is, its checksum and its type.

    uploads/<product>/<SHA-256 in hex>.<type>    what was uploaded; goes after some days
    pictures/<product>/<SHA-256 in hex>.<type>   what was looked at and attached, for staff to see; stays
    published/<product>/<SHA-256 in hex>.<type>  what pages show; customers read nothing else

So nobody has to remember what was agreed. Nothing else is ever written under an address, and what is read by anybody
was looked at before.
"""

import base64
import re
from datetime import timedelta
from typing import NamedTuple

from listing.domain import LARGEST_PICTURE, PICTURE_TYPES, Picture
from listing.pictures.bucket import BUCKET, PictureDiffers, asked, client
from shop.errors import Invalid

SIGNED_FOR = timedelta(minutes=15)
_UPLOADS, _KEPT, _PUBLISHED = "uploads/", "pictures/", "published/"

# What each type begins with, within its first bytes.
_FIRST_BYTES = 16
_BEGINNINGS = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n....IHDR", re.DOTALL),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
}
# A key is for one content for ever, so that whoever has it need not ask again.
_FOR_EVER = "public, max-age=31536000, immutable"
# What an upload says of who asked for it, signed with the rest.
_ASKED_BY = "asked-by"


class Upload(NamedTuple):
    """An upload that was looked at: where it lies, which one it is, the picture once it is kept, who asked for it."""

    key: str
    etag: str
    picture: Picture
    asked_by: str | None


def upload_key(product_id: str, content_type: str, checksum_sha256: str) -> str:
    """Where a product's picture with this content (base64 of its SHA-256) is uploaded."""
    return f"{_UPLOADS}{product_id}/{base64.b64decode(checksum_sha256).hex()}.{PICTURE_TYPES[content_type]}"


def sign_upload(
    key: str, content_type: str, content_length: int, checksum_sha256: str, by: str
) -> tuple[str, dict[str, str]]:
    """A URL under which exactly this content can be PUT once, for a while, and the headers it has to come with.

    `by` is the actor who asked, and stands on what is uploaded.
    """
    url = client().generate_presigned_url(
        "put_object",
        Params={
            "Bucket": BUCKET.value,
            "Key": key,
            "ContentType": content_type,
            "ContentLength": content_length,
            "ChecksumSHA256": checksum_sha256,
            "IfNoneMatch": "*",
            "Metadata": {_ASKED_BY: by},
        },
        ExpiresIn=int(SIGNED_FOR.total_seconds()),
    )
    headers = {
        "Content-Type": content_type,
        "Content-Length": str(content_length),
        "If-None-Match": "*",
        "x-amz-checksum-sha256": checksum_sha256,
        f"x-amz-meta-{_ASKED_BY}": by,
    }
    return url, headers


def look_at(product_id: str, key: str) -> Upload:
    """The picture uploaded under this key, checked against what the key says and by its first bytes.

    Raises Invalid when the key is another product's or no picture lies there, PictureMissing, PictureDiffers, Busy.
    """
    if not key.startswith(f"{_UPLOADS}{product_id}/"):
        raise Invalid.field("key", "is not the key of an upload for this product")
    with asked():
        found = client().head_object(Bucket=BUCKET.value, Key=key, ChecksumMode="ENABLED")
    kind, size = found["ContentType"], found["ContentLength"]
    if kind not in PICTURE_TYPES or upload_key(product_id, kind, found.get("ChecksumSHA256", "")) != key:
        raise PictureDiffers("Its content or its type is not what the upload was signed for.")
    if not 1 <= size <= LARGEST_PICTURE:
        raise PictureDiffers(f"A picture has 1 to {LARGEST_PICTURE} bytes, not {size}.")
    with asked():
        beginning = f"bytes=0-{_FIRST_BYTES - 1}"
        read = client().get_object(Bucket=BUCKET.value, Key=key, IfMatch=found["ETag"], Range=beginning)
        first = read["Body"].read()
    if not _BEGINNINGS[kind].match(first):
        raise Invalid.field("key", f"what was uploaded does not begin as {kind} does: it is no such picture")
    picture = Picture(_KEPT + key.removeprefix(_UPLOADS), kind, size)
    return Upload(key, found["ETag"], picture, found["Metadata"].get(_ASKED_BY))


def keep(upload: Upload) -> None:
    """Copy an upload to where pictures are read; doing it again changes nothing. Raises PictureMissing, Busy.

    Goes before the picture is attached: what is attached is always there. What is copied and then not attached is
    what the next try needs. Of what came with the upload, nothing but its type is taken over.
    """
    with asked():
        client().copy_object(
            Bucket=BUCKET.value,
            Key=upload.picture.key,
            CopySource={"Bucket": BUCKET.value, "Key": upload.key},
            CopySourceIfMatch=upload.etag,
            MetadataDirective="REPLACE",
            ContentType=upload.picture.content_type,
            CacheControl=_FOR_EVER,
        )


def published_key(key: str) -> str:
    """Where customers read a picture that is kept under this key, once a page shows it."""
    return _PUBLISHED + key.removeprefix(_KEPT)


def publish(key: str) -> None:
    """Copy a kept picture to where customers read it; doing it again changes nothing. Raises PictureMissing, Busy.

    Goes before the product is published: what a page shows is always there.
    """
    with asked():
        client().copy_object(
            Bucket=BUCKET.value, Key=published_key(key), CopySource={"Bucket": BUCKET.value, "Key": key}
        )
