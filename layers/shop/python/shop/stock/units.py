"""What is asked of stock: units, an order's demand, and why they move. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from shop.stock.refusals import StockRefused, unsellable


class Units(NamedTuple):
    """So many units of a SKU."""

    sku: str
    quantity: int


class Demand(NamedTuple):
    """What one order wants of a SKU: all its lines together, each with its position and price.

    `asked_at` (ISO 8601) is when it was asked: a former price that is good until then serves as well as the price.
    """

    sku: str
    quantity: int
    currency: str
    lines: tuple[tuple[int, int], ...]
    asked_at: str | None = None

    def refusal(self, found: Mapping[str, Any] | None) -> StockRefused | None:
        """Why the pool as found does not serve this demand, line by line; None when it does."""
        return unsellable(self.sku, self.quantity, self.currency, self.lines, self.asked_at, found)


class Shortfall(NamedTuple):
    """Promised units of a SKU that were found missing now: of those tied at a party, and of those promised in all."""

    sku: str
    party: str
    units: int
    pool_units: int


class Cause(NamedTuple):
    """What moves stock: the operation (one movement per SKU), the thing it is done for, and when."""

    operation: str
    why: str
    at: datetime
