"""Whatever is sent to the deployed shop, the answer is a 4xx problem document: never a trace, never a 5xx."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.e2e.bad_requests import Send, by_one_of_each
from tests.e2e.problems import refusal, send
from tests.e2e.routes import Route
from tests.e2e.shop import Shop

pytestmark = pytest.mark.local_cloud


@by_one_of_each()
def test_a_bad_request_is_refused_in_words(shop: Shop, check: Callable[[Send, Route], None], route: Route) -> None:
    def sent(*, address: str | None = None, **sent: Any) -> httpx.Response:
        return send(shop, route, address or route.address, **sent)

    check(sent, route)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "TRACE"])
def test_a_method_that_a_path_does_not_know_is_not_found(shop: Shop, method: str) -> None:
    answer = shop.http.request(
        method, f"{shop.stack.api_url}/storefront/orders", headers=shop.storefront.token.header()
    )
    assert answer.status_code == 404
    assert method == "HEAD" or refusal(answer) == (404, "not_found")
