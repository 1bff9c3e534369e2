"""The picture bucket: its client, and what its refusals mean."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from listing.pictures.signing import Signer
from shop.errors import Busy, Conflict
from shop.settings import Setting

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

BUCKET = Setting("PICTURE_BUCKET")


class PictureMissing(Conflict):
    code, title = "picture_missing", "Nothing was uploaded there"


class PictureDiffers(Conflict):
    code, title = "picture_differs", "What was uploaded is not what was agreed"


@cache
def _session() -> boto3.Session:
    return boto3.Session()


@cache
def client() -> "S3Client":
    """The bucket's client, made when first needed: most requests of this room have no picture in them."""
    config = Config(
        signature_version="s3v4",
        # The region's own address. The global one redirects, and no signed upload can follow.
        s3={"addressing_style": "virtual"},
        connect_timeout=2,
        read_timeout=6,
        retries={"mode": "standard", "total_max_attempts": 3},
    )
    return _session().client("s3", config=config)


@cache
def address() -> str:
    """Where the bucket's objects are read, by their keys."""
    some = client().generate_presigned_url("get_object", Params={"Bucket": BUCKET.value, "Key": "some"})
    return some.partition("?")[0].removesuffix("/some")


def signer() -> Signer:
    """Who signs addresses: this function's role."""
    credentials = _session().get_credentials()
    assert credentials
    frozen = credentials.get_frozen_credentials()
    return Signer(str(frozen.access_key), str(frozen.secret_key), frozen.token, client().meta.region_name)


@contextmanager
def asked() -> Iterator[None]:
    """Inside the block what the bucket refuses is told in the shop's words: PictureMissing, PictureDiffers, Busy."""
    try:
        yield
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if status in (403, 404):  # without the right to list, S3 says 403 of what is not there
            raise PictureMissing("Upload the picture first.") from None
        if status == 412:
            raise PictureDiffers("Another picture lies there by now.") from None
        if status >= 500 or status == 429:
            raise Busy("The picture store did not keep up; try again in a moment.") from None
        raise
    except BotoCoreError:
        raise Busy("The picture store did not answer; try again in a moment.") from None
