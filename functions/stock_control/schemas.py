"""Stock on the wire. Amounts are minor units."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, field_validator

from shop.http import Wire
from shop.money import CurrencyCode, Minor, Quantity
from shop.settings import listed
from stock_control.domain import MOST_RECEIPT_LINES

CURRENCIES = listed("CURRENCIES")

_SKU = r"^[A-Z0-9][A-Z0-9._-]{0,39}$"
_PARTY = r"^[A-Z0-9-]{2,20}$"
# Letters of any script, but nothing that a label or a list cannot show.
_PRINTABLE = r"^[^\p{C}]*$"


def _fold(value: Any) -> Any:
    return value.strip().upper() if isinstance(value, str) else value


Sku = Annotated[str, BeforeValidator(_fold), Field(pattern=_SKU)]
SkuInPath = Annotated[str, BeforeValidator(_fold), Path(pattern=_SKU)]
PartyCode = Annotated[str, Field(pattern=_PARTY)]


class OpenWarehouse(Wire):
    """A warehouse or supplier that stock is to lie at."""

    code: PartyCode
    name: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=_PRINTABLE)]


class WarehouseView(BaseModel):
    code: str
    name: str
    opened_at: str
    version: int


class WarehousePage(BaseModel):
    items: list[WarehouseView]
    next: str | None = None


class Line(Wire):
    sku: Sku
    quantity: Quantity
    unit_cost_minor: Minor


class ReceiveStock(Wire):
    """Goods that came in (R3.1.3). `document` is the delivery's own number, unique for ever per warehouse."""

    document: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=_PRINTABLE)]
    warehouse: PartyCode
    currency: CurrencyCode
    lines: Annotated[list[Line], Field(min_length=1, max_length=MOST_RECEIPT_LINES)]

    @field_validator("currency")
    @classmethod
    def _accepted(cls, currency: str) -> str:
        if currency not in CURRENCIES:
            raise ValueError(f"is not one of {', '.join(sorted(CURRENCIES))}")
        return currency


class LineView(BaseModel):
    sku: str
    quantity: int
    unit_cost_minor: int


class ReceiptView(BaseModel):
    receipt_id: str
    document: str
    warehouse: str
    currency: str
    received_at: str
    version: int
    lines: list[LineView]


class LocationView(BaseModel):
    """What lies at one warehouse or supplier; `reserved` is tied to orders given to it."""

    party: str
    available: int
    reserved: int
    on_hand: int


class LevelView(BaseModel):
    """A SKU as a whole and where it lies. `price_minor` is null until the SKU was published."""

    sku: str
    available: int
    reserved: int
    on_hand: int
    on_sale: bool
    price_minor: int | None
    currency: str
    locations: list[LocationView]


class MovementView(BaseModel):
    """A line of the ledger. Over all of them the changes add up to `available` and `reserved`."""

    movement_id: str
    kind: str
    quantity: int
    available_change: int
    reserved_change: int
    party: str | None = None
    cause: str
    at: str


class MovementPage(BaseModel):
    items: list[MovementView]
    next: str | None = None
