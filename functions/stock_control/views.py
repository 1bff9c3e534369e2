"""What the room shows. Amounts are minor units."""

from pydantic import Field

from shop.contract import is_nothing
from shop.web.models import ResponseModel
from stock_control.domain import Receipt, Warehouse


class WarehouseView(ResponseModel):
    code: str
    name: str
    opened_at: str
    version: int


class WarehousePage(ResponseModel):
    items: list[WarehouseView]
    next: str | None = None


class LineView(ResponseModel):
    """Units that were accepted at a cost each, and, if there are any, those that were refused and lie there blocked."""

    sku: str
    quantity: int
    unit_cost_minor: int
    refused_units: int = Field(0, exclude_if=is_nothing)
    refusal_reason: str | None = Field(None, exclude_if=is_nothing)
    replenishment_id: str | None = Field(None, exclude_if=is_nothing)


class ReceiptView(ResponseModel):
    """A delivery. Of one that is `waiting` nothing has come in yet; `reason` is why it was refused or reversed."""

    receipt_id: str
    document: str
    warehouse: str
    currency: str
    received_at: str
    state: str
    version: int
    reason: str | None
    lines: list[LineView]


class ReceiptPage(ResponseModel):
    items: list[ReceiptView]
    next: str | None = None


class CurrencyValue(ResponseModel):
    """What the rows of one currency are worth together."""

    currency: str
    stock_value_minor: int


class ValuedSku(ResponseModel):
    """What lies of a SKU at a warehouse. Its worth is that of what is not blocked, at the average purchase cost."""

    sku: str
    warehouse: str
    on_hand: int
    blocked: int
    currency: str
    unit_cost_minor: int
    stock_value_minor: int


class StockValuePage(ResponseModel):
    """Rows by SKU; `sums` are of this page alone."""

    items: list[ValuedSku]
    sums: list[CurrencyValue]
    next: str | None = None


class BlockedView(ResponseModel):
    """Units that were blocked, and how many of them still are."""

    sku: str
    quantity: int
    reason: str
    left: int


class BlockView(ResponseModel):
    block_id: str
    party: str
    blocked_at: str
    state: str
    version: int
    note: str | None
    lines: list[BlockedView]


class BlockPage(ResponseModel):
    items: list[BlockView]
    next: str | None = None


class MovedView(ResponseModel):
    sku: str
    quantity: int


class PartedView(ResponseModel):
    """What is kept, what the movements make of it, and who or what is suspected of the difference."""

    where: str
    kept: int
    moved: int
    suspect: str


class MismatchView(ResponseModel):
    """A SKU whose levels are not what its movements say."""

    sku: str
    found_at: str
    partings: list[PartedView]


class MismatchPage(ResponseModel):
    items: list[MismatchView]
    next: str | None = None


class TransferView(ResponseModel):
    transfer_id: str
    source: str
    target: str
    transferred_at: str
    lines: list[MovedView]


class SpreadView(ResponseModel):
    """A SKU, and how many free units of it went into each of its buckets."""

    sku: str
    buckets: int
    free: list[int]


class LocationView(ResponseModel):
    """What lies at one warehouse or supplier; `reserved` is tied to orders given to it, `shortfall` missing of that."""

    party: str
    available: int
    reserved: int
    blocked: int
    shortfall: int
    on_hand: int


class LevelView(ResponseModel):
    """A SKU and where it lies, as far as the reader sees it. `price_minor` is null until it was published.

    `blocked` lies there and cannot be sold; `shortfall` is promised and missing. On hand is what is available, reserved
    and blocked, without what is missing.
    """

    sku: str
    available: int
    reserved: int
    blocked: int
    shortfall: int
    on_hand: int
    on_sale: bool
    price_minor: int | None
    currency: str
    buckets: int = Field(0, exclude_if=is_nothing, description="Over how many buckets the SKU is spread, if it is.")
    locations: list[LocationView]


class MovementView(ResponseModel):
    """A line of the ledger. Over all of them the changes add up to the SKU's level.

    A transfer leads from `from_party` to `party`, and changes nothing of the whole. `reason` is the word for what a
    correction is for.
    """

    movement_id: str
    kind: str
    quantity: int
    available_change: int
    reserved_change: int
    blocked_change: int = 0
    shortfall_change: int = 0
    party: str | None = None
    from_party: str | None = None
    reason: str | None = None
    cause: str
    at: str


class MovementPage(ResponseModel):
    items: list[MovementView]
    next: str | None = None


def warehouse(warehouse: Warehouse) -> WarehouseView:
    return WarehouseView.model_validate(warehouse, from_attributes=True)


def receipt(receipt: Receipt) -> ReceiptView:
    return ReceiptView.model_validate(receipt, from_attributes=True)
