"""A body of each route that takes one, for the API description. No function imports this."""

from typing import Any

_PICTURE = "01JDE3M7ZP4W8KQ2V6X9Y3B5CD/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.png"

BODIES: dict[str, dict[str, Any]] = {
    "POST /listing/products": {
        "name": "紫砂壶 Yixing teapot",
        "description": "宜兴原矿紫泥, 240 ml",
        "currency": "CNY",
        "skus": [{"sku": "POT-240", "price_minor": 12800}],
        "dispatch_hours": 24,
        "due": "2026-12-01T10:00:00Z",
    },
    "PATCH /listing/products/{product_id}": {
        "version": 1,
        "name": "紫砂壶 240 ml",
        "prices": [{"sku": "POT-240", "price_minor": 11800}],
    },
    "POST /listing/products/{product_id}/drop": {"version": 1},
    "POST /listing/products/{product_id}/request-design": {"version": 2},
    "POST /listing/products/{product_id}/picture-uploads": {
        "content_type": "image/png",
        "content_length": 20480,
        "checksum_sha256": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    },
    "POST /listing/products/{product_id}/pictures": {"version": 3, "key": f"uploads/{_PICTURE}"},
    "POST /listing/products/{product_id}/pictures/remove": {"version": 4, "key": f"pictures/{_PICTURE}"},
    "POST /listing/products/{product_id}/recall": {"version": 3},
    "POST /listing/products/{product_id}/request-review": {"version": 7},
    "POST /listing/products/{product_id}/due": {"version": 3, "due": "2026-12-04T10:00:00Z"},
    "POST /listing/products/{product_id}/submit": {"version": 4},
    "POST /listing/products/{product_id}/send-back": {
        "version": 5,
        "to": "designing",
        "reasons": "The handle is cut off in the first picture.",
    },
    "POST /listing/products/{product_id}/publish": {"version": 5},
    "POST /listing/products/{product_id}/revisions": {"version": 6, "restore": 1},
    "POST /listing/products/{product_id}/delist": {
        "version": 6,
        "reason": "quality",
        "note": "Two customers say that the glaze comes off.",
    },
    "POST /listing/products/{product_id}/relist": {"version": 7},
    "POST /listing/products/{product_id}/price-changes": {
        "version": 6,
        "prices": [{"sku": "POT-240", "price_minor": 9900}],
        "takes_effect_at": "2026-12-11T16:00:00Z",
    },
    "POST /listing/price-changes/{change_id}/cancel": {"version": 1},
    "POST /listing/proposals/{product_id}/accept": {"version": 1},
    "POST /listing/proposals/{product_id}/dismiss": {"version": 1},
}
