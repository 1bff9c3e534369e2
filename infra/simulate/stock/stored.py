"""What the shop stored of a month, as it is written out: JSON lines, an item of its tables each, as it lies there."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

from infra.simulate.stock.rules import Seeded
from infra.simulate.store import Store

Rows = Sequence[dict[str, Any]]
_FIELDS = Path(__file__).with_name("fields.md")


class Stored(NamedTuple):
    """The rows of each file, by its name."""

    movements: Rows
    levels: Rows
    alerts: Rows
    replenishments: Rows
    counts: Rows
    mismatches: Rows
    refusals: Rows
    seeded: Rows

    @classmethod
    def of(cls, store: Store, refused: Rows, seeded: Iterable[Seeded]) -> Self:
        """What there is at the end; movements in the order in which they were made."""
        skus = list(store.everything("sku"))
        alerts, stock = list(store.everything("stock_alerts")), list(store.everything("stock_control"))
        movements = [item for item in skus if item["sk"].startswith("MOVEMENT#")]
        return cls(
            movements=sorted(movements, key=lambda item: (item["at"], item["sk"], item["pk"])),
            levels=[item for item in skus if item["sk"].startswith("LEVEL")],
            alerts=_of(alerts, "ALERT#"),
            replenishments=_of(alerts, "REPLENISHMENT#"),
            counts=_of(stock, "STOCKTAKE#"),
            mismatches=_of(stock, "MISMATCH#"),
            refusals=refused,
            seeded=[one._asdict() for one in seeded],
        )

    def write(self, out: Path, seed: int) -> None:
        """Write all of it, and what its fields are. Raises OSError."""
        for name, rows in self._asdict().items():
            if name != "seeded":
                text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
                (out / f"{name}.jsonl").write_text(text, "utf-8")
        seeded = {"seed": seed, "differences": list(self.seeded)}
        (out / "seeded.json").write_text(json.dumps(seeded, ensure_ascii=False, indent=1) + "\n", "utf-8")
        (out / "README").write_text(_FIELDS.read_text("utf-8"), "utf-8")


def _of(items: Iterable[dict[str, Any]], prefix: str) -> list[dict[str, Any]]:
    return [item for item in items if item["pk"].startswith(prefix)]
