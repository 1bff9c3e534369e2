"""Asked twice, done once: the same key and body get the same answer, and names stay taken for ever."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from infra.client import Refused, Staff, StorefrontClient, new_key
from infra.client.http import Json
from tests.e2e import goods, orders
from tests.e2e.problems import changed
from tests.e2e.shop import SH, Shop, refusal

pytestmark = pytest.mark.local_cloud

Asked = tuple[Staff | StorefrontClient, str, Json, Json]


def a_product(shop: Shop) -> Asked:
    body = goods.product(goods.new_skus(shop, 1))
    return shop.specialist, "/listing/products", body, changed(body, "name", "另一个名字")


def a_receipt(shop: Shop) -> Asked:
    (sku,) = goods.in_stock(shop)
    lines = [{"sku": sku, "quantity": 1, "unit_cost_minor": 1}]
    body = {"document": f"DN-{shop.run}-{shop.number()}", "warehouse": SH, "currency": "CNY", "lines": lines}
    return shop.warehouse_sh, "/stock/receipts", body, changed(body, "lines.0.quantity", 2)


def an_order(shop: Shop) -> Asked:
    body = orders.basket(shop, goods.in_stock(shop))
    return shop.storefront, "/storefront/orders", body, changed(body, "contact.name", shop.customer()["name"])


def a_request(shop: Shop) -> Asked:
    order = orders.place(shop, goods.in_stock(shop))
    body = {"text": "请勿按门铃", "department": "warehouse"}
    path = f"/orders/{order['order_id']}/requests"
    return shop.customer_service, path, body, changed(body, "text", "请按门铃")


CREATED = [a_product, a_receipt, an_order, a_request]


@pytest.mark.parametrize("created", CREATED)
def test_a_repeat_gets_the_answer_of_the_first_time(shop: Shop, created: Callable[[Shop], Asked]) -> None:
    by, path, body, another = created(shop)
    key = new_key()
    first, second = by.post(path, body, key=key), by.post(path, body, key=key)
    assert (first.status, first.replayed) == (201, False)
    assert (second.status, second.body, second.replayed) == (201, first.body, True)
    assert refusal(by.post, path, another, key=key) == (422, "idempotency_key_reused")


@pytest.mark.parametrize("created", CREATED)
def test_many_of_them_at_once_are_one(shop: Shop, created: Callable[[Shop], Asked]) -> None:
    by, path, body, _ = created(shop)
    key = new_key()
    with ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(lambda _: by.post(path, body, key=key), range(8)))
    assert [answer.body for answer in answers] == [answers[0].body] * 8
    assert [answer.replayed for answer in answers].count(False) == 1


def test_an_external_id_is_taken_for_ever_and_names_its_order(shop: Shop) -> None:
    basket = orders.basket(shop, goods.in_stock(shop, units=1))
    order = shop.storefront.post("/storefront/orders", basket, key=new_key()).body
    # There is nothing left of it: that the number is taken outranks being out of stock.
    with pytest.raises(Refused) as refused:
        shop.storefront.post("/storefront/orders", basket, key=new_key())
    assert (refused.value.status, refused.value.code) == (409, "external_id_taken")
    assert refused.value.document["order_id"] == order["order_id"]


def test_a_delivery_is_received_once(shop: Shop) -> None:
    by, path, body, _ = a_receipt(shop)
    by.post(path, body, key=new_key())
    assert refusal(by.post, path, body, key=new_key()) == (409, "document_taken")
    assert goods.adds_up(shop, body["lines"][0]["sku"])["available"] == 101
