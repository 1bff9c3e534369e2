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
    """R3.1.3: goods came in under a document that is unique for ever."""

    document: str
    warehouse: str
    currency: str
    lines: list[ReceivedLine]
