"""What is asked of the room on the wire. Amounts are minor units."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import AfterValidator, Field

from shop.canonical import canonical_name
from shop.money import Minor, Quantity
from shop.web.models import (
    AcceptedCurrency,
    PartyCode,
    RequestModel,
    Sku,
    SkuText,
    SkuWanted,
)
from shop.web.texts import printable
from stock_control.domain import MOST_RECEIPT_LINES

SkuInPath = Annotated[str, SkuText, SkuWanted, Path()]
# A key of the table holds 2 KB; a letter that makes eighteen is in no delivery's number.
_LONGEST_KEY = 200


def _is_a_key(document: str) -> str:
    if len(canonical_name(document)) > _LONGEST_KEY:
        raise ValueError("is too long once its letters are spelled out")
    return document


Document = Annotated[str, printable(64), AfterValidator(_is_a_key)]


class OpenWarehouse(RequestModel):
    """A warehouse or supplier that stock is to lie at."""

    code: PartyCode
    name: Annotated[str, printable(100)]


class Line(RequestModel):
    sku: Sku
    quantity: Quantity
    unit_cost_minor: Minor


class ReceiveStock(RequestModel):
    """Goods that came in (R3.1.3). `document` is the delivery's own number, unique for ever per warehouse.

    Letters in capitals or not, kinds of dashes and blanks make no other number.
    """

    document: Document
    warehouse: PartyCode
    currency: AcceptedCurrency
    lines: Annotated[list[Line], Field(min_length=1, max_length=MOST_RECEIPT_LINES)]
