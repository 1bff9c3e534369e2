"""A body of each route that takes one, for the API description. No function imports this."""

from typing import Any

BODIES: dict[str, dict[str, Any]] = {
    "POST /stock-alerts/skus/{sku}/policy": {
        "version": 0,
        "threshold": 20,
        "locations": [{"party": "WH-SH", "threshold": 8}],
        "target": 100,
        "replenish": "automatic",
        "supplier": "YIXING-01",
        "lead_time_days": 9,
        "minimum_order": 24,
        "pack": 12,
    },
    "POST /stock-alerts/skus/{sku}/acknowledge": {"version": 1},
    "POST /stock-alerts/replenishments": {"sku": "POT-240", "quantity": 120},
    "POST /stock-alerts/replenishments/{replenishment_id}/acknowledge": {"version": 1},
    "POST /stock-alerts/replenishments/{replenishment_id}/order": {
        "version": 2,
        "supplier": "YIXING-01",
        "unit_cost_minor": 5400,
        "currency": "CNY",
        "expected_on": "2026-12-05",
    },
    "POST /stock-alerts/replenishments/{replenishment_id}/slip": {"version": 3, "expected_on": "2026-12-09"},
    "POST /stock-alerts/replenishments/{replenishment_id}/decline": {
        "version": 2,
        "reason": "The kiln is being rebuilt until March.",
    },
    "POST /stock-alerts/replenishments/{replenishment_id}/cancel": {
        "version": 3,
        "reason": "Delisted meanwhile.",
    },
}
