"""Pages: a cursor leads from one page of a list to the next, and is good for that list alone."""

import base64
import binascii
import json
import re
from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel

from shop.errors import Invalid
from shop.storage.table import Page
from shop.storage.values import Item

Shown = TypeVar("Shown", bound=BaseModel)
# Reads a page after a position: the rank or sort key of the last item seen, None at the beginning.
Read = Callable[[str | None], Page]


def read_page(name: str, cursor: str | None, read: Read, *, position: str = ".+") -> tuple[list[Item], str | None]:
    """Items of the list called `name` from where the cursor says, and the cursor of the rest.

    `position` is the pattern of what such a list can go on after. Raises Invalid for anything
    that is no cursor of this list.
    """
    after = decode_cursor(name, cursor, position=position)
    page = read(after)
    return page.items, encode_cursor(name, page.last)


def read_list(kind: type[Shown], name: str, cursor: str | None, read: Read, *, position: str = ".+") -> Shown:
    """The same for items on a list: `kind` has their summaries as `items`, and `next`."""
    items, following = read_page(name, cursor, read, position=position)
    # Summaries are JSON already: they are put together, not taken apart and built again.
    summaries = ",".join(item["summary"] for item in items)
    return kind.model_validate_json(f'{{"items":[{summaries}],"next":{json.dumps(following)}}}')


def encode_cursor(name: str, last: str | None) -> str | None:
    """An opaque cursor of the list called `name`; None when nothing follows."""
    if last is None:
        return None
    text = json.dumps([name, last], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(name: str, cursor: str | None, *, position: str = ".+") -> str | None:
    """Where the list goes on, None for its beginning. Raises Invalid."""
    if cursor is None:
        return None
    after: Any = None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        of_list, after = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        str(after).encode()  # escapes can smuggle in half characters that no store takes
    except (binascii.Error, ValueError, TypeError, RecursionError):
        of_list = None
    if of_list != name or not isinstance(after, str) or not re.fullmatch(position, after, re.DOTALL):
        raise Invalid.field("cursor", "is not a cursor of this list")
    return after
