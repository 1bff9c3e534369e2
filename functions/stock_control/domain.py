"""Stock at its places: who may open warehouses, take goods in and read levels, and what a receipt may say."""

from collections.abc import Sequence
from dataclasses import dataclass

from shop.errors import Forbidden, Invalid
from shop.money import LARGEST_AMOUNT
from shop.roles import Caller, Right, Role

# A line is three writes (pool, location, movement); so many fit one transaction with the receipt itself.
MOST_RECEIPT_LINES = 30

OPEN_WAREHOUSE = Right("open a warehouse", frozenset({Role.MANAGER, Role.ADMIN}))
READ_WAREHOUSES = Right(
    "read warehouses",
    frozenset(
        {Role.MANAGER, Role.ADMIN, Role.SPECIALIST, Role.WAREHOUSE, Role.CUSTOMER_SERVICE, Role.PURCHASING},
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


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A warehouse or supplier that stock can lie at."""

    code: str
    name: str
    opened_at: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """Units of a SKU that came in, at a cost a unit in minor units."""

    sku: str
    quantity: int
    unit_cost_minor: int

    @property
    def cost_minor(self) -> int:
        return self.quantity * self.unit_cost_minor


@dataclass(frozen=True, slots=True)
class Receipt:
    """Goods that came in at a warehouse, under the document that came with them. It never changes."""

    receipt_id: str
    document: str
    warehouse: str
    currency: str
    received_at: str
    lines: tuple[ReceiptLine, ...]
    version: int = 1


def acts_for(caller: Caller, warehouse: str) -> None:
    """Raises OtherWarehouse when the warehouse is not the caller's own."""
    if caller.party != warehouse:
        raise OtherWarehouse(f"The account acts for {caller.party}, not for {warehouse}.")


def can_be_received(lines: Sequence[ReceiptLine]) -> None:
    """A SKU stands on one line, and the whole is within what every reader keeps exact. Raises Invalid.

    A SKU on two lines is a slip of the pen as often as not, and one line says the same.
    """
    first: dict[str, int] = {}
    repeated = [
        {"field": f"lines[{position}].sku", "reason": f"the SKU is on lines[{earlier}] already", "sku": line.sku}
        for position, line in enumerate(lines)
        if (earlier := first.setdefault(line.sku, position)) != position
    ]
    if repeated:
        raise Invalid("A SKU is to stand on one line.", errors=repeated)
    if sum(line.cost_minor for line in lines) > LARGEST_AMOUNT:
        raise Invalid.field("lines", f"together cost more than {LARGEST_AMOUNT} minor units")
