"""A body of each route that takes one, for the API description. No function imports this."""

from typing import Any

BODIES: dict[str, dict[str, Any]] = {
    "POST /stock/warehouses": {"code": "WH-SH", "name": "上海仓"},
    "POST /stock/receipts": {
        "document": "DN-2026-0117",
        "warehouse": "WH-SH",
        "currency": "CNY",
        "lines": [
            {
                "sku": "POT-240",
                "quantity": 58,
                "unit_cost_minor": 5400,
                "refused_units": 2,
                "refusal_reason": "damaged",
                "replenishment_id": "01K5CV0QJ4T4QW5M0VYJ0M6T3N",
            }
        ],
    },
    "POST /stock/receipts/{receipt_id}/accept": {"version": 1},
    "POST /stock/receipts/{receipt_id}/refuse": {"version": 1, "reason": "Six cartons, not six hundred."},
    "POST /stock/receipts/{receipt_id}/reverse": {"version": 1, "reason": "The delivery was another shop's."},
    "POST /stock/blocks": {
        "warehouse": "WH-SH",
        "lines": [{"sku": "POT-240", "quantity": 3, "reason": "damaged"}],
        "note": "A shelf came down.",
    },
    "POST /stock/blocks/{block_id}/free": {"version": 1, "sku": "POT-240", "quantity": 1},
    "POST /stock/blocks/{block_id}/write-off": {"version": 2, "sku": "POT-240", "quantity": 2},
    "POST /stock/transfers": {
        "source": "WH-SH",
        "target": "WH-GZ",
        "lines": [{"sku": "POT-240", "quantity": 20}],
    },
}
