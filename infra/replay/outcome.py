"""What became of a month: the figures of its last line, and the file of what was rejected."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from infra.client.http import Json
from infra.replay.month import Month, Rejected
from infra.replay.placing import Placed

HEADING = ("Line", "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "Country")


@dataclass
class Outcome:
    """Counts what happens to the invoices of a month, one after the other."""

    month: Month
    placed: int = 0
    already_placed: int = 0
    refused: int = 0
    lines_placed: int = 0
    units_placed: int = 0
    amount_minor: int = 0
    rejects: list[Rejected] = field(default_factory=list)

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
        self.lines_placed += len(result.invoice.goods)
        self.units_placed += result.invoice.units
        self.amount_minor += result.invoice.amount_minor

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
            and figures["lines_placed"] + figures["lines_rejected"] == figures["lines"]
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
        """The last line. Lines, units and amount are those of all orders the shop now holds of the month."""
        return {
            "invoices": len(self.month.invoices),
            "placed": self.placed,
            "already_placed": self.already_placed,
            "rejected": self.unsold + self.refused,
            "cancellations_seen": self.month.cancellations,
            "lines": self.month.lines,
            "lines_placed": self.lines_placed,
            "lines_rejected": len(self.rejects),
            "units_placed": self.units_placed,
            "amount_minor": self.amount_minor,
        }

    def write_rejects(self, path: Path) -> None:
        """Write every rejected line with its amount in pence and the reason, in the order of the file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(path.name + ".new")
        with draft.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow([*HEADING, "amount_minor", "reason"])
            for reject in sorted(self.rejects, key=lambda reject: reject.line.number):
                line = reject.line
                as_read = [line.number, line.invoice, line.code, line.description, line.quantity]
                rows.writerow(
                    [*as_read, line.at, line.price, line.country, format(line.amount_minor, "f"), reject.reason]
                )
        draft.replace(path)
