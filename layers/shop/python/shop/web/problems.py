"""Problem documents (RFC 9457): how errors look on the wire."""

import json
from collections.abc import Iterable
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestUnsupportedContentType, RequestValidationError
from pydantic import BaseModel, ConfigDict

from shop.errors import Invalid, ShopError
from shop.web import drawings
from shop.web.drawings import Drawing
from shop.web.reasons import reason

CONTENT_TYPE = "application/problem+json"
_LONGEST_FIELD = 200
_MOST_TOLD = 100


class Problem(BaseModel):
    """What a refusal looks like; some carry more members, such as `version` or `order_id`."""

    model_config = ConfigDict(extra="allow", defer_build=True)

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[dict[str, Any]] | None = None


def of(error: ShopError) -> Response[str]:
    """The answer that tells of this error."""
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    return Response(error.status, CONTENT_TYPE, json.dumps(error.document(), ensure_ascii=False), headers)


def of_validation(error: RequestValidationError | RequestUnsupportedContentType) -> Response[str]:
    """The answer to a request that fails its schema: each field with its reason, never its value."""
    found = error.errors()
    fields = [{"field": _path(each["loc"]), "reason": reason(each)} for each in found[:_MOST_TOLD]]
    return of(Invalid(f"{len(found)} field(s) are not valid.", errors=fields))


def as_gateway_answer(response: Response[str]) -> dict[str, Any]:
    """The answer as the gateway takes it, for refusals made before a route was reached."""
    return {
        "statusCode": response.status_code,
        "body": response.body,
        "isBase64Encoded": False,
        "multiValueHeaders": {
            name: [value] if isinstance(value, str) else list(value) for name, value in response.headers.items()
        },
    }


def documented(status: int, answer: type[BaseModel]) -> dict[int, Any]:
    """A route's answers for the API description."""
    refusals = {
        400: "Malformed",
        401: "Unauthenticated",
        403: "Forbidden",
        404: "Not found",
        409: "Conflict",
        413: "Too large",
        415: "Unsupported media type",
        422: "Not valid",
        503: "Busy",
    }
    return {
        status: {"description": "Done", "content": _content(answer)},
        **{
            code: {"description": text, "content": {CONTENT_TYPE: {"model": Problem}}}
            for code, text in refusals.items()
        },
    }


def _content(answer: type[BaseModel]) -> dict[str, Any]:
    if issubclass(answer, Drawing):
        return {drawings.TYPE.partition(";")[0]: {"schema": {"type": "string"}}}
    return {"application/json": {"model": answer}}


def _path(location: Iterable[Any]) -> str:
    """`("body", "lines", 3, "sku")` as `lines[3].sku`."""
    path = ""
    for part in list(location)[1:]:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    # A name that is not known here can be as long as the body.
    return path[:_LONGEST_FIELD] or "body"
