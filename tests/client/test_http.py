"""How the client waits out what passes, and what it never repeats."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from infra.client import Client, Refused, Unreachable

Handler = Callable[[httpx.Request], httpx.Response]


class Shop:
    """Answers with what it is given, one after the other, and remembers what it was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []
        self.waits: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def client(self, **more: Any) -> Client:
        http = httpx.Client(transport=httpx.MockTransport(self))
        return Client("http://shop/live/", http=http, wait=self.waits.append, **more)


def refusal(status: int, code: str, **headers: str) -> httpx.Response:
    return httpx.Response(
        status, json={"code": code, "detail": "no"}, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


DONE = httpx.Response(201, json={"order_id": "1"})


@pytest.mark.parametrize(
    "passing",
    [refusal(429, "throttled"), refusal(503, "busy"), refusal(409, "in_progress")],
    ids=["throttled", "busy", "in progress"],
)
def test_what_passes_is_waited_out_as_long_as_the_shop_asks(passing: httpx.Response) -> None:
    passing.headers["Retry-After"] = "2"
    shop = Shop(passing, passing, DONE)
    assert shop.client().post("/orders/1/confirm", {}).body == {"order_id": "1"}
    assert all(2 <= wait <= 3 for wait in shop.waits)


def test_patience_ends_with_the_refusal() -> None:
    shop = Shop(refusal(503, "busy", Retry_After="5"))
    with pytest.raises(Refused, match="503 busy"):
        shop.client(patience=4).get("/orders")


def test_a_refusal_that_does_not_pass_is_told_at_once_with_its_document() -> None:
    shop = Shop(httpx.Response(409, json={"code": "out_of_stock", "detail": "no", "errors": [{"sku": "A"}]}))
    with pytest.raises(Refused) as refused:
        shop.client().post("/storefront/orders", {}, key="one")
    assert (refused.value.status, refused.value.code, refused.value.errors) == (409, "out_of_stock", [{"sku": "A"}])
    assert shop.waits == []


@pytest.mark.parametrize("lost", [httpx.ReadError("gone"), httpx.Response(504), httpx.Response(502)])
def test_a_lost_answer_is_asked_for_again_under_the_same_key(lost: httpx.Response | Exception) -> None:
    shop = Shop(lost, httpx.Response(201, json={"order_id": "1"}, headers={"Idempotent-Replayed": "true"}))
    assert shop.client().post("/storefront/orders", {}, key="one").replayed
    assert [request.headers["Idempotency-Key"] for request in shop.asked] == ["one", "one"]


@pytest.mark.parametrize("lost", [httpx.ReadError("gone"), httpx.Response(504)])
def test_a_lost_answer_without_a_key_is_never_asked_for_again(lost: httpx.Response | Exception) -> None:
    shop = Shop(lost)
    with pytest.raises(Unreachable):
        shop.client().post("/orders/1/confirm", {"version": 1})


def test_what_was_never_sent_is_sent_again_even_without_a_key() -> None:
    shop = Shop(httpx.ConnectError("refused"), DONE)
    assert shop.client().post("/orders/1/confirm", {"version": 1}).status == 201


def test_a_list_is_read_to_its_end() -> None:
    shop = Shop(
        httpx.Response(200, json={"items": [{"id": 1}, {"id": 2}], "next": "more"}),
        httpx.Response(200, json={"items": [{"id": 3}], "next": None}),
    )
    assert [item["id"] for item in shop.client().items("/orders", state="placed", limit=2)] == [1, 2, 3]
    assert [str(request.url.query, "ascii") for request in shop.asked] == [
        "state=placed&limit=2",
        "state=placed&limit=2&cursor=more",
    ]


def test_an_answer_that_is_no_problem_document_still_has_a_code() -> None:
    shop = Shop(httpx.Response(403, text="<html>"))
    with pytest.raises(Refused) as refused:
        shop.client().get("/orders")
    assert refused.value.code == "http_403"
