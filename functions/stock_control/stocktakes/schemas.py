"""What is asked of stocktakes on the wire."""

from typing import Annotated

from pydantic import AfterValidator, Field

from shop.contract.stock_control import DifferenceCause
from shop.web.models import Moment, PartyCode, RequestModel, Sku, Version
from shop.web.texts import paragraphs
from shop.web.wanted import Wanted
from stock_control.stocktakes.domain import MOST_SKUS


def _once_each(skus: list[str]) -> list[str]:
    if len(set(skus)) < len(skus):
        raise ValueError("names a SKU twice")
    return skus


class OpenStocktake(RequestModel):
    """What is to be counted at a warehouse: these SKUs, or without them all that lies there (R3.1.3)."""

    warehouse: PartyCode
    skus: Annotated[list[Sku], Field(min_length=1, max_length=MOST_SKUS), AfterValidator(_once_each)] | None = None


class CountUnits(RequestModel):
    """The units of a SKU that somebody found at the location, whatever they are promised to or blocked for.

    They were counted just now: the shop's clock says when.
    """

    sku: Sku
    units: Annotated[int, Field(strict=True, ge=0, le=100_000_000, description="Units.")]


class StocktakeStep(RequestModel):
    """A step of a stocktake or a line, decided on this version of it."""

    version: Version


class AssignDifference(StocktakeStep):
    """Who is to find the cause of a difference, by the `sub` of their account, and until when."""

    investigator: Annotated[
        str,
        Field(pattern=r"^[\x21-\x7e]{1,128}$", max_length=128, description="The `sub` of an account."),
        Wanted("is to be the sub of an account: 1 to 128 visible ASCII characters"),
    ]
    due: Moment


class ExplainDifference(StocktakeStep):
    """Why what was there was not what was recorded. A note stays on the line."""

    cause: DifferenceCause
    note: Annotated[str, paragraphs(1000)] | None = None


class CancelStocktake(StocktakeStep):
    """Why a stocktake comes to nothing; the reason stays on it."""

    reason: Annotated[str, paragraphs(1000)]
