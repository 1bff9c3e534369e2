"""Events of order dispatch (R3.2)."""

from pydantic import Field

from shop.contract import EventData, EventPart


class OfOrder(EventData):
    """What is told of an order without asking anybody: its number at the storefront, and how its customer is reached.

    Events from before these fields say neither, and customers are told nothing of them.
    """

    external_id: str = ""
    channels: list[str] = Field(default_factory=list)


class OrderedLine(EventPart):
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
    sku: str
    quantity: int


class OrderCancelled(OfOrder):
    """R3.2.1: the order was cancelled and its stock released; what was paid is to be refunded."""

    reason: str
    currency: str
    total_minor: int
    payment_reference: str
    released: list[SkuQuantity]


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


class OrderAllocated(EventData):
    """R3.2.2: a specialist gave the order to a warehouse or supplier."""

    shipment_id: str
    party: str
    lines: list[SkuQuantity]


class ShipmentVerified(EventData):
    """R3.2.2: the warehouse checked goods and stock."""

    shipment_id: str
    party: str


class CostedLine(EventPart):
    sku: str
    quantity: int
    unit_cost_minor: int


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


class ShipmentCarrierCorrected(EventData):
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
