"""What is asked of the room on the wire. Amounts are minor units, days are in Shanghai."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import Field, field_validator, model_validator

from shop.money import Minor, Quantity
from shop.web.days import Day
from shop.web.models import AcceptedCurrency, PartyCode, RequestModel, Sku, SkuText, SkuWanted, Version
from shop.web.texts import paragraphs
from stock_alerts.domain import MOST_LOCATIONS, PolicyTerms, Replenish, ThresholdBy

SkuInPath = Annotated[str, SkuText, SkuWanted, Path()]
PartyInQuery = Annotated[str | None, Query(pattern=r"^[A-Z0-9-]{2,20}$", max_length=20)]
DaysInQuery = Annotated[int | None, Query(ge=1, le=365)]
Late = Annotated[bool, Query()]

Threshold = Annotated[int, Field(strict=True, ge=0, le=1_000_000, description="Units.")]
Target = Annotated[int, Field(strict=True, ge=1, le=1_000_000, description="Up to how many units to order.")]
Reason = Annotated[str, paragraphs(500)]


class Location(RequestModel):
    """Where a SKU has a threshold of its own."""

    party: PartyCode
    threshold: Threshold


class SetPolicy(RequestModel):
    """All that is to hold for a SKU; `version` is 0 where nothing was set before.

    With `threshold_by` `proposed` the threshold is made of what is sold, and anew each week.
    """

    version: Annotated[int, Field(strict=True, ge=0, le=10**9, description="The version that was decided on.")]
    threshold: Threshold | None = None
    threshold_by: ThresholdBy = "given"
    locations: Annotated[list[Location], Field(max_length=MOST_LOCATIONS, default_factory=list)]
    target: Target | None = None
    replenish: Replenish = "proposed"
    supplier: PartyCode | None = None
    lead_time_days: Annotated[int, Field(strict=True, ge=1, le=365)] = 7
    minimum_order: Quantity = 1
    pack: Annotated[int, Field(strict=True, ge=1, le=10_000, description="Units that come together.")] = 1

    @field_validator("locations")
    @classmethod
    def _each_once(cls, locations: list[Location]) -> list[Location]:
        seen: set[str] = set()
        for place, location in enumerate(locations):
            if location.party in seen:
                raise ValueError(f"names {location.party} again at [{place}]")
            seen.add(location.party)
        return locations

    @model_validator(mode="after")
    def _one_threshold(self) -> "SetPolicy":
        if self.threshold is not None and self.threshold_by == "proposed":
            raise ValueError("give a threshold, or let it be proposed")
        if self.target is not None and self.threshold is not None and self.target <= self.threshold:
            raise ValueError("a target is to be above the threshold")
        return self

    @property
    def terms(self) -> PolicyTerms:
        """The same, as the room keeps it."""
        given = {name: getattr(self, name) for name in PolicyTerms._fields if name != "locations"}
        return PolicyTerms(**given, locations=tuple((one.party, one.threshold) for one in self.locations))


class Acknowledge(RequestModel):
    """An alert that somebody sees to: the SKU's, or that of a party."""

    version: Version
    party: PartyCode | None = None


class RequestReplenishment(RequestModel):
    """Goods that purchasing is to bring; without a quantity as many as the arithmetic says."""

    sku: Sku
    party: PartyCode | None = None
    quantity: Quantity | None = None


class Step(RequestModel):
    """A step on a replenishment's way: `version` is the one that the caller decided on."""

    version: Version


class Close(Step):
    """It is declined or cancelled."""

    reason: Reason


class Order(Step):
    """It is ordered: of whom, at what a unit costs, and to come when. Without a quantity as many as were asked for."""

    supplier: PartyCode
    unit_cost_minor: Minor
    currency: AcceptedCurrency
    expected_on: Day
    quantity: Quantity | None = None


class Slip(Step):
    """The supplier says another day."""

    expected_on: Day
