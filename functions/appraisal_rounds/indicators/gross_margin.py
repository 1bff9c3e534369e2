"""Gross margin: (net sales − cost at dispatch) / net sales, of what was dispatched in the month (R4.2.1).

A line whose unit cost nobody knows counts in neither; how many those are is shown beside.
"""

from collections.abc import Iterator

from appraisal_rounds.indicators.definition import SHOP, Entry, Indicator
from shop.business_days import business_date
from shop.contract import Event
from shop.contract.order_dispatch import ShipmentDispatched
from shop.roles import Role


def _dispatched(event: Event[ShipmentDispatched]) -> Iterator[Entry]:
    shipment = event.data
    known = [
        (line.net_minor, line.unit_cost_minor * line.quantity)
        for line in shipment.lines
        if line.net_minor is not None and line.unit_cost_minor is not None
    ]
    counts = {
        "net": sum(net for net, _ in known),
        "cost": sum(cost for _, cost in known),
        "lines": len(shipment.lines),
        "lines_unknown": len(shipment.lines) - len(known),
    }
    yield Entry(SHOP, business_date(event.at), counts, {"shipment": shipment.shipment_id}, shipment.currency)


INDICATOR = Indicator(
    "gross_margin",
    Role.MANAGER,
    "share",
    SHOP,
    numerator={"net": 1, "cost": -1},
    denominator={"net": 1},
    rows={ShipmentDispatched: _dispatched},
    most_of="lines",
)
