"""What the room shows. Amounts are minor units, times to come days in Shanghai."""

from typing import Annotated

from pydantic import Field

from shop.web.models import ResponseModel
from stock_alerts.domain import Alert, Policy

Hours = Annotated[int | None, Field(description="For so long it will do at what is sold a day; null: nobody knows.")]


WantedUnits = Annotated[int | None, Field(description="An order was refused so many lately; null: none was.")]
RefusedUnits = Annotated[int, Field(description="Orders were refused so many in the last day, at least.")]


class LocationThreshold(ResponseModel):
    party: str
    threshold: int


class ProposalView(ResponseModel):
    """A threshold from sales: `lead_time_demand` and `safety_stock` together, rounded up."""

    threshold: int
    days: int
    mean_daily_demand: float
    deviation: float
    lead_time_days: int
    lead_time_by: str
    z: float
    lead_time_demand: float
    safety_stock: float


class PolicyView(ResponseModel):
    """What is set of a SKU; version 0 where nobody set anything. `why` are the figures of a proposed threshold."""

    sku: str
    version: int
    threshold: int | None
    threshold_by: str
    locations: list[LocationThreshold]
    target: int | None
    replenish: str
    supplier: str | None
    lead_time_days: int
    minimum_order: int
    pack: int
    why: ProposalView | None = None


class AlertView(ResponseModel):
    """That a SKU is short, as a whole or at a party, with the figures of when it was looked at last."""

    sku: str
    party: str | None
    kind: str
    state: str
    version: int
    since: str
    opened_at: str
    threshold: int
    available: int
    incoming: int
    cover_hours: Hours
    replenishment_id: str | None
    wanted_units: WantedUnits = None


class Alerts(ResponseModel):
    items: list[AlertView]
    next: str | None = None


class ArithmeticView(ResponseModel):
    """Why so many: `projected` is what is available and incoming less the backlog, `lacking` what it lacks of `target`,
    `quantity` that or the minimum order in whole packs."""

    available: int
    incoming: int
    backlog: int
    projected: int
    threshold: int
    target: int
    target_by: str
    lacking: int
    minimum_order: int
    pack: int
    quantity: int
    lead_time_days: int
    lead_time_by: str
    mean_daily_demand: float


class ReplenishmentView(ResponseModel):
    """A request to purchasing and what became of it. `due_on`: the day by which something is to be done about it."""

    replenishment_id: str
    sku: str
    party: str | None
    state: str
    version: int
    since: str
    due_on: str | None
    quantity: int
    received: int
    refused: int
    outstanding: int
    why: ArithmeticView
    supplier: str | None
    unit_cost_minor: int | None
    currency: str | None
    expected_on: str | None
    requested_by: str
    chased_on: str | None
    reason: str | None


class Replenishments(ResponseModel):
    items: list[ReplenishmentView]
    next: str | None = None


class PlaceView(ResponseModel):
    """What lies at a warehouse or supplier."""

    party: str
    available: int
    reserved: int


class SkuView(ResponseModel):
    """All that is to be known of a SKU's supply. `order` is what would be asked for now, and why."""

    sku: str
    on_sale: bool
    available: int
    reserved: int
    blocked: int
    shortfall: int
    incoming: int
    locations: list[PlaceView]
    days_known: int
    known_until: str | None
    mean_daily_demand: float
    cover_hours: Hours
    refused_units: RefusedUnits
    policy: PolicyView
    order: ArithmeticView
    alerts: list[AlertView]
    replenishments: list[ReplenishmentView]


def policy(policy: Policy) -> PolicyView:
    terms = policy.terms._asdict()
    terms["locations"] = [LocationThreshold(party=party, threshold=least) for party, least in policy.terms.locations]
    why = ProposalView(**policy.why._asdict()) if policy.why else None
    return PolicyView(sku=policy.sku, version=policy.version, why=why, **terms)


def alert(alert: Alert) -> AlertView:
    figures = {name: value for name, value in alert._asdict().items() if name not in ("place", "wanted_at")}
    return AlertView(**alert.place._asdict(), **figures)
