"""What is asked of the room on the wire. Amounts are minor units."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import BeforeValidator, Field

from shop.money import Minor, Quantity
from shop.web.models import (
    SKU_PATTERN,
    AcceptedCurrency,
    PartyCode,
    RequestModel,
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
