"""Calls of AWS itself, failing like those of the shop."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from infra.client.http import Refused, Unreachable


@contextmanager
def answered(what: str) -> Iterator[None]:
    """Turn botocore's errors inside the block into Refused or Unreachable, naming `what` was asked for."""
    try:
        yield
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        raise Refused(status, {"code": error.response["Error"]["Code"], "detail": what}) from error
    except BotoCoreError as error:
        raise Unreachable(f"{what}: {error}") from error
