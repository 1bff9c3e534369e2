"""A product with more buckets than one write holds changes and leaves in one write all the same (R3.1.3, R3.1.4)."""

from datetime import timedelta

import pytest

from listing import store
from shop.clock import iso
from shop.ids import new_id
from shop.stock.units import Cause
from shop.storage import transaction
from tests.harness import House
from tests.listing.trade import place, say, stocked
from tests.listing.way import Mug, on_page
from tests.people import MANAGER, REVIEWER, SPECIALIST

LOWER = 2500
BOTH = ("MUG-RED", "MUG-BLUE")


def spread(house: House, *skus: str, buckets: int) -> None:
    for sku in skus:
        with store.database.transaction() as write:
            cause = Cause(new_id(house.now), "SPREAD", house.now)
            store.stock.spread(write, sku, store.stock.pool_of(sku), buckets, cause)


def costs(*skus: str) -> set[tuple[bool, int]]:
    """Whether they are sold and at which price, in all of their buckets."""
    pools = [store.stock.pool_of(sku) for sku in skus]
    items = [item for pool in pools for item in (pool.own, *pool.others.values()) if "spread" in item]
    return {(item["on_sale"], item["price_minor"]) for item in items}


def widths(*skus: str) -> set[int]:
    return {len(store.stock.pool_of(sku).levels) for sku in skus}


@pytest.fixture
def hot(house: House, monkeypatch: pytest.MonkeyPatch) -> Mug:
    """Two SKUs over four buckets each, where a write holds twelve changes."""
    product = stocked(house, units=8)
    spread(house, *BOTH, buckets=4)
    monkeypatch.setattr(transaction, "LARGEST_TRANSACTION", 12)
    return product


def test_prices_of_hot_skus_change_at_their_time_and_they_are_as_hot_as_before(house: House, hot: Mug) -> None:
    body = {"version": hot.read()["version"], "prices": [{"sku": sku, "price_minor": LOWER} for sku in BOTH]}
    soon = iso(house.now + timedelta(hours=1))
    assert hot.call("POST /price-changes", SPECIALIST, body | {"takes_effect_at": soon}, key="lower").status == 201
    house.later(hours=2)
    say("apply_price_changes")
    assert costs(*BOTH) == {(True, LOWER)}
    assert widths(*BOTH) == {4}
    assert place(house, LOWER, quantity=8).status == 201


def test_prices_of_hot_skus_change_at_once_and_they_are_as_hot_as_before(house: House, hot: Mug) -> None:
    body = {"version": hot.read()["version"], "prices": [{"sku": sku, "price_minor": LOWER} for sku in BOTH]}
    assert hot.call("POST /price-changes", SPECIALIST, body, key="lower").status == 201
    assert (costs(*BOTH), widths(*BOTH)) == ({(True, LOWER)}, {4})


def test_a_quality_delisting_ends_all_sales_of_hot_skus_in_its_write(
    house: House, hot: Mug, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction, "LARGEST_TRANSACTION", 9)
    assert hot.move("delist", SPECIALIST, reason="quality").status == 200
    assert on_page(house, hot).status == 404
    assert {on for on, _ in costs(*BOTH)} == {False}
    assert place(house, 2900).refusal == (409, "not_on_sale")
    assert {pool["available"] for pool in store.stock.pools(BOTH).values()} == {8}


def test_a_new_revision_of_hot_skus_is_published(house: House, hot: Mug) -> None:
    hot.move("revisions", SPECIALIST)
    hot.revise(name="Mug 2", prices=[{"sku": sku, "price_minor": LOWER} for sku in BOTH])
    hot.move("request-review", SPECIALIST)
    assert hot.move("publish", REVIEWER).status == 200
    assert costs(*BOTH) == {(True, LOWER)}
    assert widths(*BOTH) == {4}


def test_a_proposal_to_delist_hot_skus_is_accepted(house: House, hot: Mug, monkeypatch: pytest.MonkeyPatch) -> None:
    assert place(house, 2900, quantity=8).status == 201
    assert place(house, 3100, sku="MUG-BLUE", quantity=8).status == 201
    say("propose_sold_out")
    (proposal,) = house.call("GET /listing/proposals", as_=MANAGER).body["items"]
    monkeypatch.setattr(transaction, "LARGEST_TRANSACTION", 9)
    accept, body = "POST /listing/proposals/{product_id}/accept", {"version": proposal["version"]}
    assert house.call(accept, as_=MANAGER, product_id=hot.product_id, body=body).status == 200
    assert {on for on, _ in costs(*BOTH)} == {False}
