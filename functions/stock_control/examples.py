"""A body of each route that takes one, for the API description. No function imports this."""

from typing import Any

BODIES: dict[str, dict[str, Any]] = {
    "POST /stock/stocktakes": {"warehouse": "WH-SH", "skus": ["POT-240", "CUP-60"]},
    "POST /stock/stocktakes/{stocktake_id}/counts": {"sku": "POT-240", "units": 57},
    "POST /stock/stocktakes/{stocktake_id}/lines/{sku}/assign": {
        "version": 3,
        "investigator": "3f1f6c9e-8d0a-4c57-9a53-2f4f6c1b7a10",
        "due": "2026-12-01T10:00:00Z",
    },
    "POST /stock/stocktakes/{stocktake_id}/lines/{sku}/explain": {"version": 4, "cause": "damaged", "note": "碎了三只"},
    "POST /stock/stocktakes/{stocktake_id}/lines/{sku}/send-back": {"version": 4},
    "POST /stock/stocktakes/{stocktake_id}/lines/{sku}/adjust": {"version": 5},
    "POST /stock/stocktakes/{stocktake_id}/review": {"version": 9},
    "POST /stock/stocktakes/{stocktake_id}/close": {"version": 11},
    "POST /stock/stocktakes/{stocktake_id}/cancel": {"version": 2, "reason": "仓库搬迁，改日再盘"},
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
    "POST /stock/skus/{sku}/spread": {"buckets": 8},
    "POST /stock/skus/{sku}/gather": {"buckets": 8},
    "POST /stock/transfers": {
        "source": "WH-SH",
        "target": "WH-GZ",
        "lines": [{"sku": "POT-240", "quantity": 20}],
    },
}
