"""What the room shows. Amounts are minor units."""

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
    sku: str
    quantity: int
    unit_cost_minor: int


class ReceiptView(ResponseModel):
    receipt_id: str
    document: str
    warehouse: str
    currency: str
    received_at: str
    version: int
    lines: list[LineView]


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
