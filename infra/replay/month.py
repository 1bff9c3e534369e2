"""A file of invoices: CSV, gzipped or not, with the columns of the Online Retail data set."""

import csv
import gzip
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from infra.replay.sifting import Line, why_not

COLUMNS = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")


class UnreadableFileError(Exception):
    """The file is not what it should be; the message says where."""


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
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
            return sift(parse(csv.DictReader(file)))
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError, csv.Error) as error:
        raise UnreadableFileError(f"{path} is no CSV in UTF-8: {error}") from error


def parse(rows: Iterable[Mapping[str, str | None]]) -> list[Line]:
    """The rows as lines, numbered as in the file, whose first line is the heading."""
    return [_line(number, row) for number, row in enumerate(rows, start=2)]


def sift(lines: Iterable[Line]) -> Month:
    """Invoices, rejects and cancellations; the number of a cancellation begins with C."""
    by_invoice: dict[str, list[Line]] = {}
    for line in lines:
        by_invoice.setdefault(line.invoice, []).append(line)
    sold = {number: own for number, own in by_invoice.items() if not number.startswith("C")}
    reasons = [(line, why_not(line)) for own in sold.values() for line in own]
    rejected = tuple(Rejected(line, reason) for line, reason in reasons if reason)
    out = {reject.line.number for reject in rejected}
    invoices = (
        Invoice(number, own[0].at, own[0].country, tuple(line for line in own if line.number not in out), len(own))
        for number, own in sold.items()
    )
    return Month(
        tuple(sorted(invoices, key=lambda invoice: (invoice.at, invoice.number))),
        rejected,
        len(by_invoice) - len(sold),
    )


def _line(number: int, row: Mapping[str, str | None]) -> Line:
    missing = [column for column in COLUMNS if row.get(column) is None]
    if missing:
        raise UnreadableFileError(f"Line {number} lacks {', '.join(missing)}.")
    invoice, code, description, quantity, at, price, customer, country = (
        str(row[column]).strip() for column in COLUMNS
    )
    try:
        pounds = Decimal(price)
        if not pounds.is_finite():
            raise InvalidOperation
        return Line(number, invoice, code, description, int(quantity), at, pounds, customer, country)
    except (InvalidOperation, ValueError):
        raise UnreadableFileError(f"Line {number}: '{quantity}' at '{price}' is no quantity at a price.") from None
