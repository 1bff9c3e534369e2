"""The picture bucket. A picture's key says what lies there: whose it is, its checksum and its type.

    pictures/<product>/<SHA-256 in hex>.<type>

So nobody has to remember what was agreed, and no picture changes after it was looked at.
"""

import base64
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from listing.domain import LARGEST_PICTURE, PICTURE_TYPES, Picture
from shop.errors import Busy, Conflict, Invalid
from shop.settings import Setting

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

BUCKET = Setting("PICTURE_BUCKET")
SIGNED_FOR = timedelta(minutes=15)


class PictureMissing(Conflict):
    code, title = "picture_missing", "Nothing was uploaded there"


class PictureDiffers(Conflict):
    code, title = "picture_differs", "What was uploaded is not what was agreed"


@cache
def _client() -> "S3Client":
    # Made when first needed: most requests of this room have no picture in them.
    config = Config(
        signature_version="s3v4",
        # The region's own address. The global one redirects, and no signed upload can follow.
        s3={"addressing_style": "virtual"},
        connect_timeout=2,
        read_timeout=6,
        retries={"mode": "standard", "total_max_attempts": 3},
    )
    return boto3.client("s3", config=config)


def key_for(product_id: str, content_type: str, checksum_sha256: str) -> str:
    """Where a product's picture with this content (base64 of its SHA-256) belongs."""
    return f"pictures/{product_id}/{base64.b64decode(checksum_sha256).hex()}.{PICTURE_TYPES[content_type]}"


def sign_upload(key: str, content_type: str, content_length: int, checksum_sha256: str) -> tuple[str, dict[str, str]]:
    """A URL under which exactly this content can be PUT for a while, and the headers it has to come with."""
    url = _client().generate_presigned_url(
        "put_object",
        Params={
            "Bucket": BUCKET.value,
            "Key": key,
            "ContentType": content_type,
            "ContentLength": content_length,
            "ChecksumSHA256": checksum_sha256,
        },
        ExpiresIn=int(SIGNED_FOR.total_seconds()),
    )
    headers = {
        "Content-Type": content_type,
        "Content-Length": str(content_length),
        "x-amz-checksum-sha256": checksum_sha256,
    }
    return url, headers


def look_at(product_id: str, key: str) -> Picture:
    """The picture uploaded under this key, checked against what the key says.

    Raises Invalid when the key is another product's, PictureMissing, PictureDiffers, Busy.
    """
    if not key.startswith(f"pictures/{product_id}/"):
        raise Invalid.field("key", "is not the key of a picture of this product")
    try:
        found = _client().head_object(Bucket=BUCKET.value, Key=key, ChecksumMode="ENABLED")
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if status in (403, 404):  # without the right to list, S3 says 403 of what is not there
            raise PictureMissing("Upload the picture first.") from None
        if status >= 500 or status == 429:
            raise Busy("The picture store did not keep up; try again in a moment.") from None
        raise
    except BotoCoreError:
        raise Busy("The picture store did not answer; try again in a moment.") from None
    picture = Picture(key, found["ContentType"], found["ContentLength"])
    checksum = found.get("ChecksumSHA256", "")
    if picture.content_type not in PICTURE_TYPES or key_for(product_id, picture.content_type, checksum) != key:
        raise PictureDiffers("Its content or its type is not what the upload was signed for.")
    if not 1 <= picture.bytes <= LARGEST_PICTURE:
        raise PictureDiffers(f"A picture has 1 to {LARGEST_PICTURE} bytes, not {picture.bytes}.")
    return picture
