"""What a browser asks and reads when a page of the console calls the shop."""

import pytest

from tests.e2e.routes import ALL, Route
from tests.e2e.shop import Shop

pytestmark = pytest.mark.local_cloud

PAGE = {"Origin": "https://console.example.com"}


@pytest.mark.parametrize("route", ALL, ids=str)
def test_a_preflight_is_answered_without_a_token(shop: Shop, route: Route) -> None:
    asked = {"Access-Control-Request-Method": route.method, "Access-Control-Request-Headers": "authorization"}
    answer = shop.http.request("OPTIONS", shop.stack.api_url + route.address, headers=PAGE | asked)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert route.method in answer.headers["Access-Control-Allow-Methods"].split(",")
    assert answer.headers["Access-Control-Allow-Headers"] == "Authorization,Content-Type,Idempotency-Key,If-None-Match"


@pytest.mark.parametrize(("address", "status"), [("/orders", 401), ("/nowhere", 404)])
def test_a_page_may_read_what_the_gateway_refuses(shop: Shop, address: str, status: int) -> None:
    answer = shop.http.get(shop.stack.api_url + address, headers=PAGE)
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Expose-Headers"] == "X-Request-Id,Idempotent-Replayed,Retry-After"
