"""A made-up month for simulations, small enough for seconds: a file of invoices."""

import csv
import random
from datetime import date, datetime, time, timedelta
from pathlib import Path

from infra.replay.month import COLUMNS

FIRST = date(2010, 12, 1)
SKUS = [f"{20_000 + number}" for number in range(10)]


def month(file: Path, *, days: int = 20) -> Path:
    """A file with two orders a day; the first SKU sells much more than before in the last third."""
    chance = random.Random(1)
    with file.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(COLUMNS)
        for number in range(days * 2):
            day = number // 2
            at = datetime.combine(FIRST + timedelta(days=day), time(9 + 6 * (number % 2), 30)).isoformat()[:16]
            for sku in chance.sample(SKUS[1:], 3):
                rows.writerow([536_000 + number, sku, f"GOODS {sku}", chance.randint(1, 9), at, "2.50", "1", "Norway"])
            many = 5 if day < days * 2 // 3 else 40
            rows.writerow([536_000 + number, SKUS[0], "GOODS", many, at, "1.20", "1", "Norway"])
    return file
