"""What really lies in the warehouse, whatever is recorded: goods come, leave, vanish and turn up."""

from collections import Counter
from collections.abc import Mapping

from infra.simulate.stock.rules import Seeded


class Shelves:
    """Units by SKU, as anybody who goes there finds them."""

    def __init__(self) -> None:
        self._units: Counter[str] = Counter()
        self.seeded: list[Seeded] = []

    def lies(self, sku: str) -> int:
        return self._units[sku]

    def skus(self) -> list[str]:
        """What there is anything of."""
        return sorted(sku for sku, units in self._units.items() if units)

    def come(self, sku: str, units: int) -> None:
        self._units[sku] += units

    def missing(self, wanted: Mapping[str, int]) -> list[str]:
        """The SKUs of which fewer lie there."""
        return [sku for sku, units in wanted.items() if self._units[sku] < units]

    def leave(self, wanted: Mapping[str, int]) -> None:
        self._units.subtract(wanted)

    def happen(self, drawn: Seeded) -> None:
        """Something happens of which nobody knows. Of what is not there nothing vanishes: then it is there unawares."""
        units, cause = max(drawn.units, -self._units[drawn.sku]), drawn.cause
        if not units:
            units, cause = -drawn.units, "found"
        self._units[drawn.sku] += units
        self.seeded.append(drawn._replace(units=units, cause=cause))

    def cause_of(self, sku: str) -> str:
        """What whoever looks into a difference finds out."""
        return next((one.cause for one in self.seeded if one.sku == sku), "other")
