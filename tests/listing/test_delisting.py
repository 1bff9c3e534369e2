"""What no longer qualifies leaves the page at once, and comes back through a review (R3.1.4)."""

from collections.abc import Callable
from typing import Any

import pytest

from listing import store
from tests.faults import CONFLICT, LOST_ANSWER, THROTTLE, Fault, Faults
from tests.harness import Answer, House
from tests.listing.way import Mug, delisted, on_page, published, revising
from tests.people import MANAGER, REVIEWER, SPECIALIST, STOREFRONT
from tests.watch import Watch

Refused = Callable[[Callable[[], Answer]], Answer]


def is_on_page(house: House, product: Mug) -> bool:
    read = on_page(house, product)
    listed = house.call("GET /storefront/products", as_=STOREFRONT).body["items"]
    assert (read.status == 200) == (product.product_id in [page["product_id"] for page in listed])
    return read.status == 200


@pytest.mark.parametrize("reason", ["sold_out", "slow_moving", "quality"])
def test_a_delisting_takes_page_and_sale_away_in_one_write(house: House, asked: list[str], reason: str) -> None:
    product = published(house)
    asked.clear()
    answer = product.move("delist", SPECIALIST, reason=reason)
    assert asked == ["GetItem", "GetItem", "TransactWriteItems"]  # the product, and whether it was proposed
    assert (answer.body["state"], answer.body["live"], answer.body["delisted_for"]) == ("delisted", False, reason)
    assert not is_on_page(house, product)
    assert [house.pool(sku)["on_sale"] for sku in ("MUG-RED", "MUG-BLUE")] == [False, False]
    event = product.history()[-1]
    assert (event["type"], event["data"]) == (
        "ProductDelisted",
        {"reason": reason, "skus": ["MUG-RED", "MUG-BLUE"], "revision": 1},
    )
    assert "due" not in event


def test_what_left_the_page_stands_on_a_list_of_its_own(house: House) -> None:
    product = delisted(house)
    (listed,) = house.call("GET /listing/products", as_=MANAGER, query={"state": "delisted"}).body["items"]
    assert listed["product_id"] == product.product_id


def test_another_reason_is_said_in_words_that_reach_no_event(house: House, refused: Refused) -> None:
    product = published(house)
    assert refused(lambda: product.move("delist", SPECIALIST, reason="other")).refusal == (422, "validation_failed")
    answer = product.move("delist", SPECIALIST, reason="other", note="The brand of Miss Wang asks us to.")
    assert answer.body["delisting_note"] == "The brand of Miss Wang asks us to."
    assert "Wang" not in str(product.history())


@pytest.mark.parametrize("more", [{}, {"reason": "dull"}, {"reason": None}, {"reason": "quality", "force": True}])
def test_a_delisting_without_a_reason_is_refused(house: House, refused: Refused, more: Any) -> None:
    product = published(house)
    assert refused(lambda: product.move("delist", SPECIALIST, **more)).refusal == (422, "validation_failed")


def test_a_relisting_goes_through_the_review_by_somebody_else(house: House, refused: Refused) -> None:
    product = delisted(house)
    asked_for = product.move("relist", SPECIALIST).body
    assert (asked_for["state"], asked_for["revision"], asked_for["contributors"]) == (
        "in_review",
        2,
        [SPECIALIST.actor],
    )
    assert not is_on_page(house, product)
    assert refused(lambda: product.move("publish", SPECIALIST)).refusal == (403, "own_entry")
    back = product.move("publish", REVIEWER).body
    assert (back["state"], back["live"], back["delisted_for"]) == ("published", True, None)
    assert is_on_page(house, product)
    assert house.pool("MUG-RED")["on_sale"] is True


@pytest.mark.parametrize("state", ["draft", "designing", "in_review"])
def test_a_live_product_is_delisted_whatever_is_being_done_to_its_next_revision(house: House, state: str) -> None:
    product = revising(house, state)
    assert is_on_page(house, product)
    answer = product.move("delist", MANAGER, reason="quality")
    assert (answer.body["state"], answer.body["live"]) == (state, False)
    assert not is_on_page(house, product)
    assert house.pool("MUG-RED")["on_sale"] is False


def test_a_revision_that_passes_brings_a_delisted_product_back(house: House) -> None:
    product = revising(house, "in_review", live=False)
    assert product.move("publish", REVIEWER).body["delisted_for"] is None
    assert is_on_page(house, product)


def test_a_revision_of_a_delisted_product_is_dropped_back_to_where_it_was(house: House) -> None:
    product = revising(house, live=False)
    assert product.move("drop", SPECIALIST).body["state"] == "delisted"
    assert product.move("relist", SPECIALIST).status == 200
    assert product.move("publish", REVIEWER).status == 200
    assert house.pool("MUG-RED")["price_minor"] == 2900


@pytest.mark.parametrize("fault", [CONFLICT, THROTTLE, LOST_ANSWER])
def test_a_delisting_survives_transient_trouble_whole(
    house: House, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr(store.database, "retry", Watch().patience())
    product = published(house)
    with Faults(store.database.client, fault, fault):
        assert product.move("delist", SPECIALIST, reason="quality").status == 200
    assert [event["type"] for event in product.history()].count("ProductDelisted") == 1
    assert house.pool("MUG-BLUE")["on_sale"] is False


@pytest.mark.parametrize("fault", [CONFLICT, THROTTLE])
def test_a_delisting_that_cannot_be_written_leaves_all_as_it_was(
    house: House, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr(store.database, "retry", Watch().patience())
    product = published(house)
    before = house.items("listing"), house.items("sku")
    with Faults(store.database.client, always=fault):
        assert product.move("delist", SPECIALIST, reason="quality").refusal == (503, "busy")
    assert (house.items("listing"), house.items("sku")) == before
