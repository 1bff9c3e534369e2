"""What the shop's API would refuse: its own models are asked, before anything is sent."""

from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from listing.schemas import Name
from order_dispatch.schemas import OrderNumber, Place, PlaceOrder
from shop.money import LARGEST_AMOUNT, Price, Quantity

# The most lines of an order, and the most units that one line of a receipt takes in.
MOST_LINES = next(
    int(rule.max_length) for rule in PlaceOrder.model_fields["lines"].metadata if hasattr(rule, "max_length")
)
MOST_UNITS = 1_000_000

_TAKES: dict[str, TypeAdapter[Any]] = {
    "InvoiceNo": TypeAdapter(OrderNumber),
    "Description": TypeAdapter(Name),
    "Quantity": TypeAdapter(Quantity),
    "UnitPrice": TypeAdapter(Price),
    "Country": TypeAdapter(Place),
}
_WORDS = {
    "string_pattern_mismatch": "has characters that the shop refuses",
    "string_too_long": "is too long for the shop",
    "less_than_equal": "is more than the shop takes",
}


@lru_cache(maxsize=100_000)
def reason(column: str, value: str | int) -> str | None:
    """Why the shop refuses what stands in a column, or None when it takes it."""
    try:
        _TAKES[column].validate_python(value)
    except ValidationError as error:
        found = error.errors()[0]
        return f"{column} {_WORDS.get(found['type']) or found['msg'].removeprefix('Value error, ')}"
    return None


def too_large(lines: int, amount_minor: int) -> str | None:
    """Why the shop refuses an order of so many lines for so many minor units, or None when it takes it."""
    if lines > MOST_LINES:
        return f"invoice of more than {MOST_LINES} lines"
    return "invoice for more than the shop takes" if amount_minor > LARGEST_AMOUNT else None
