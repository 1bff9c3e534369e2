"""A body of each route that takes one, for the API description. No function imports this."""

from typing import Any

BODIES: dict[str, dict[str, Any]] = {
    "POST /storefront/orders": {
        "external_id": "WEB-100001",
        "payment_reference": "PAY-100001",
        "currency": "CNY",
        "contact": {
            "name": "欧阳春晓",
            "phone": "021-5555 0000 转 12",
            "email": "chunxiao@example.com",
            "address": {
                "country": "中国",
                "province": "上海",
                "city": "上海市",
                "district": "徐汇区",
                "street": "听雨巷 7 弄",
                "postcode": "200030",
            },
        },
        "lines": [{"sku": "POT-240", "quantity": 2, "unit_price": 12800, "discount_minor": 600}],
        "shipping_minor": 800,
    },
    "POST /orders/{order_id}/confirm": {
        "version": 1,
        "channel": "phone",
        "confirmed": ["goods", "quantity", "price", "address"],
    },
    "POST /orders/{order_id}/requests": {"text": "请放门卫处", "department": "warehouse"},
    "POST /orders/{order_id}/requests/{request_id}/answer": {"answer": "已放门卫处"},
    "POST /orders/{order_id}/cancel": {"version": 1, "reason": "customer_request"},
    "POST /orders/{order_id}/allocate": {"version": 2, "warehouse": "WH-SH"},
    "POST /orders/{order_id}/verify": {"version": 3},
    "POST /orders/{order_id}/dispatch": {
        "version": 4,
        "carrier": "shunfeng",
        "tracking_number": "SF1234567890",
        "expected_arrival": "2026-11-28",
    },
    "POST /webhooks/carriers/{carrier}": {
        "param": (
            '{"status":"polling","lastResult":{"state":"3","com":"shunfeng","nu":"SF1234567890","data":['
            '{"time":"2026-11-28 15:00:00","ftime":"2026-11-28 15:00:00","context":"已签收","statusCode":"301"}]}}'
        ),
        "sign": "9E107D9D372BB6826BD81D3542A419D6",
    },
}
