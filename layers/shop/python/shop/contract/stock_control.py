"""Events of stock control (R3.1.3)."""

from typing import Literal

from pydantic import Field

from shop.contract import EventData, EventPart, is_nothing


class WarehouseOpened(EventData):
    """R3.2.2: a warehouse or supplier that stock can lie at."""

    code: str


class ReceivedLine(EventPart):
    sku: str
    quantity: int
    unit_cost_minor: int
    # Told where there is something to tell: a receipt of many lines is to cost no more for these.
    replenishment_id: str | None = Field(None, exclude_if=is_nothing)
    refused_units: int = Field(0, exclude_if=is_nothing)
    refusal_reason: str | None = Field(None, exclude_if=is_nothing)


class StockReceived(EventData):
    """R3.1.3: goods came in under a document that is unique for ever.

    Of a line `quantity` were accepted, and cost what they cost; `refused_units` came beside them, lie there blocked and
    are not paid for. `replenishment_id` is what was ordered, as far as whoever received them knew.
    """

    document: str
    warehouse: str
    currency: str
    lines: list[ReceivedLine]


class ReceiptHeld(EventData):
    """R3.1.3: a receipt is far above the usual and waits for a second person: nothing has come in by it yet."""

    document: str
    warehouse: str
    currency: str
    units: int
    stock_value_minor: int


class ReceiptRefused(EventData):
    """R3.1.3: a receipt that waited was a slip of the pen; its document can be received again. The receipt says why."""

    document: str
    warehouse: str


class ReceiptReversed(EventData):
    """R3.1.3: a receipt was wrong, and what came in by it was taken back whole. The receipt says why."""

    document: str
    warehouse: str
    currency: str
    lines: list[ReceivedLine]


class ValuedUnits(EventPart):
    """Units of a SKU, and its average purchase cost."""

    sku: str
    quantity: int
    currency: str
    unit_cost_minor: int


class StockTransferred(EventData):
    """R3.1.3: goods went from one warehouse or supplier to another."""

    from_party: str
    to_party: str
    lines: list[ValuedUnits]


BlockReason = Literal["damaged", "expired", "wrong_goods", "quality", "recalled", "other"]


class BlockedUnits(ValuedUnits):
    """Units that cannot be sold, and why."""

    reason: BlockReason


class StockBlocked(EventData):
    """R3.1.3: goods that lie there cannot be sold: found so, or refused when they came, as `StockReceived` says too."""

    party: str
    lines: list[BlockedUnits]


class StockFreed(EventData):
    """R3.1.3: blocked goods can be sold after all."""

    party: str
    lines: list[BlockedUnits]


class StockWrittenOff(EventData):
    """R3.1.3: blocked goods left the house for good, by a second person's word."""

    party: str
    lines: list[BlockedUnits]


class BlockReversed(EventData):
    """R3.1.3: what was refused of a receipt never came: the receipt was reversed."""

    party: str
    lines: list[BlockedUnits]


class Parted(EventPart):
    """A figure of a SKU's levels that is not what its movements say; `suspect` is who or what did it, in words."""

    where: str
    kept: int
    moved: int
    suspect: str


class LedgerMismatchFound(EventData):
    """R3.1.3: a SKU's levels and its movements part. Nothing was repaired: a person finds the cause."""

    sku: str
    currency: str
    unit_cost_minor: int
    partings: list[Parted]


class LedgerMismatchEnded(EventData):
    """R3.1.3: a SKU's levels are what its movements say again."""

    sku: str


class ShortfallFound(EventData):
    """R3.1.3: promised units of a SKU were found missing or unsellable, by whatever `cause` names.

    `units` of them were tied to orders at the party; of all orders' promises `pool_units` more cannot be kept than
    before. Either may be 0: what is missing at one party may be free at another.
    """

    sku: str
    party: str
    units: int
    pool_units: int
    cause: str
