"""What is asked of the room on the wire. Amounts are minor units."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import AfterValidator, Field, model_validator

from shop.canonical import canonical_name
from shop.contract.stock_control import BlockReason
from shop.ids import ULID_PATTERN
from shop.money import Minor, Quantity
from shop.stock.buckets import MOST_BUCKETS
from shop.web.models import (
    AcceptedCurrency,
    PartyCode,
    RequestModel,
    Sku,
    SkuText,
    SkuWanted,
    Version,
)
from shop.web.texts import paragraphs, printable
from shop.web.wanted import Wanted
from stock_control.domain import MOST_BLOCK_LINES, MOST_RECEIPT_LINES, MOST_TRANSFER_LINES

Warehouse = Annotated[str, Query(pattern=r"^[A-Z0-9-]{2,20}$", max_length=20)]
SkuInPath = Annotated[str, SkuText, SkuWanted, Path()]
# A key of the table holds 2 KB; a letter that makes eighteen is in no delivery's number.
_LONGEST_KEY = 200
MOST_UNITS = 1_000_000


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
    """Units of a SKU that came: accepted ones, at a cost each, and those that were refused, with the reason."""

    sku: Sku
    quantity: Annotated[int, Field(strict=True, ge=0, le=MOST_UNITS, description="Units that were accepted.")]
    unit_cost_minor: Minor
    refused_units: Annotated[
        int, Field(strict=True, ge=0, le=MOST_UNITS, description="Units that came beside them.")
    ] = 0
    refusal_reason: BlockReason | None = None
    replenishment_id: Annotated[
        str | None, Field(pattern=ULID_PATTERN, max_length=26), Wanted("is to be the id of a replenishment")
    ] = None

    @model_validator(mode="after")
    def _comes(self) -> "Line":
        if not self.quantity + self.refused_units:
            raise ValueError("no unit of it came")
        if bool(self.refused_units) != bool(self.refusal_reason):
            raise ValueError("refused_units and refusal_reason go together")
        return self


class ReceiveStock(RequestModel):
    """Goods that came in (R3.1.3). `document` is the delivery's own number, unique for ever per warehouse.

    Letters in capitals or not, kinds of dashes and blanks make no other number.
    """

    document: Document
    warehouse: PartyCode
    currency: AcceptedCurrency
    lines: Annotated[list[Line], Field(min_length=1, max_length=MOST_RECEIPT_LINES)]


class Step(RequestModel):
    """A decision on a receipt: `version` is the one that the caller decided on."""

    version: Version


class StepWithReason(Step):
    reason: Annotated[str, paragraphs(1000)]


class BlockedLine(RequestModel):
    sku: Sku
    quantity: Quantity
    reason: BlockReason


class BlockStock(RequestModel):
    """Goods at a warehouse that cannot be sold."""

    warehouse: PartyCode
    lines: Annotated[list[BlockedLine], Field(min_length=1, max_length=MOST_BLOCK_LINES)]
    note: Annotated[str, paragraphs(1000)] | None = None


class FromBlock(Step):
    """Units of a block that are freed, or written off."""

    sku: Sku
    quantity: Quantity


class SpreadStock(RequestModel):
    """Over how many buckets a SKU is spread."""

    buckets: Annotated[int, Field(strict=True, ge=2, le=MOST_BUCKETS)]


class GatherStock(RequestModel):
    """Over how many buckets the SKU is spread, as the caller saw it."""

    buckets: Annotated[int, Field(strict=True, ge=2, le=MOST_BUCKETS)]


class MovedLine(RequestModel):
    sku: Sku
    quantity: Quantity


class TransferStock(RequestModel):
    """Goods that leave one warehouse or supplier and lie at another: what is tied to no order."""

    source: PartyCode
    target: PartyCode
    lines: Annotated[list[MovedLine], Field(min_length=1, max_length=MOST_TRANSFER_LINES)]

    @model_validator(mode="after")
    def _go(self) -> "TransferStock":
        if self.source == self.target:
            raise ValueError("source and target are the same")
        return self
