"""A body of each route that takes one, for the API description. No function imports this."""

from typing import Any

BODIES: dict[str, dict[str, Any]] = {
    "POST /stock/warehouses": {"code": "WH-SH", "name": "上海仓"},
    "POST /stock/receipts": {
        "document": "DN-2026-0117",
        "warehouse": "WH-SH",
        "currency": "CNY",
        "lines": [{"sku": "POT-240", "quantity": 60, "unit_cost_minor": 5400}],
    },
}
