"""A body of each route that takes one, for the API description."""

from typing import Any

BODIES: dict[str, dict[str, Any]] = {"POST /guestbook/entries": {"text": "A lovely shop. 再来！"}}
