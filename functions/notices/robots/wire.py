"""Speaking to a platform. With urllib3, which comes with botocore: one request, no redirect, no second try."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError

from notices.robots.port import Request


class NotSaidError(Exception):
    """The platform could not be reached, or answered nothing that can be understood. Names no address."""


def post(request: Request) -> Mapping[str, Any]:
    """Post the body as JSON; the answer. Raises NotSaidError."""
    body = json.dumps(request.body, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    try:
        answer = _pool().request("POST", request.url, body=body, headers=headers, redirect=False)
        if answer.status != 200:
            raise NotSaidError(f"status {answer.status}")
        told = json.loads(answer.data)
    except (HTTPError, ValueError) as error:
        raise NotSaidError(type(error).__name__) from None
    if not isinstance(told, dict):
        raise NotSaidError("an answer of another kind")
    return told


@cache
def _pool() -> urllib3.PoolManager:
    return urllib3.PoolManager(timeout=urllib3.Timeout(connect=2, read=5), retries=False)
