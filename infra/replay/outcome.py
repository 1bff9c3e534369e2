"""What became of a month: the figures of its last line, and the file of what was rejected."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from infra.client.http import Json
from infra.replay.month import Month, Rejected
from infra.replay.placing import Placed

# A spreadsheet takes a cell that begins with one of these for a formula, unless an apostrophe comes first.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEADING = ("Line", "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "Country")


@dataclass
class Outcome:
    """Counts what happens to the invoices of a month, one after the other."""

    month: Month
    placed: int = 0
    already_placed: int = 0
    changed: int = 0
    refused: int = 0
    lines_accounted: int = 0
    lines_placed: int = 0
    units_placed: int = 0
    amount_minor: int = 0
    rejects: list[Rejected] = field(default_factory=list)
    differences: list[Rejected] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rejects.extend(self.month.rejected)

    def add(self, result: Placed) -> None:
        """Count one invoice that had something to sell."""
        if result.refused is not None:
            self.refused += 1
            self.rejects.extend(Rejected(line, result.refused) for line in result.invoice.goods)
            return
        self.placed += not result.again
        self.already_placed += result.again
        self.lines_accounted += len(result.invoice.goods)
        self.lines_placed += result.lines
        self.units_placed += result.units
        self.amount_minor += result.amount_minor
        if result.difference:
            self.changed += 1
            self.differences.append(
                Rejected(result.invoice.goods[0], f"changed after it was placed: {result.difference}")
            )

    @property
    def unsold(self) -> int:
        """Invoices without a line that can be sold."""
        return len(self.month.invoices) - len(self.month.orders)

    @property
    def complete(self) -> bool:
        """Every invoice and every line is accounted for, and the shop refused none of the orders."""
        figures = self.as_json()
        return (
            not self.refused
            and figures["placed"] + figures["already_placed"] + figures["rejected"] == figures["invoices"]
            and self.lines_accounted + figures["lines_rejected"] == figures["lines"]
        )

    @property
    def rejected_amount_minor(self) -> Decimal:
        """What the rejected lines come to."""
        return sum((reject.line.amount_minor for reject in self.rejects), Decimal(0))

    @property
    def reasons(self) -> Counter[str]:
        """How many lines were rejected for each reason."""
        return Counter(reject.reason for reject in self.rejects)

    def as_json(self) -> Json:
        """The last line. Lines, units and amount placed are those of all orders the shop now holds of the month;
        `changed` are invoices that it holds from before and other than the file says."""
        return {
            "invoices": len(self.month.invoices),
            "placed": self.placed,
            "already_placed": self.already_placed,
            "changed": self.changed,
            "rejected": self.unsold + self.refused,
            "cancellations_seen": self.month.cancellations,
            "lines": self.month.lines,
            "lines_placed": self.lines_placed,
            "lines_rejected": len(self.rejects),
            "units_placed": self.units_placed,
            "amount_minor": self.amount_minor,
        }

    def write_rejects(self, path: Path) -> None:
        """Write every rejected line, and of each changed invoice the first, in the order of the file.

        With each its amount in pence and the reason. No text is a formula to a spreadsheet. Raises OSError.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(path.name + ".new")
        with draft.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow([*HEADING, "amount_minor", "reason"])
            for reject in sorted([*self.rejects, *self.differences], key=lambda reject: reject.line.number):
                line = reject.line
                texts = [as_text(text) for text in (line.invoice, line.code, line.description)]
                numbers = [line.quantity, line.at, format(line.price, "f")]
                ending = [as_text(line.country), format(line.amount_minor, "f"), as_text(reject.reason)]
                rows.writerow([line.number, *texts, *numbers, *ending])
        draft.replace(path)


def as_text(cell: str) -> str:
    """A cell that a spreadsheet takes for a text, whatever it begins with."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
