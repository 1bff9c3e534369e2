"""Request bodies: bounded before they are parsed, and parsed without surprises."""

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any

from shop.errors import Invalid, Malformed, TooLarge, UnsupportedMediaType

# In bytes: of a body where a route says nothing else, and of one by whom nobody knows yet.
LARGEST_BODY = 128 * 1024
LARGEST_UNKNOWN_BODY = 64 * 1024
MOST_LINES = 1_000
# Each unknown one is an error of its own, and whoever sends tens of thousands would have them all worded. The largest
# order has four names a line.
MOST_NAMES = 5_000

_UTF_8 = ("", "utf-8", "utf8")


def header(event: Mapping[str, Any], name: str) -> str:
    """The header of this name (told in lower case), or nothing."""
    return next((value for sent, value in (event.get("headers") or {}).items() if sent.lower() == name), "")


def readable(event: dict[str, Any], content_type: str, largest: int = LARGEST_BODY) -> dict[str, Any]:
    """The event with its body as text of at most so many bytes. Raises TooLarge, UnsupportedMediaType, Malformed."""
    body = event.get("body")
    if event["httpMethod"] == "GET":
        return event
    sent, charset = _content_type(header(event, "content-type"))
    if sent != content_type:
        raise UnsupportedMediaType(f"The content type is to be {content_type}.")
    if charset not in _UTF_8:
        raise UnsupportedMediaType("A body is to be written in UTF-8, and says that it is not.")
    if not body:
        raise Malformed("The request needs a body.")
    # Four characters of base64 hold three bytes; nothing is decoded before it is bounded.
    if len(body) > largest * 4 // 3 + 4:
        raise TooLarge(f"A body is at most {largest} bytes here.")
    try:
        raw = base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
        text = raw.decode()
    except ValueError:  # neither base64 nor UTF-8
        raise Malformed("The body is not UTF-8 text.") from None
    if len(raw) > largest:
        raise TooLarge(f"A body is at most {largest} bytes here.")
    # The resolver knows media types in lower case only.
    headers = event["headers"].items()
    read_as = {name: content_type if name.lower() == "content-type" else value for name, value in headers}
    return event | {"body": text, "isBase64Encoded": False, "headers": read_as}


def _content_type(said: str) -> tuple[str, str]:
    """The media type and the charset of a content type, both in lower case; no charset is an empty one."""
    if ";" not in said:
        return said.strip().lower(), ""
    from email.message import Message  # hardly anybody says more than the type

    read = Message()
    read["Content-Type"] = said
    return read.get_content_type() if said.strip() else "", str(read.get_param("charset", "")).strip().lower()


def parse_json(text: str) -> dict[str, Any]:
    """The JSON object in `text`. Raises Malformed, Invalid (half a character), TooLarge (too many lines or names)."""
    try:
        value = _strict().decode(text)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"The body is not JSON: {_reason(error)}.") from None
    if not isinstance(value, dict):
        raise Malformed("The body is to be a JSON object.")
    if "\\u" in text:  # escapes can smuggle in half characters that no store takes
        _refuse_half_characters(value)
    lines = value.get("lines")
    if isinstance(lines, list) and len(lines) > MOST_LINES:
        raise TooLarge(f"There are {len(lines)} lines; {MOST_LINES} is the most.")
    return value


def _refuse_half_characters(value: dict[str, Any]) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        field = next(_halves(value, ""), "body").encode("utf-8", "replace").decode()[:200]
        raise Invalid.field(field, "holds half a character (a lone surrogate)") from None


def _halves(value: Any, at: str) -> Iterator[str]:
    """Where in a body half characters are."""
    if isinstance(value, str):
        if not value.isascii() and any("\ud800" <= one <= "\udfff" for one in value):
            yield at
    elif isinstance(value, dict):
        for name, member in value.items():
            place = f"{at}.{name}" if at else name
            yield from _halves(name, place)
            yield from _halves(member, place)
    elif isinstance(value, list):
        for place, member in enumerate(value):
            yield from _halves(member, f"{at}[{place}]")


class _NotMeant(ValueError):
    """What a lenient reader would take, each in its own way."""


def _no_constant(name: str) -> Any:
    raise _NotMeant(f"{name} is no JSON number")


def _strict() -> json.JSONDecoder:
    """A reader of one body, which counts the names in it."""
    names = 0

    def once_each(members: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal names
        names += len(members)
        if names > MOST_NAMES:
            raise TooLarge(f"There are more than {MOST_NAMES} names in the body.")
        value = dict(members)
        if len(value) < len(members):
            raise _NotMeant("a name stands twice in one object")
        return value

    return json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=once_each)


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at {error.pos}"
    # Other errors may quote the body.
    return str(error) if isinstance(error, _NotMeant) else "it cannot be read"
