"""Why stock says no: the SKUs that fail, line by line."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from shop.errors import Busy, Conflict, Refused, ShopError

Found = Mapping[str, Any]

# When several lines fail for different reasons, the first of these names the whole.
_GRAVEST_FIRST = (
    "sku_taken",
    "sku_used",
    "unknown_sku",
    "being_counted",
    "not_on_sale",
    "currency_mismatch",
    "price_changed",
    "not_at_location",
    "units_missing",
    "not_there",
    "not_blocked",
    "out_of_stock",
)


class Moved(Busy):
    """Others moved the same units since they were looked at."""

    def __init__(self) -> None:
        super().__init__("The stock changed meanwhile; try again.")


class UnknownWarehouse(Conflict):
    """Nobody opened that warehouse or supplier."""

    code, title = "unknown_warehouse", "Nobody opened that warehouse"

    def __init__(self, party: str, field: str = "warehouse") -> None:
        reason = "there is no such warehouse or supplier"
        super().__init__(f"Nobody opened a warehouse {party}.", errors=[{"field": field, "reason": reason}])


class BeingCounted(Conflict):
    """What is recorded of a SKU is not for those who count it."""

    code, title = "being_counted", "It is being counted"

    def __init__(self) -> None:
        super().__init__("The SKU is being counted where you work; what is recorded is shown when that is settled.")


class StockRefused(Refused):
    """Some SKUs cannot do what was asked: `errors` has one entry per line (or SKU) concerned."""

    title = "Some SKUs cannot do what was asked"

    def __init__(self, errors: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(errors)
        self.code = min((error["code"] for error in errors), key=_GRAVEST_FIRST.index)

    def joined_by(self, others: Sequence[ShopError]) -> ShopError:
        more = [error for other in others if isinstance(other, StockRefused) for error in other.errors]
        return type(self)([*self.errors, *more])

    @classmethod
    def of(cls, field: str, sku: str, code: str, reason: str, **facts: Any) -> Self:
        return cls([{"field": field, "sku": sku, "code": code, "reason": reason, **facts}])

    @classmethod
    def not_at_location(cls, sku: str, wanted: int, party: str, found: Found | None) -> Self:
        there = found["available"] if found else 0
        return cls.of("warehouse", sku, "not_at_location", f"{party} has {there} of {wanted}", available=there)


def not_free(field: str, sku: str, party: str) -> StockRefused:
    """Why units do not go elsewhere. How many there are is not said: whoever is to count them hears of it."""
    return StockRefused.of(field, sku, "not_at_location", f"{party} has not so many that are tied to no order")


def units_missing(sku: str, party: str) -> StockRefused:
    """Why tied units do not leave: a count found that they are not there."""
    reason = f"units tied to orders were found missing at {party}; this many are not there any more"
    return StockRefused.of("shipment", sku, "units_missing", reason)


def not_there(field: str, sku: str, party: str) -> StockRefused:
    return StockRefused.of(field, sku, "not_there", f"so many units do not lie at {party}")


def not_blocked(field: str, sku: str, party: str) -> StockRefused:
    return StockRefused.of(field, sku, "not_blocked", f"so many units are not blocked at {party}")


def sku_taken(field: str, sku: str) -> StockRefused:
    return StockRefused.of(field, sku, "sku_taken", "another product has this SKU")


def sku_used(field: str, sku: str) -> StockRefused:
    return StockRefused.of(field, sku, "sku_used", "goods of this SKU were ordered, received or sold: its code stays")


def must_be_there(field: str, sku: str, found: Found | None) -> StockRefused:
    """Why goods cannot be received: nobody entered the SKU, or it is kept in another currency."""
    if not found or "currency" not in found:  # no pool, or the empty one of a SKU that was forgotten
        return StockRefused.of(field, sku, "unknown_sku", "no product has this SKU")
    reason = f"the SKU is kept in {found['currency']}"
    return StockRefused.of(field, sku, "currency_mismatch", reason, currency=found["currency"])


def unsellable(
    sku: str,
    wanted: int,
    currency: str,
    lines: Iterable[tuple[int, int]],
    asked_at: str | None,
    found: Found | None,
) -> StockRefused | None:
    """Why a pool does not serve these lines (position, unit price), asked for at a time; None when it would."""
    errors = []
    for position, price in lines:
        reason = _why(wanted, currency, price, asked_at, found)
        if reason:
            errors.append({"field": f"lines[{position}]", "sku": sku, **reason})
    return StockRefused(errors) if errors else None


def _is_former(price: int, asked_at: str | None, found: Found) -> bool:
    """Whether a price is the one that customers were shown shortly before."""
    return bool(asked_at) and price == found.get("former_price_minor") and found["former_until"] >= asked_at


def _why(wanted: int, currency: str, price: int, asked_at: str | None, found: Found | None) -> dict[str, Any] | None:
    if not found or "currency" not in found:
        return {"code": "unknown_sku", "reason": "no product has this SKU"}
    if not found["on_sale"]:
        return {"code": "not_on_sale", "reason": "the SKU is not on sale"}
    if found["currency"] != currency:
        return {
            "code": "currency_mismatch",
            "reason": f"the price is in {found['currency']}",
            "currency": found["currency"],
        }
    if price != found["price_minor"] and not _is_former(price, asked_at, found):
        return {
            "code": "price_changed",
            "reason": f"the published price is {found['price_minor']}",
            "price_minor": found["price_minor"],
        }
    if found["available"] < wanted:
        return {
            "code": "out_of_stock",
            "reason": f"{found['available']} of {wanted} are available",
            "available": found["available"],
        }
    return None
