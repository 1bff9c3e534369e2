"""Request bodies: bounded before they are parsed, and parsed without surprises."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from shop.errors import Malformed, TooLarge, UnsupportedMediaType

LARGEST_BODY = 512 * 1024
MOST_LINES = 1_000


def header(event: Mapping[str, Any], name: str) -> str:
    """The header of this name (told in lower case), or nothing."""
    return next((value for sent, value in (event.get("headers") or {}).items() if sent.lower() == name), "")


def readable(event: dict[str, Any], content_type: str) -> dict[str, Any]:
    """The event with its body as bounded text. Raises TooLarge, UnsupportedMediaType, Malformed."""
    body = event.get("body")
    if event["httpMethod"] == "GET":
        return event
    sent = header(event, "content-type")
    if sent.partition(";")[0].strip().lower() != content_type:
        raise UnsupportedMediaType(f"The content type is to be {content_type}.")
    if not body:
        raise Malformed("The request needs a body.")
    # Four characters of base64 hold three bytes; nothing is decoded before it is bounded.
    if len(body) > LARGEST_BODY * 4 // 3 + 4:
        raise TooLarge(f"A body is at most {LARGEST_BODY} bytes.")
    try:
        raw = base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
        text = raw.decode()
    except ValueError:  # neither base64 nor UTF-8
        raise Malformed("The body is not UTF-8 text.") from None
    if len(raw) > LARGEST_BODY:
        raise TooLarge(f"A body is at most {LARGEST_BODY} bytes.")
    # The resolver knows media types in lower case only.
    headers = event["headers"].items()
    read_as = {name: content_type if name.lower() == "content-type" else value for name, value in headers}
    return event | {"body": text, "isBase64Encoded": False, "headers": read_as}


def parse_json(text: str) -> dict[str, Any]:
    """The JSON object in `text`. Raises Malformed, TooLarge (more than 1,000 lines)."""
    try:
        value = _STRICT.decode(text)
        if "\\u" in text:  # escapes can smuggle in half characters that no store takes
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Malformed(f"The body is not JSON: {_reason(error)}.") from None
    if not isinstance(value, dict):
        raise Malformed("The body is to be a JSON object.")
    lines = value.get("lines")
    if isinstance(lines, list) and len(lines) > MOST_LINES:
        raise TooLarge(f"There are {len(lines)} lines; {MOST_LINES} is the most.")
    return value


class _NotMeant(ValueError):
    """What a lenient reader would take, each in its own way."""


def _no_constant(name: str) -> Any:
    raise _NotMeant(f"{name} is no JSON number")


def _once_each(members: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(members)
    if len(value) < len(members):
        raise _NotMeant("a name stands twice in one object")
    return value


_STRICT = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_once_each)


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at {error.pos}"
    # Other errors may quote the body.
    return str(error) if isinstance(error, _NotMeant) else "it cannot be read"
