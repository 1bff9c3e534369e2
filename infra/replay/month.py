"""A month of invoices, read from a file with the columns of the Online Retail data set."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from infra.replay import dates, refusals, rows
from infra.replay.rows import Row, UnreadableFileError
from infra.replay.sifting import Line, why_not

COLUMNS = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")


# More digits than any shop's numbers have are no number of a shop.
_QUANTITY = re.compile(r"-?[0-9]{1,9}")
_PRICE = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")
_DECIMAL_COMMA = re.compile(r"-?[0-9]+,[0-9]+")


@dataclass(frozen=True, slots=True)
class Invoice:
    """One order of the month, with the lines of it that can be sold (perhaps none)."""

    number: str
    at: str
    country: str
    goods: tuple[Line, ...]
    line_count: int

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.goods)

    @property
    def amount_minor(self) -> int:
        """What the goods were paid, in pence."""
        return sum(line.quantity * line.price_minor for line in self.goods)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that is not placed, and why."""

    line: Line
    reason: str


@dataclass(frozen=True, slots=True)
class Month:
    """All invoices in time order, the lines among theirs that cannot be sold, the cancellations."""

    invoices: tuple[Invoice, ...]
    rejected: tuple[Rejected, ...]
    cancellations: int

    @property
    def orders(self) -> list[Invoice]:
        """The invoices with something to sell."""
        return [invoice for invoice in self.invoices if invoice.goods]

    @property
    def lines(self) -> int:
        return sum(invoice.line_count for invoice in self.invoices)


def read(path: Path) -> Month:
    """The month in a file. Raises OSError, UnreadableFileError."""
    lines = parse(rows.read(path, COLUMNS))
    if not lines:
        raise UnreadableFileError(f"{path} has no invoices in it.")
    return sift(lines)


def parse(read: Iterable[Row]) -> list[Line]:
    """The rows as lines, with dates and numbers. Raises UnreadableFileError naming the line."""
    told = [(row.number, {column: row.cells[column].strip() for column in COLUMNS}) for row in read]
    at = dates.moments([(number, cells["InvoiceDate"]) for number, cells in told])
    return [_line(number, cells, moment) for (number, cells), moment in zip(told, at, strict=True)]


def sift(lines: Iterable[Line]) -> Month:
    """Invoices, rejects and cancellations; the number of a cancellation begins with C."""
    by_invoice: dict[str, list[Line]] = {}
    for line in lines:
        by_invoice.setdefault(line.invoice, []).append(line)
    sold = {number: own for number, own in by_invoice.items() if not number.startswith("C")}
    why = {line.number: reason for own in sold.values() for line in own if (reason := why_not(line))}
    why |= _too_many(sold, why)
    invoices = (_invoice(number, own, why) for number, own in sold.items())
    return Month(
        tuple(sorted(invoices, key=lambda invoice: (invoice.at, invoice.number))),
        tuple(Rejected(line, why[line.number]) for own in sold.values() for line in own if line.number in why),
        len(by_invoice) - len(sold),
    )


def _too_many(sold: Mapping[str, Sequence[Line]], why: Mapping[int, str]) -> dict[int, str]:
    """The lines of goods that are too many together, for an order or for the shop's shelves, and why."""
    goods = {number: [line for line in own if line.number not in why] for number, own in sold.items()}
    highest: dict[str, int] = {}
    for line in (line for own in goods.values() for line in own):
        highest[line.sku] = max(highest.get(line.sku, 0), line.price_minor)
    out: dict[int, str] = {}
    units: Counter[str] = Counter()
    for own in goods.values():
        # An order names the published price, which is the highest, and what was paid less as a discount.
        reason = refusals.too_large(len(own), sum(line.quantity * highest[line.sku] for line in own))
        for line in own:
            if reason or units[line.sku] + line.quantity > refusals.MOST_UNITS:
                out[line.number] = reason or "more of a stock code in a month than the shop takes in"
            else:
                units[line.sku] += line.quantity
    return out


def _invoice(number: str, own: Sequence[Line], why: Mapping[int, str]) -> Invoice:
    goods = tuple(line for line in own if line.number not in why)
    return Invoice(number, min(line.at for line in own), (goods or own)[0].country, goods, len(own))


def _line(number: int, cells: Mapping[str, str], at: str) -> Line:
    quantity, price = cells["Quantity"], cells["UnitPrice"]
    for said in (quantity, price):
        if _DECIMAL_COMMA.fullmatch(said):
            raise UnreadableFileError(f"Line {number}: {said[:40]!r} has a comma in it; write decimals with a point.")
    if not _QUANTITY.fullmatch(quantity) or not _PRICE.fullmatch(price):
        raise UnreadableFileError(f"Line {number}: {quantity[:40]!r} at {price[:40]!r} is no quantity at a price.")
    return Line(
        number,
        cells["InvoiceNo"],
        cells["StockCode"],
        cells["Description"],
        int(quantity),
        at,
        Decimal(price),
        cells["CustomerID"],
        cells["Country"],
    )
