"""Events of stock control (R3.1.3)."""

from typing import Literal

from pydantic import Field

from shop.contract import EventData, EventPart, is_nothing

# 盘盈, 盘亏: why what is there was not what was recorded.
DifferenceCause = Literal["damaged", "found", "missing", "stolen", "expired", "data_entry_error", "misplaced", "other"]
# What a stocktake counts: all that lies at a location, a list of SKUs, or those whose turn it is.
StocktakeKind = Literal["location", "skus", "cycle"]


class WarehouseOpened(EventData):
    """R3.2.2: a warehouse or supplier that stock can lie at."""

    code: str


class StocktakeOpened(EventData):
    """R3.1.3: stock at a warehouse is to be counted; `skus` are those of which it is known from the beginning."""

    warehouse: str
    kind: StocktakeKind
    tolerance_permille: int
    skus: list[str]


class StocktakeExtended(EventData):
    """R3.1.3: more of what lies at the warehouse is to be counted."""

    warehouse: str
    skus: list[str]


class StockCounted(EventData):
    """R3.1.3: somebody counted units; `recorded_units` is what the location's level said at that moment."""

    warehouse: str
    sku: str
    units: int
    recorded_units: int
    difference_units: int


class DifferenceFound(EventData):
    """R3.1.3: two people found the same difference; its cause is to be found until the event's `due`.

    `unit_value_minor` is what a unit cost on average, or its price; null where nobody knows.
    """

    warehouse: str
    sku: str
    difference_units: int
    currency: str
    unit_value_minor: int | None
    difference_value_minor: int


class DifferenceAssigned(EventData):
    """R3.1.3: whose it is to find a difference's cause, by the `sub` of their account, until the event's `due`."""

    warehouse: str
    sku: str
    investigator: str


class DifferenceExplained(EventData):
    """R3.1.3: a difference has its cause; `needs_manager` where only the manager may adjust it."""

    warehouse: str
    sku: str
    cause: DifferenceCause
    difference_units: int
    currency: str
    difference_value_minor: int
    needs_manager: bool


class RecountOrdered(EventData):
    """R3.1.3: a SKU is to be counted once more."""

    warehouse: str
    sku: str


class StockAdjusted(EventData):
    """R3.1.3: the ledger followed a difference: `units_change` more lie at the warehouse, by `movement`."""

    warehouse: str
    sku: str
    units_change: int
    cause: DifferenceCause
    currency: str
    unit_value_minor: int | None
    difference_value_minor: int
    movement: str


class CountingEnded(EventData):
    """R3.1.3: every line of a stocktake is counted; what differs is to be looked into."""

    warehouse: str
    lines: int
    differing: int


class StocktakeReviewed(EventData):
    """R3.1.3: every difference of a stocktake has its cause."""

    warehouse: str
    lines: int
    differing: int


class DifferencesWorth(EventPart):
    """What differences of one currency are worth: units beyond the record, and units missing."""

    currency: str
    surplus_value_minor: int
    missing_value_minor: int


class StocktakeClosed(EventData):
    """R3.1.3: a stocktake came to its end: how many lines were counted, and how many were right within tolerance.

    Evidence of "stock records correct" (R4.2): `within_tolerance` / `lines`.
    """

    warehouse: str
    kind: StocktakeKind
    lines: int
    differing: int
    within_tolerance: int
    tolerance_permille: int
    worth: list[DifferencesWorth]


class StocktakeCancelled(EventData):
    """R3.1.3: a stocktake came to nothing; what was adjusted until then stays. Its reason stays on it."""

    warehouse: str
    lines: int
    uncounted: int


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


class OfFreeUnits(EventData):
    """What is free of a SKU at that moment, at the average cost of a unit."""

    sku: str
    available: int
    currency: str
    unit_cost_minor: int


class StockGathered(OfFreeUnits):
    """R3.1.3: a SKU that was spread is one pool again."""


class StockSpread(OfFreeUnits):
    """R3.1.3: a SKU was spread over buckets, so that many can buy it at once."""

    buckets: int


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
