"""Stock at its places: who may open warehouses, take goods in and read levels, and what a receipt may say."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple, Self

from shop.clock import iso
from shop.errors import Forbidden, Invalid
from shop.ids import new_id
from shop.money import LARGEST_AMOUNT
from shop.roles import Caller, Right, Role

# A line is three writes (pool, location, movement); so many fit one transaction with the receipt itself.
MOST_RECEIPT_LINES = 30

OPEN_WAREHOUSE = Right("open a warehouse", frozenset({Role.MANAGER, Role.ADMIN}))
READ_WAREHOUSES = Right(
    "read warehouses",
    frozenset(
        {Role.MANAGER, Role.ADMIN, Role.SPECIALIST, Role.CUSTOMER_SERVICE, Role.PURCHASING},
    ),
)
RECEIVE = Right("receive stock", frozenset({Role.WAREHOUSE}))
READ_STOCK = Right(
    "read stock",
    frozenset({Role.SPECIALIST, Role.MANAGER, Role.WAREHOUSE, Role.PURCHASING, Role.CUSTOMER_SERVICE}),
)


class OtherWarehouse(Forbidden):
    """A warehouse's user acts for their own warehouse and no other."""

    code = "other_warehouse"


class Warehouse(NamedTuple):
    """A warehouse or supplier that stock can lie at."""

    code: str
    name: str
    opened_at: str
    version: int = 1

    @classmethod
    def opened(cls, code: str, name: str, at: datetime) -> Self:
        """A new warehouse."""
        return cls(code, name, iso(at))


class ReceiptLine(NamedTuple):
    """Units of a SKU that came in, at a cost a unit in minor units."""

    sku: str
    quantity: int
    unit_cost_minor: int

    @property
    def cost_minor(self) -> int:
        return self.quantity * self.unit_cost_minor


class Receipt(NamedTuple):
    """Goods that came in at a warehouse, under the document that came with them. It never changes."""

    receipt_id: str
    document: str
    warehouse: str
    currency: str
    received_at: str
    lines: tuple[ReceiptLine, ...]
    version: int = 1

    @classmethod
    def of(
        cls, by: Caller, at: datetime, *, document: str, warehouse: str, currency: str, lines: Iterable[ReceiptLine]
    ) -> Self:
        """What a warehouse's user takes in at their own warehouse.

        A SKU stands on one line, as one on two is a slip of the pen as often as not; and the whole is
        within what every reader keeps exact. Raises OtherWarehouse, Invalid.
        """
        if by.party != warehouse:
            raise OtherWarehouse(f"The account acts for {by.party}, not for {warehouse}.")
        receipt = cls(new_id(at), document, warehouse, currency, iso(at), tuple(lines))
        repeats = list(receipt._repeats())
        if repeats:
            raise Invalid("A SKU is to stand on one line.", errors=repeats)
        if sum(line.cost_minor for line in receipt.lines) > LARGEST_AMOUNT:
            raise Invalid.field("lines", f"together cost more than {LARGEST_AMOUNT} minor units")
        return receipt

    def _repeats(self) -> Iterator[dict[str, Any]]:
        first: dict[str, int] = {}
        for place, line in enumerate(self.lines):
            earlier = first.setdefault(line.sku, place)
            if earlier != place:
                reason = f"the SKU is on lines[{earlier}] already"
                yield {"field": f"lines[{place}].sku", "reason": reason, "sku": line.sku}
