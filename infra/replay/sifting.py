"""Which lines of an invoice are goods that a shop can sell, and why the others are not.

A code is one of goods when it is an article number: five digits, perhaps with letters for the
variant (`85123A`, `15056BL`), or one of the shop's own `DCGS` range (`DCGS0076`). Every other code
names something that is no goods: postage and carriage (`POST`, `DOT`, `C2`), manual entries and
discounts (`M`, `D`), samples (`S`), fees (`BANK CHARGES`, `AMAZONFEE`), vouchers (`gift_0001_40`).
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from infra.replay import refusals

GOODS = re.compile(r"(?:[0-9]{5}[A-Z]{0,3}|DCGS[0-9A-Z]{1,8})")
NO_ASCII = "stock code not in ASCII"
NO_GOODS = "not goods"
NO_QUANTITY = "no positive quantity"
NO_PRICE = "no positive price"
NO_WHOLE_PENCE = "price in fractions of a penny"
LONGEST_NAME = 150
UNKNOWN_COUNTRY = "unknown"


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
    def name(self) -> str:
        """The description in one line, cut to what fits into a product's name."""
        return " ".join(self.description.split())[:LONGEST_NAME].strip()

    @property
    def price_minor(self) -> int:
        """The price in pence; lines with fractions of a penny are not sold."""
        return int(self.price.scaleb(2))

    @property
    def amount_minor(self) -> Decimal:
        """What the line comes to in pence; whole where the line can be sold."""
        return (self.quantity * self.price).scaleb(2).normalize() + 0  # not -0


def fold(code: str) -> str:
    """A stock code as the shop writes it: codes that differ in case or outer blanks are one SKU."""
    return code.strip().upper()


def payment_reference(invoice: str) -> str:
    """What stands for the payment, of which the file tells nothing."""
    return f"replay-{invoice}"


def why_not(line: Line) -> str | None:
    """Why a line cannot be sold, None when it can."""
    if not line.code.isascii():
        return NO_ASCII
    if not GOODS.fullmatch(line.sku):
        return NO_GOODS
    if line.quantity <= 0:
        return NO_QUANTITY
    if line.price <= 0:
        return NO_PRICE
    if line.price.scaleb(2) % 1:
        return NO_WHOLE_PENCE
    said = (
        ("InvoiceNo", line.invoice),
        ("InvoiceNo", payment_reference(line.invoice)),
        ("Description", line.name or line.sku),
        ("Quantity", line.quantity),
        ("UnitPrice", line.price_minor),
        ("Country", line.country or UNKNOWN_COUNTRY),
    )
    return next(filter(None, (refusals.reason(column, value) for column, value in said)), None)
