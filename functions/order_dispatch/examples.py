"""What the API description says besides the routes: a body of each route that takes one, and what stands in a signed
form's `param`. No function imports this.
"""

from typing import Annotated, Any

from pydantic import Field

from order_dispatch.carriers.kuaidi100.models import LastResult, PushParam
from shop.web.bodies import LARGEST_UNKNOWN_BODY
from shop.web.models import RequestModel


class TrackLine(RequestModel):
    """A line of a parcel's track, at China's time. One without a time that can be read is left out."""

    model_config = RequestModel.model_config | {"extra": "ignore"}

    ftime: Annotated[str | None, Field(max_length=26, description="The time in one form for all carriers.")] = None
    time: Annotated[str | None, Field(max_length=26, description="The same as the carrier writes it.")] = None
    context: Annotated[str | None, Field(max_length=LARGEST_UNKNOWN_BODY, description="In words.")] = None
    statusCode: Annotated[
        str | None, Field(max_length=5, description="What it means, such as 301; a number is taken too.")
    ] = None


class PushResult(LastResult):
    """What is known of the parcel: its latest status, and its way, newest first."""

    data: Annotated[list[TrackLine], Field(max_length=500)] = Field(default_factory=list)


class Push(PushParam):
    """News of a parcel. With `status` abort no more will be told of this number under this carrier; one with `comNew`
    tells whose number it really is.
    """

    lastResult: PushResult


FORMS: dict[str, type[RequestModel]] = {"POST /webhooks/carriers/{carrier}": Push}

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
