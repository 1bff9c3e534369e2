"""What a month needs of the shop, as the bodies of its requests.

The same file gives the same plan, so that a replay that is started again asks for the very same
things under the very same keys, document numbers and external ids, and nothing happens twice.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra.client.http import Json
from infra.replay.month import Invoice
from infra.replay.sifting import UNKNOWN_COUNTRY, Line, payment_reference

CURRENCY = "GBP"
# The most SKUs of a product and the most lines of a receipt.
GROUP = 30


class CannotBePlacedError(Exception):
    """An order that does not fit what the shop has published; the message says why."""


@dataclass(frozen=True, slots=True)
class Article:
    """A SKU of the month: its name, its highest price in pence, and its lines."""

    sku: str
    name: str
    price_minor: int
    lines: tuple[Line, ...]

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def unit_cost_minor(self) -> int:
        """The file tells no costs: half of the price, rounded up, stands in."""
        return (self.price_minor + 1) // 2


def articles(invoices: Iterable[Invoice]) -> list[Article]:
    """Everything the month sells, by SKU."""
    by_sku: dict[str, list[Line]] = {}
    for invoice in invoices:
        for line in invoice.goods:
            by_sku.setdefault(line.sku, []).append(line)
    return [_article(sku, by_sku[sku]) for sku in sorted(by_sku)]


def _article(sku: str, lines: Sequence[Line]) -> Article:
    names = Counter(line.name for line in lines if line.name)
    name = min(names, key=lambda text: (-names[text], text), default=sku)
    return Article(sku, name, max(line.price_minor for line in lines), tuple(lines))


def groups(stock: Sequence[Article]) -> list[Sequence[Article]]:
    """The articles in groups that fit one product and one receipt."""
    return [stock[start : start + GROUP] for start in range(0, len(stock), GROUP)]


def product(members: Sequence[Article]) -> Json:
    """A product with these articles as its SKUs, as it is entered."""
    first, others = members[0], len(members) - 1
    return {
        "name": f"{first.name} and {others} more" if others else first.name,
        "description": "\n".join(f"{article.sku} {article.name}" for article in members),
        "currency": CURRENCY,
        "skus": [{"sku": article.sku, "price_minor": article.price_minor} for article in members],
    }


def receipt(members: Sequence[Article], warehouse: str, units: Mapping[str, int], *, turn: int = 0) -> Json:
    """A receipt of so many units of these articles, by SKU.

    The document is named after the articles' lines and the turn: for the same ones nothing is received twice.
    """
    served = [[line.invoice, line.number, line.sku, line.quantity] for article in members for line in article.lines]
    return {
        "document": f"REPLAY-{digest([turn, *served])}",
        "warehouse": warehouse,
        "currency": CURRENCY,
        "lines": [
            {"sku": article.sku, "quantity": units[article.sku], "unit_cost_minor": article.unit_cost_minor}
            for article in members
        ],
    }


def order(invoice: Invoice, prices: Mapping[str, int]) -> Json:
    """The order of an invoice at the published prices; what a line paid less is its discount.

    Every line stays a line. The contact is invented but for the country. Raises CannotBePlacedError.
    """
    return {
        "external_id": invoice.number,
        "payment_reference": payment_reference(invoice.number),
        "currency": CURRENCY,
        "contact": {
            "name": f"Buyer {invoice.number}",
            "phone": "+44 20 7946 0000",  # kept free for use in fiction
            "address": {
                "country": invoice.country or UNKNOWN_COUNTRY,
                "city": "Sampleton",
                "street": "1 Example Street",
            },
        },
        "lines": [_order_line(line, prices) for line in invoice.goods],
        "shipping_minor": 0,  # postage is no goods and stands among the rejects
    }


def _order_line(line: Line, prices: Mapping[str, int]) -> Json:
    published = prices.get(line.sku)
    if published is None:
        raise CannotBePlacedError(f"{line.sku} is not on the page")
    if published < line.price_minor:
        raise CannotBePlacedError(f"{line.sku} is sold at {published}, and was bought at {line.price_minor}")
    discount = (published - line.price_minor) * line.quantity
    return {"sku": line.sku, "quantity": line.quantity, "unit_price": published, "discount_minor": discount}


def digest(content: Any) -> str:
    """A short name of some content."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:24]


def key(kind: str, body: Json) -> str:
    """The Idempotency-Key of a request: the same for the same request, of whichever run."""
    return f"replay-{kind}-{digest(body)}"
