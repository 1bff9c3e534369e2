"""Events of order dispatch (R3.2)."""

from typing import Any

from pydantic import Field, model_validator

from shop.contract import EventData, EventPart, is_nothing


class Handled(EventData):
    """Whose work an order was until then, by `sub`: who confirmed it with its customer, who allocated it (R4.2.1).

    Left out as long as nobody did; events from before these fields say neither.
    """

    confirmed_by: str | None = Field(None, exclude_if=is_nothing)
    allocated_by: str | None = Field(None, exclude_if=is_nothing)


class MoneyDueBack(EventData):
    """Whatever lowers what was paid for an order: so much of it, in minor units of `currency`, is due back.

    Sales are what was placed less all of these, each at its own `at` (R4.2.1).
    """

    currency: str
    due_back_minor: int


class OfOrder(Handled):
    """What is told of an order without asking anybody: its number at the storefront, and how its customer is reached.

    Events from before these fields say neither, and customers are told nothing of them.
    """

    external_id: str = ""
    channels: list[str] = Field(default_factory=list)


class OrderedLine(EventPart):
    """A line as ordered; the first one of an order is its line 1."""

    sku: str
    quantity: int
    unit_price: int
    discount_minor: int


class OrderPlaced(OfOrder):
    """R3.2.1: a paid order came in from the storefront; its stock is reserved."""

    external_id: str
    client: str
    payment_reference: str
    currency: str
    goods_minor: int
    shipping_minor: int
    total_minor: int
    lines: list[OrderedLine]


class OrderConfirmed(OfOrder):
    """R3.2.1: customer service confirmed the order with the customer."""

    channel: str
    confirmed: list[str]


class SpecialRequestRecorded(OfOrder):
    """R3.2.1: a special request was recorded for a department. Its text stands on the order.

    `party` is the warehouse or supplier that has the order by then.
    """

    request_id: str
    department: str
    party: str | None = None


class SpecialRequestAnswered(OfOrder):
    """R3.2.1: the department answered a special request. The answer stands on the order."""

    request_id: str
    department: str


class ContactRead(EventData):
    """PIPL, R1.3: somebody was shown a customer's contact unmasked: of which order, by which route, what for."""

    order_id: str
    route: str
    purpose: str


class SkuQuantity(EventPart):
    """Units of a SKU, of the order's `line`. Events from before lines were told sum up the lines of a SKU."""

    sku: str
    quantity: int
    line: int | None = None


class OrderCancelled(OfOrder, MoneyDueBack):
    """R3.2.1: the order was cancelled and its stock released; what was paid is to be refunded, all of it."""

    reason: str
    currency: str
    total_minor: int
    payment_reference: str
    released: list[SkuQuantity]
    due_back_minor: int = 0

    @model_validator(mode="before")
    @classmethod
    def _all_that_was_paid(cls, told: Any) -> Any:
        # Those from before it was told say no more than the total.
        return {"due_back_minor": told.get("total_minor"), **told} if isinstance(told, dict) else told


class OrderRanShort(OfOrder):
    """R3.1.3: so many units of a SKU that are promised to the order were found missing: others were promised before."""

    sku: str
    short_units: int
    party: str | None = None


class OrderShortfallEnded(OfOrder):
    """R3.1.3: what was missing for the order is there again, or the order does not wait for it any more."""

    sku: str


class DemandRefused(EventData):
    """R3.1.3: an order was refused because less is there than it wanted; nobody is named.

    Told of a SKU once a minute at most, so that sums are the least that was refused.
    """

    sku: str
    units: int
    available: int
    currency: str
    sales_refused_minor: int


class OrderAllocated(Handled):
    """R3.2.2: a specialist gave the order to a warehouse or supplier."""

    shipment_id: str
    party: str
    lines: list[SkuQuantity]


class ShipmentVerified(Handled):
    """R3.2.2: the warehouse checked goods and stock."""

    shipment_id: str
    party: str


class CostedLine(EventPart):
    """Units that left, of the order's `line`: what one cost in the mean, null where nobody knows, and what all brought.

    `net_minor` is price × quantity less the units' share of the line's discount; in whatever parcels a line leaves, its
    shares come to its amount. Events from before lines were told sum up those of a SKU, say no `net_minor`, and 0 for a
    cost that nobody knows.
    """

    sku: str
    quantity: int
    unit_cost_minor: int | None
    line: int | None = None
    net_minor: int | None = None


class ShipmentDispatched(OfOrder):
    """R3.2.2: the parcel left, with a tracking number. Costs are the SKU's average purchase cost."""

    shipment_id: str
    party: str
    carrier: str
    tracking_number: str
    expected_arrival: str
    currency: str
    goods_minor: int
    lines: list[CostedLine]


class ShipmentCarrierCorrected(Handled):
    """R3.2.3: the parcel turned out to be another carrier's, under the same number."""

    shipment_id: str
    party: str
    carrier: str
    tracking_number: str
    former_carrier: str


class ParcelMoved(OfOrder):
    """R3.2.3: what the carrier's scans now say of a parcel."""

    shipment_id: str
    party: str
    carrier: str
    tracking_number: str
    carrier_code: str
    carrier_time: str


class ShipmentInTransit(ParcelMoved):
    pass


class ShipmentOutForDelivery(ParcelMoved):
    pass


class ShipmentDelivered(ParcelMoved):
    """R3.2.3: signed for, which is delivery (E-commerce Law art. 51)."""


class ShipmentException(ParcelMoved):
    """R3.2.3: something is wrong with the parcel; `carrier_code` says what."""


class ShipmentReturnedToSender(ParcelMoved):
    pass


class CustomerWon(EventData):
    """R4.2.1: somebody is a customer by this order: the first paid one of theirs that stands. Who they are is not told.

    `at` is when it was placed, or when the one went that stood before it.
    """

    order_id: str


class CustomerLost(EventData):
    """R4.2.1: the order that a customer was won by is refunded in full. By another one of theirs they are won again."""

    order_id: str
