"""Events of stock alerts and replenishment (R3.1.3). Without a `party` they are of the SKU as a whole."""

from typing import Literal

from shop.contract import EventData, EventPart

Kind = Literal["low", "sold_out"]


class PartyThreshold(EventPart):
    party: str
    threshold: int


class ThresholdsSet(EventData):
    """R3.1.3: when a SKU is short, whom it is bought of, and how; by a specialist, or anew from what was sold."""

    sku: str
    threshold: int | None = None
    threshold_by: Literal["given", "proposed"]
    locations: list[PartyThreshold]
    replenish: Literal["automatic", "proposed"]
    supplier: str | None = None


class OfPlace(EventData):
    """What is told of a SKU as a whole, or of what lies at one party."""

    sku: str
    party: str | None = None


class StockRanLow(OfPlace):
    """R3.1.3: units fell to the threshold (`low`), or there are none and none are on their way (`sold_out`).

    `wanted_units` is what an order was refused lately: then it is enough that less is there.
    """

    kind: Kind
    available: int
    incoming: int
    threshold: int
    cover_hours: int | None = None
    replenishment_id: str | None = None
    wanted_units: int | None = None


class StockEased(OfPlace):
    """R3.1.3: what was sold out is there again, or on its way, and still low."""

    available: int
    incoming: int
    threshold: int


class StockAlertAcknowledged(OfPlace):
    """R3.1.3: somebody sees to it."""

    kind: Kind


class StockAlertResolved(OfPlace):
    """R3.1.3: stock is back above the threshold, or the SKU is not sold any more."""

    kind: Kind
    available: int
    threshold: int
    open_since: str


class ShortOf(EventPart):
    """A row of what staff are told together."""

    sku: str
    party: str | None = None
    kind: Kind
    available: int
    incoming: int
    threshold: int
    cover_hours: int | None = None
    quantity: int | None = None
    replenishment_id: str | None = None
    supplier: str | None = None


class Listed(EventData):
    """What staff are told together, the worst first; so many `more` than an event holds stand on the room's list."""

    more: int = 0


class LowStockListed(Listed):
    """R3.1.3: all that ran low since the last list: one message, however many SKUs fell at once."""

    rows: list[ShortOf]


class OfReplenishment(OfPlace):
    """What is told of a replenishment; its id is the entity's."""

    supplier: str | None = None


class ReplenishmentRequested(OfReplenishment):
    """R3.1.3: purchasing is asked for goods; the figures say why so many."""

    quantity: int
    available: int
    incoming: int
    backlog: int
    projected: int
    threshold: int
    target: int
    minimum_order: int
    pack: int
    lead_time_days: int


class ReplenishmentAcknowledged(OfReplenishment):
    """R3.1.3: purchasing has taken it up."""


class ReplenishmentDeclined(OfReplenishment):
    """R3.1.3: purchasing will not order it. The reason stands on the replenishment."""


class ReplenishmentCancelled(OfReplenishment):
    """R3.1.3: what was still to come will not. The reason stands on the replenishment."""

    outstanding: int


class ReplenishmentOrdered(OfReplenishment):
    """R3.1.3: ordered of a supplier, to come by a day (in Shanghai)."""

    quantity: int
    unit_cost_minor: int
    currency: str
    expected_on: str


class ReplenishmentSlipped(OfReplenishment):
    """R3.1.3: the supplier says another day; so many days later, or earlier where negative. Rates the supplier."""

    former_expected_on: str
    expected_on: str
    days: int


class ReplenishmentReceived(OfReplenishment):
    """R3.1.3: a receipt brought units of it. `over` are more than were asked for; `days_late` is of the last units.

    Refused units count as not come. Rates the supplier.
    """

    receipt: str
    units: int
    refused_units: int
    outstanding: int
    over: int
    days_late: int | None = None


class ReplenishmentReceiptReversed(OfReplenishment):
    """R3.1.3: a receipt that brought units of it was wrong: they have still to come; `state` is what it is again."""

    receipt: str
    units: int
    refused_units: int
    outstanding: int
    state: str


class ReversalFlagged(EventData):
    """R3.1.3: a receipt was reversed whose replenishment is closed for good, or had its place taken by another one.

    Whether the goods are to be ordered anew a person says.
    """

    receipt: str
    replenishment_id: str
    sku: str
    units: int
    why: Literal["closed", "replaced"]


class ReceiptFlagged(EventData):
    """R3.1.3: goods came under a replenishment that is closed, of another SKU, or that nobody knows. They are there."""

    receipt: str
    replenishment_id: str
    sku: str
    units: int
    why: Literal["closed", "other_sku", "unknown"]


class ReplenishmentChased(OfReplenishment):
    """R3.1.3: so many days late, as of a business date; what would be sold until it comes, and is not there."""

    day: str
    state: str
    days_late: int
    escalated: bool
    cover_hours: int | None = None
    expected_on: str | None = None
    units_at_risk: int
    sales_at_risk_minor: int
    currency: str


class LateReplenishment(EventPart):
    """A row of what staff are told together."""

    replenishment_id: str
    sku: str
    party: str | None = None
    state: str
    supplier: str | None = None
    days_late: int
    expected_on: str | None = None
    cover_hours: int | None = None
    units_at_risk: int
    sales_at_risk_minor: int
    currency: str


class LateReplenishmentsListed(Listed):
    """R3.1.3: all that is late today: one message to purchasing."""

    rows: list[LateReplenishment]


class LateReplenishmentsEscalated(Listed):
    """R3.1.3: what has been late for long: one message to the manager."""

    rows: list[LateReplenishment]
