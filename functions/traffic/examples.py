"""A body of each route that takes one, for the API description. No function imports this."""

from typing import Any

BODIES: dict[str, dict[str, Any]] = {
    "POST /storefront/traffic": {
        "day": "2026-11-26",
        "visits": 1840,
        "visitors": 1290,
        "paying_visitors": 47,
        "rows": [
            {"source": "search", "page_kind": "detail", "visits": 920, "visitors": 700, "paying_visitors": 25},
            {"source": "social", "page_kind": "campaign", "visits": 610, "visitors": 480, "paying_visitors": 12},
            {"source": "direct", "page_kind": "home", "visits": 310, "visitors": 260, "paying_visitors": 14},
        ],
    },
}
