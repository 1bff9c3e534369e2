"""A function that tries what it is told to try, and tells how each try ended.

`test_declared_lists` deploys this file under the roles of the shop's own functions.
"""

from typing import Any

import boto3
from botocore.exceptions import ClientError

REFUSALS = ("AccessDenied", "AccessDeniedException", "AuthorizationError")


def try_all(event: dict[str, Any], context: object) -> list[str]:
    """For each `[service, call, arguments]` the error code, or `done`."""
    return [_try(*one) for one in event["tries"]]


def _try(service: str, call: str, arguments: dict[str, Any]) -> str:
    client: Any = boto3.client(service)  # type: ignore[call-overload]
    try:
        getattr(client, call)(**arguments)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "done"
