"""A specialist enters a product with its SKUs, and changes it while it is a draft (R3.1.2)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.harness import Answer, House
from tests.listing.way import AT, Mug, draft, enter, mug
from tests.people import REVIEWER, SPECIALIST

Refused = Callable[[Callable[[], Answer]], Answer]


def test_an_entered_product_is_a_draft(house: House) -> None:
    answer = enter(house)
    assert answer.status == 201
    assert {**answer.body, "product_id": "…"} == {"product_id": "…", "state": "draft", "version": 1, "revision": 1}


def test_a_product_reads_as_it_was_entered(house: House) -> None:
    product = draft(house, due="2026-11-25T18:00:00+08:00").read()
    assert product == {
        "product_id": product["product_id"],
        "state": "draft",
        "version": 1,
        "revision": 1,
        **mug(),
        "pictures": [],
        "entered_by": [SPECIALIST.actor],
        "contributors": [SPECIALIST.actor],
        "entered_at": "2026-11-24T02:00:01.000Z",
        "since": "2026-11-24T02:00:01.000Z",
        "dispatch_hours": None,
        "return_exception": None,
        "due": "2026-11-25T10:00:00.000Z",
        "reasons": None,
        "published_at": None,
        "reviewed": None,
        "live": False,
        "delisted_for": None,
        "delisting_note": None,
    }


def test_skus_of_an_entered_product_are_known_but_not_on_sale(house: House) -> None:
    draft(house)
    for sku in ("MUG-RED", "MUG-BLUE"):
        pool = house.pool(sku)
        assert (pool["on_sale"], pool["available"], pool["reserved"], pool["currency"]) == (False, 0, 0, "CNY")
        assert "price_minor" not in pool


@pytest.mark.parametrize(
    ("written", "code"),
    [("85123a", "85123A"), (" 15056bl ", "15056BL"), ("gift_0001_40", "GIFT_0001_40"), ("a.b-c", "A.B-C")],
)
def test_sku_codes_are_folded_to_upper_case(house: House, written: str, code: str) -> None:
    product = draft(house, skus=[{"sku": written, "price_minor": 1}])
    assert product.read()["skus"] == [{"sku": code, "price_minor": 1}]
    assert house.pool(code)


def test_a_product_has_up_to_thirty_skus(house: House) -> None:
    skus = [{"sku": f"MUG-{n}", "price_minor": n + 1} for n in range(30)]
    assert draft(house, skus=skus).read()["skus"] == skus


def test_entering_a_product_leaves_one_event(house: House) -> None:
    (event,) = draft(house, due="2026-11-25T10:00:00Z").history()
    assert (event["type"], event["actor"], event["role"]) == (
        "ProductEntered",
        SPECIALIST.actor,
        "operations-specialist",
    )
    assert (event["version"], event["at"], event["due"]) == (1, "2026-11-24T02:00:01.000Z", "2026-11-25T10:00:00.000Z")
    assert event["data"] == {"currency": "CNY", "skus": mug()["skus"], "revision": 1}


def test_a_sku_belongs_to_one_product(house: House, refused: Refused) -> None:
    draft(house)
    answer = refused(
        lambda: enter(house, mug(skus=[{"sku": s, "price_minor": 1} for s in ("NEW", "mug-blue", "MUG-RED")]), key="2")
    )
    assert answer.refusal == (409, "sku_taken")
    assert [(error["field"], error["sku"]) for error in answer.body["errors"]] == [
        ("skus[1].sku", "MUG-BLUE"),
        ("skus[2].sku", "MUG-RED"),
    ]


def test_a_repeated_entry_gets_the_same_answer_and_has_one_effect(house: House) -> None:
    first = enter(house)
    before = house.items("listing")
    house.later(days=6)
    again = enter(house)
    assert (again.status, again.body) == (201, first.body)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert house.items("listing") == before


def test_another_product_under_the_same_idempotency_key_is_refused(house: House, refused: Refused) -> None:
    enter(house)
    answer = refused(lambda: enter(house, mug(name="Cup", skus=[{"sku": "CUP", "price_minor": 1}])))
    assert answer.refusal == (422, "idempotency_key_reused")


def test_an_idempotency_key_belongs_to_whoever_used_it(house: House) -> None:
    enter(house)
    other = enter(house, mug(skus=[{"sku": "CUP", "price_minor": 1}]), as_=REVIEWER)
    assert other.status == 201
    assert "Idempotent-Replayed" not in other.headers


def test_a_refused_entry_is_not_remembered(house: House) -> None:
    draft(house)
    assert enter(house, key="2").code == "sku_taken"
    assert enter(house, mug(skus=[{"sku": "CUP", "price_minor": 1}]), key="2").status == 201


def test_entering_needs_an_idempotency_key(house: House, refused: Refused) -> None:
    answer = refused(lambda: house.call("POST /listing/products", as_=SPECIALIST, body=mug()))
    assert (answer.code, answer.fields) == ("validation_failed", ["Idempotency-Key"])


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"name": "Cup"}, {"name": "Cup"}),
        ({"description": ""}, {"description": ""}),
        (
            {"prices": [{"sku": "mug-blue", "price_minor": 9}]},
            {"skus": [{"sku": "MUG-RED", "price_minor": 2900}, {"sku": "MUG-BLUE", "price_minor": 9}]},
        ),
        ({"name": "Cup", "description": "Two lines\nof text."}, {"name": "Cup", "description": "Two lines\nof text."}),
    ],
)
def test_a_draft_can_be_changed(house: House, changes: dict[str, Any], shown: dict[str, Any]) -> None:
    product = draft(house)
    before = product.read()
    answer = product.revise(**changes)
    assert answer.body == before | shown | {"version": 2}
    assert product.read() == answer.body
    event = product.history()[-1]
    assert (event["type"], event["version"], event["data"]["changed"]) == ("ProductRevised", 2, list(changes))


def test_a_changed_price_is_on_sale_nowhere_yet(house: House) -> None:
    draft(house).revise(prices=[{"sku": "MUG-RED", "price_minor": 1}])
    assert "price_minor" not in house.pool("MUG-RED")


def test_a_price_of_another_products_sku_is_refused(house: House, refused: Refused) -> None:
    product = draft(house)
    draft(house, key="2", skus=[{"sku": "CUP", "price_minor": 1}])
    prices = [{"sku": "MUG-RED", "price_minor": 1}, {"sku": "CUP", "price_minor": 1}]
    answer = refused(lambda: product.revise(prices=prices))
    assert (answer.refusal, answer.fields) == ((422, "validation_failed"), ["prices[1].sku"])


def test_a_change_of_a_draft_that_changes_nothing_is_refused(house: House, refused: Refused) -> None:
    product = draft(house)
    assert refused(product.revise).refusal == (422, "validation_failed")


@pytest.mark.parametrize("state", ["designing", "in_review", "published"])
def test_only_a_draft_is_changed(house: House, refused: Refused, state: str) -> None:
    product = AT[state](house)
    answer = refused(lambda: product.revise(name="Cup"))
    assert answer.refusal == (409, "transition_not_allowed")
    assert answer.body["state"] == state


def test_a_change_decided_on_an_old_version_is_refused_with_the_new_one(house: House, refused: Refused) -> None:
    product = draft(house)
    product.revise(name="Cup")
    answer = refused(lambda: product.call("PATCH", SPECIALIST, {"version": 1, "name": "Jug"}))
    assert (answer.refusal, answer.body["version"]) == ((409, "version_conflict"), 2)


def test_a_product_nobody_entered_is_not_found(house: House, refused: Refused) -> None:
    stranger = Mug(house, "01JDE3M7ZP0000000000000000")
    assert refused(lambda: stranger.revise(name="Cup")).refusal == (404, "not_found")
    assert refused(lambda: stranger.call("GET", SPECIALIST)).refusal == (404, "not_found")
