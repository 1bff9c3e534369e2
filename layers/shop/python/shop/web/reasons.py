"""Why a field is refused, in plain words: what is wanted, never what was sent, and no word of a library."""

from collections.abc import Mapping
from typing import Any

_IN_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "string_type": "is to be a text",
    "string_unicode": "holds half a character",
    "string_too_short": "is empty",
    "string_too_long": "is longer than {max_length} characters",
    "int_type": "is to be a whole number",
    "int_parsing": "is to be a whole number",
    "int_parsing_size": "is to be a whole number, and not that large",
    "int_from_float": "is to be a whole number",
    "greater_than_equal": "is to be {ge} or more",
    "less_than_equal": "is to be {le} or less",
    "bool_type": "is to be true or false",
    "list_type": "is to be a list",
    "too_short": "is to have at least {min_length} of them",
    "too_long": "is to have at most {max_length} of them",
    "dict_type": "is to be an object",
    "model_type": "is to be an object",
    "model_attributes_type": "is to be an object",
    "literal_error": "is to be one of {expected}",
    "enum": "is to be one of {expected}",
    "timezone_aware": "is to say its time zone, such as Z",
}
_DATES = ("date", "time")


def reason(found: Mapping[str, Any]) -> str:
    """The reason in words of one of pydantic's errors."""
    kind, context = found["type"], found.get("ctx") or {}
    if kind == "wanted":
        return str(found["msg"])
    if kind == "value_error":  # the shop's own words
        return str(context["error"])
    if kind in _IN_WORDS:
        return _IN_WORDS[kind].format_map(context)
    return "is no such date or time" if kind.startswith(_DATES) else "is not valid"
