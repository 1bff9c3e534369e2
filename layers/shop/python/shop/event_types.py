"""The schema of every event: its name is the class's name, in the past tense.

A contract between rooms: fields are added, never renamed or removed. No personal data.
Amounts are minor units of the event's currency; times are UTC ISO 8601.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class EventData(BaseModel):
    """What a kind of event tells beyond its envelope."""

    # Built when first used: a function handles few of them.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class PricedSku(EventData):
    sku: str
    price_minor: int


class ProductEntered(EventData):
    """R3.1.2: a specialist entered a product. `due` is when it is to be published."""

    currency: str
    skus: list[PricedSku]
    revision: int


class ProductRevised(EventData):
    """R3.1.2: a draft was changed; `changed` names the fields."""

    changed: list[str]
    currency: str
    skus: list[PricedSku]
    revision: int


class DesignRequested(EventData):
    """R3.1.2: a specialist handed the product to the designers."""


class PictureAttached(EventData):
    """R3.1.2: a designer attached an uploaded picture."""

    key: str
    content_type: str
    bytes: int


class ProductSubmitted(EventData):
    """R3.1.2: a designer handed the product to the final review."""

    pictures: int


class ProductSentBack(EventData):
    """R3.1.2: the review sent the product back. The reasons stand on the product."""

    to: Literal["draft", "designing"]


class ProductPublished(EventData):
    """R3.1.2: the review passed; prices and sale status reached the SKUs."""

    currency: str
    skus: list[PricedSku]
    revision: int
    entered_by: str


class WarehouseOpened(EventData):
    """R3.2.2: a warehouse or supplier that stock can lie at."""

    code: str


class ReceivedLine(EventData):
    sku: str
    quantity: int
    unit_cost_minor: int


class StockReceived(EventData):
    """R3.1.3: goods came in under a document that is unique for ever."""

    document: str
    warehouse: str
    currency: str
    lines: list[ReceivedLine]


class OrderedLine(EventData):
    sku: str
    quantity: int
    unit_price: int
    discount_minor: int


class OrderPlaced(EventData):
    """R3.2.1: a paid order came in from the storefront; its stock is reserved."""

    external_id: str
    client: str
    payment_reference: str
    currency: str
    goods_minor: int
    shipping_minor: int
    total_minor: int
    lines: list[OrderedLine]


class OrderConfirmed(EventData):
    """R3.2.1: customer service confirmed the order with the customer."""

    channel: str
    confirmed: list[str]


class SpecialRequestRecorded(EventData):
    """R3.2.1: a special request was recorded for a department. Its text stands on the order."""

    request_id: str
    department: str


class SkuQuantity(EventData):
    sku: str
    quantity: int


class OrderCancelled(EventData):
    """R3.2.1: the order was cancelled and its stock released; what was paid is to be refunded."""

    reason: str
    currency: str
    total_minor: int
    payment_reference: str
    released: list[SkuQuantity]


class OrderAllocated(EventData):
    """R3.2.2: a specialist gave the order to a warehouse or supplier."""

    shipment_id: str
    party: str
    lines: list[SkuQuantity]


class ShipmentVerified(EventData):
    """R3.2.2: the warehouse checked goods and stock."""

    shipment_id: str
    party: str


class CostedLine(EventData):
    sku: str
    quantity: int
    unit_cost_minor: int


class ShipmentDispatched(EventData):
    """R3.2.2: the parcel left, with a tracking number. Costs are the SKU's average purchase cost."""

    shipment_id: str
    party: str
    carrier: str
    tracking_number: str
    expected_arrival: str
    currency: str
    goods_minor: int
    lines: list[CostedLine]


class ParcelMoved(EventData):
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


def all_types() -> dict[str, type[EventData]]:
    """Every event type by name (the classes that a room records, not their parts)."""
    parts = {PricedSku, ReceivedLine, OrderedLine, SkuQuantity, CostedLine, ParcelMoved}
    found: dict[str, type[EventData]] = {}
    pending = list(EventData.__subclasses__())
    while pending:
        kind = pending.pop()
        pending.extend(kind.__subclasses__())
        if kind not in parts:
            found[kind.__name__] = kind
    return dict(sorted(found.items()))
