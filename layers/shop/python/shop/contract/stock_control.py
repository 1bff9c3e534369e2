"""Events of stock control (R3.1.3)."""

from shop.contract import EventData, EventPart


class WarehouseOpened(EventData):
    """R3.2.2: a warehouse or supplier that stock can lie at."""

    code: str


class ReceivedLine(EventPart):
    sku: str
    quantity: int
    unit_cost_minor: int
    replenishment_id: str | None = None
    refused_units: int = 0


class StockReceived(EventData):
    """R3.1.3: goods came in under a document that is unique for ever.

    Of a line `quantity` were accepted, and cost what they cost; `refused_units` came beside them, lie there blocked and
    are not paid for. `replenishment_id` is what was ordered, as far as whoever received them knew.
    """

    document: str
    warehouse: str
    currency: str
    lines: list[ReceivedLine]


class ShortfallFound(EventData):
    """R3.1.3: promised units of a SKU were found missing or unsellable, by whatever `cause` names.

    `units` of them were tied to orders at the party; of all orders' promises `pool_units` more cannot be kept than
    before. Either may be 0: what is missing at one party may be free at another.
    """

    sku: str
    party: str
    units: int
    pool_units: int
    cause: str
