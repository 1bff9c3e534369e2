"""The deployed shop tells staff by role, on the topic and on their lists; they mark what they have read (R3.2.1)."""

import pytest

from infra.client.http import Json
from tests.e2e import goods, orders, taps
from tests.e2e.shop import Shop, until

pytestmark = pytest.mark.local_cloud


def test_a_special_request_reaches_the_department_by_topic_and_list_and_is_marked_as_read(
    shop: Shop,
) -> None:
    with taps.on_staff_notices(shop.stack, f"e2e-warehouse-{shop.run}", "warehouse") as told:
        order = orders.allocate(shop, orders.confirm(shop, orders.place(shop, goods.in_stock(shop))))
        orders.request(shop, order, "请放门卫处")

        def mine() -> list[Json]:
            items = shop.warehouse_sh.get("/notices/mine?language=en")["items"]
            return [notice for notice in items if notice["entity"] == f"ORDER#{order['order_id']}"]

        (notice,) = until(mine)
        assert order["external_id"] in notice["text"]
        assert notice["read_at"] is None

        (message,) = until(told.heard)
        assert (message["notice_id"], message["role"]) == (notice["notice_id"], "warehouse")
        marked = shop.warehouse_sh.post("/notices/mine/read", {"notice_ids": [notice["notice_id"]]}).body
        assert mine()[0]["read_at"] == marked["read_at"][notice["notice_id"]]
