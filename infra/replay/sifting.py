"""Which lines of an invoice are goods that a shop can sell, and why the others are not.

A code is one of goods when it is an article number: five digits, perhaps with letters for the
variant (`85123A`, `15056BL`), or one of the shop's own `DCGS` range (`DCGS0076`). Every other code
names something that is no goods: postage and carriage (`POST`, `DOT`, `C2`), manual entries and
discounts (`M`, `D`), samples (`S`), fees (`BANK CHARGES`, `AMAZONFEE`), vouchers (`gift_0001_40`).
"""

import re
from dataclasses import dataclass
from decimal import Decimal

GOODS = re.compile(r"(?:\d{5}[A-Z]{0,3}|DCGS[0-9A-Z]{1,8})")
NO_GOODS = "not goods"
NO_QUANTITY = "no positive quantity"
NO_PRICE = "no positive price"
NO_WHOLE_PENCE = "price in fractions of a penny"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file; `price` in pounds, exactly as it stands there."""

    number: int
    invoice: str
    code: str
    description: str
    quantity: int
    at: str
    price: Decimal
    customer: str
    country: str

    @property
    def sku(self) -> str:
        return fold(self.code)

    @property
    def price_minor(self) -> int:
        """The price in pence; lines with fractions of a penny are not sold."""
        return int(self.price * 100)

    @property
    def amount_minor(self) -> Decimal:
        """What the line comes to in pence; whole where the line can be sold."""
        return (self.quantity * self.price * 100).normalize() + 0  # not -0


def fold(code: str) -> str:
    """A stock code as the shop writes it: codes that differ in case or outer blanks are one SKU."""
    return code.strip().upper()


def why_not(line: Line) -> str | None:
    """Why a line cannot be sold, None when it can."""
    if not GOODS.fullmatch(line.sku):
        return NO_GOODS
    if line.quantity <= 0:
        return NO_QUANTITY
    if line.price <= 0:
        return NO_PRICE
    if line.price * 100 % 1:
        return NO_WHOLE_PENCE
    return None
