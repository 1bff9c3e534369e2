"""Stock on the wire. Amounts are minor units."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import BeforeValidator, Field

from shop.money import Minor, Quantity
from shop.web.models import (
    SKU_PATTERN,
    AcceptedCurrency,
    PartyCode,
    RequestModel,
    ResponseModel,
    Sku,
    fold,
    printable,
)
from stock_control.domain import MOST_RECEIPT_LINES

SkuInPath = Annotated[str, BeforeValidator(fold), Path(pattern=SKU_PATTERN)]


class OpenWarehouse(RequestModel):
    """A warehouse or supplier that stock is to lie at."""

    code: PartyCode
    name: Annotated[str, printable(100)]


class WarehouseView(ResponseModel):
    code: str
    name: str
    opened_at: str
    version: int


class WarehousePage(ResponseModel):
    items: list[WarehouseView]
    next: str | None = None


class Line(RequestModel):
    sku: Sku
    quantity: Quantity
    unit_cost_minor: Minor


class ReceiveStock(RequestModel):
    """Goods that came in (R3.1.3). `document` is the delivery's own number, unique for ever per warehouse."""

    document: Annotated[str, printable(64)]
    warehouse: PartyCode
    currency: AcceptedCurrency
    lines: Annotated[list[Line], Field(min_length=1, max_length=MOST_RECEIPT_LINES)]


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
    """What lies at one warehouse or supplier; `reserved` is tied to orders given to it."""

    party: str
    available: int
    reserved: int
    on_hand: int


class LevelView(ResponseModel):
    """A SKU as a whole and where it lies. `price_minor` is null until the SKU was published."""

    sku: str
    available: int
    reserved: int
    on_hand: int
    on_sale: bool
    price_minor: int | None
    currency: str
    locations: list[LocationView]


class MovementView(ResponseModel):
    """A line of the ledger. Over all of them the changes add up to `available` and `reserved`."""

    movement_id: str
    kind: str
    quantity: int
    available_change: int
    reserved_change: int
    party: str | None = None
    cause: str
    at: str


class MovementPage(ResponseModel):
    items: list[MovementView]
    next: str | None = None
