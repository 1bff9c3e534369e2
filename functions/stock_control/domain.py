"""Stock at its places: who may do what with warehouses, receipts, blocked goods and levels, and what a receipt may say.

waiting → received → reversed
   └→ refused

A receipt that is not far above the usual is received from the beginning.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple, Self

from shop.clock import iso
from shop.errors import Forbidden, Invalid, VersionConflict
from shop.ids import new_id
from shop.money import LARGEST_AMOUNT
from shop.roles import Caller, Right, Role, Transition

# A line is three writes (pool, location, movement); so many fit one transaction with the receipt itself.
MOST_RECEIPT_LINES = 30
MOST_TRANSFER_LINES = 30
# Here each may be found to be promised, which is one more.
MOST_BLOCK_LINES = 20

OPEN_WAREHOUSE = Right("open a warehouse", frozenset({Role.MANAGER, Role.ADMIN}))
READ_WAREHOUSES = Right(
    "read warehouses",
    frozenset(
        {Role.MANAGER, Role.ADMIN, Role.SPECIALIST, Role.CUSTOMER_SERVICE, Role.PURCHASING},
    ),
)
_KEEPERS = frozenset({Role.WAREHOUSE, Role.SPECIALIST, Role.MANAGER})
_SPECIALIST_OR_MANAGER = frozenset({Role.SPECIALIST, Role.MANAGER})
WAITING, RECEIVED = "waiting", "received"
RECEIVE = Right("receive stock", frozenset({Role.WAREHOUSE}))
READ_RECEIPTS = Right("read receipts", _KEEPERS | {Role.PURCHASING})
ACCEPT = Transition("accept a receipt", frozenset({WAITING}), RECEIVED, _KEEPERS)
REFUSE = Transition("refuse a receipt", frozenset({WAITING}), "refused", _KEEPERS)
REVERSE = Transition("reverse a receipt", frozenset({RECEIVED}), "reversed", _SPECIALIST_OR_MANAGER)
OPEN, CLOSED = "open", "closed"
BLOCK = Right("block stock", _KEEPERS)
READ_BLOCKS = Right("read blocked stock", _KEEPERS | {Role.PURCHASING})
FREE = Transition("free blocked stock", frozenset({OPEN}), OPEN, _KEEPERS)
WRITE_OFF = Transition("write blocked stock off", frozenset({OPEN}), OPEN, _SPECIALIST_OR_MANAGER)
UNDO = Transition("undo a block", frozenset({OPEN}), "undone", frozenset())
READ_MISMATCHES = Right("read where levels and movements part", _SPECIALIST_OR_MANAGER)
SPREAD = Transition("spread a SKU", frozenset({"gathered", "spread"}), "spread", _SPECIALIST_OR_MANAGER)
GATHER = Transition("gather a SKU", frozenset({"spread"}), "gathered", _SPECIALIST_OR_MANAGER)
TRANSFER = Right("transfer stock", frozenset({Role.WAREHOUSE, Role.MANAGER}))
READ_VALUE = Right("read what stock is worth", frozenset({Role.MANAGER, Role.SPECIALIST, Role.PURCHASING}))
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


class SamePerson(Forbidden):
    """Two people have to agree on this, and the caller is the first of them."""

    code, title = "same_person", "A second person decides on this"


def at_own(by: Caller, warehouse: str) -> None:
    """Let staff of a warehouse or supplier act for their own, and others for any. Raises OtherWarehouse."""
    if by.role == Role.WAREHOUSE and by.party != warehouse:
        raise OtherWarehouse(f"The account acts for {by.party}, not for {warehouse}.")


class ReceiptLine(NamedTuple):
    """Units of a SKU that came in, at a cost a unit in minor units; refused ones were not paid for.

    `replenishment_id` is the one that they came for, as the delivery says; nobody asks whether there is one.
    """

    sku: str
    quantity: int
    unit_cost_minor: int
    refused_units: int = 0
    refusal_reason: str | None = None
    replenishment_id: str | None = None

    @property
    def cost_minor(self) -> int:
        return self.quantity * self.unit_cost_minor


class Limits(NamedTuple):
    """What a delivery may hold, in units and in what they cost (minor units), before a second person looks at it."""

    units: int
    cost_minor: int


class Receipt(NamedTuple):
    """Goods that came in at a warehouse, under the document that came with them. What it says never changes."""

    receipt_id: str
    document: str
    warehouse: str
    currency: str
    received_at: str
    received_by: str
    lines: tuple[ReceiptLine, ...]
    state: str = RECEIVED
    version: int = 1
    reason: str | None = None

    @classmethod
    def of(
        cls,
        by: Caller,
        at: datetime,
        limits: Limits,
        *,
        document: str,
        warehouse: str,
        currency: str,
        lines: Iterable[ReceiptLine],
    ) -> Self:
        """What a warehouse's user takes in at their own warehouse; far above the usual it waits for a second person.

        A SKU stands on one line, as one on two is a slip of the pen as often as not; and the whole is
        within what every reader keeps exact. Raises OtherWarehouse, Invalid.
        """
        if by.party != warehouse:
            raise OtherWarehouse(f"The account acts for {by.party}, not for {warehouse}.")
        receipt = cls(new_id(at), document, warehouse, currency, iso(at), by.actor, tuple(lines))
        repeats = list(repeats_of([line.sku for line in receipt.lines]))
        if repeats:
            raise Invalid("A SKU is to stand on one line.", errors=repeats)
        if receipt.cost_minor > LARGEST_AMOUNT:
            raise Invalid.field("lines", f"together cost more than {LARGEST_AMOUNT} minor units")
        far_above = receipt.units > limits.units or receipt.cost_minor > limits.cost_minor
        return receipt._replace(state=WAITING) if far_above else receipt

    @property
    def units(self) -> int:
        """All that came, refused or not."""
        return sum(line.quantity + line.refused_units for line in self.lines)

    @property
    def cost_minor(self) -> int:
        """What is paid for it, in minor units."""
        return sum(line.cost_minor for line in self.lines)

    def at_version(self, version: int) -> Self:
        """This receipt. Raises VersionConflict when the caller decided on another version of it."""
        if version != self.version:
            raise VersionConflict.between(version, self.version)
        return self

    def accepted(self, by: Caller, at: datetime) -> Self:
        """A second person found that all this came: it counts from now on. Raises SamePerson, TransitionNotAllowed."""
        self._by_another(by)
        return self._moved(ACCEPT)._replace(received_at=iso(at))

    def refused(self, by: Caller, reason: str) -> Self:
        """It was a slip of the pen: nothing came in by it. Whoever entered it may say so, too.

        Raises OtherWarehouse, TransitionNotAllowed.
        """
        at_own(by, self.warehouse)
        return self._moved(REFUSE)._replace(reason=reason)

    def reversed(self, by: Caller, reason: str) -> Self:
        """A second person found that it was wrong, whole. Raises SamePerson, TransitionNotAllowed."""
        self._by_another(by)
        return self._moved(REVERSE)._replace(reason=reason)

    def _by_another(self, by: Caller) -> None:
        at_own(by, self.warehouse)
        if by.actor == self.received_by:
            raise SamePerson("Whoever entered a receipt does not decide on it.")

    def _moved(self, transition: Transition) -> Self:
        return self._replace(state=transition.leave(self.state), version=self.version + 1)


def repeats_of(skus: Iterable[str]) -> Iterator[dict[str, Any]]:
    """What is wrong with lines that name a SKU which an earlier one names."""
    first: dict[str, int] = {}
    for place, sku in enumerate(skus):
        earlier = first.setdefault(sku, place)
        if earlier != place:
            yield {"field": f"lines[{place}].sku", "reason": f"the SKU is on lines[{earlier}] already", "sku": sku}
