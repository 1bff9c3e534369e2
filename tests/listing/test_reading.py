"""Work lists, one product, its history, and what the storefront sees."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.harness import Answer, House
from tests.listing.way import Mug, designing, draft, in_review, mug, published
from tests.people import DESIGNER, MANAGER, REVIEWER, SPECIALIST, STOREFRONT, Person


def several(house: House, make: Any, count: int) -> list[Mug]:
    return [make(house, key=str(n), skus=[{"sku": f"MUG-{n}", "price_minor": n + 1}]) for n in range(count)]


def pages(house: House, route: str, as_: Person, path: dict[str, str] | None = None, **query: Any) -> list[Any]:
    """All items of a list, followed by its cursors to the end."""
    items: list[Any] = []
    while True:
        answer = house.call(route, as_=as_, query=query, path=path)
        assert answer.status == 200, answer
        assert len(answer.body["items"]) <= query["limit"]
        items += answer.body["items"]
        if answer.body["next"] is None:
            return items
        query["cursor"] = answer.body["next"]


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
@pytest.mark.parametrize(("state", "make"), [("draft", draft), ("designing", designing), ("in_review", in_review)])
def test_a_work_list_has_the_longest_waiting_product_first(house: House, state: str, make: Any, limit: int) -> None:
    products = several(house, make, 5)
    items = pages(house, "GET /listing/products", DESIGNER, state=state, limit=limit)
    assert [item["product_id"] for item in items] == [product.product_id for product in products]


def test_a_work_list_shows_what_one_needs_to_choose(house: House) -> None:
    product = designing(house, due="2026-11-25T10:00:00Z")
    answer = house.call("GET /listing/products", as_=DESIGNER, query={"state": "designing"})
    assert answer.body == {
        "items": [
            {
                "product_id": product.product_id,
                "state": "designing",
                "version": 2,
                "revision": 1,
                "name": mug()["name"],
                "since": "2026-11-24T02:00:02.000Z",
                "due": "2026-11-25T10:00:00.000Z",
            }
        ],
        "next": None,
    }


def test_a_product_stands_on_the_list_of_its_state_alone(house: House) -> None:
    product = in_review(house)
    for state in ("draft", "designing", "in_review"):
        items = pages(house, "GET /listing/products", SPECIALIST, state=state, limit=10)
        assert [item["state"] for item in items] == ([state] if state == "in_review" else [])
    product.move("publish", REVIEWER)
    assert pages(house, "GET /listing/products", SPECIALIST, state="in_review", limit=10) == []


def test_changing_a_draft_does_not_put_it_at_the_end(house: House) -> None:
    first, second = several(house, draft, 2)
    first.revise(name="Cup")
    items = pages(house, "GET /listing/products", SPECIALIST, state="draft", limit=10)
    assert [item["product_id"] for item in items] == [first.product_id, second.product_id]
    assert (items[0]["name"], items[0]["version"]) == ("Cup", 2)


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_the_history_of_a_product_is_in_order(house: House, limit: int) -> None:
    product = published(house)
    path = {"product_id": product.product_id}
    events = pages(house, "GET /listing/products/{product_id}/history", MANAGER, path, limit=limit)
    assert [event["version"] for event in events] == [1, 2, 3, 4, 5]
    assert events == [{"due": None, **event} for event in product.history()]


def test_a_product_nobody_entered_has_no_history(house: House) -> None:
    assert Mug(house, "01JDE3M7ZP0000000000000000").call("GET /history", MANAGER).refusal == (404, "not_found")


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_the_storefront_lists_what_is_published_newest_first(house: House, limit: int) -> None:
    products = several(house, published, 4)
    draft(house, key="draft")
    items = pages(house, "GET /storefront/products", STOREFRONT, limit=limit)
    assert [item["product_id"] for item in items] == [product.product_id for product in reversed(products)]


def test_the_storefront_sees_what_it_sells(house: House) -> None:
    product = published(house)
    (kept,) = product.read()["pictures"]
    answer = house.call("GET /storefront/products", as_=STOREFRONT)
    (address,) = answer.body["items"][0]["pictures"]
    assert urlsplit(address).path.endswith(kept["key"].replace("pictures/", "/published/"))
    in_short = {
        "product_id": product.product_id,
        "name": mug()["name"],
        "currency": "CNY",
        "skus": mug()["skus"],
        "pictures": [address],
    }
    assert answer.body == {"items": [in_short], "next": None}
    assert answer.headers["Cache-Control"] == "max-age=30"
    page = house.call("GET /storefront/products/{product_id}", as_=STOREFRONT, product_id=product.product_id)
    assert page.headers["Cache-Control"] == "max-age=30"
    assert page.body == in_short | {
        "description": mug()["description"],
        "revision": 1,
        "published_at": product.read()["published_at"],
        "dispatch_hours": None,
        "return_exception": None,
    }


def test_the_storefront_sees_nothing_before_the_review(house: House) -> None:
    product = in_review(house)
    page = house.call("GET /storefront/products/{product_id}", as_=STOREFRONT, product_id=product.product_id)
    assert page.refusal == (404, "not_found")
    assert "Cache-Control" not in page.headers
    assert house.call("GET /storefront/products", as_=STOREFRONT).body == {"items": [], "next": None}


def test_a_cursor_of_the_storefronts_list_is_refused_by_a_work_list(house: House) -> None:
    several(house, published, 2)
    cursor = house.call("GET /storefront/products", as_=STOREFRONT, query={"limit": 1}).body["next"]
    other = house.call("GET /listing/products", as_=SPECIALIST, query={"state": "draft", "cursor": cursor})
    assert (other.refusal, other.fields) == ((422, "validation_failed"), ["cursor"])


def test_each_read_of_listing_asks_the_store_once(house: House, asked: list[str]) -> None:
    product = published(house)
    page = "GET /storefront/products/{product_id}"
    calls: list[tuple[Callable[[], Answer], str]] = [
        (lambda: product.call("GET", SPECIALIST), "GetItem"),
        (lambda: product.call("GET /history", SPECIALIST), "Query"),
        (lambda: house.call("GET /storefront/products", as_=STOREFRONT), "Query"),
        (lambda: house.call(page, as_=STOREFRONT, product_id=product.product_id), "GetItem"),
    ]
    for call, operation in calls:
        asked.clear()
        assert call().status == 200
        assert asked == [operation]
