"""The template comes up, and says no in its own words before anybody asks it for more."""

import pytest

from tests.e2e.shop import Shop, refusal

pytestmark = pytest.mark.local_cloud


def test_a_caller_without_a_token_is_not_known(shop: Shop) -> None:
    assert refusal(shop.nobody.get, "/orders", state="placed") == (401, "unauthenticated")


def test_a_route_that_does_not_exist_is_a_problem_document_too(shop: Shop) -> None:
    answer = shop.http.get(f"{shop.stack.api_url}/nowhere")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"


def test_an_order_that_does_not_exist_is_not_found(shop: Shop) -> None:
    assert refusal(shop.customer_service.get, "/orders/01K00000000000000000000000") == (404, "not_found")
