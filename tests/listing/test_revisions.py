"""A live product is changed by a new revision: customers see the reviewed one until the next passes (R3.1.4)."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from listing import store
from shop.stock.terms import Terms
from tests.faults import LOST_ANSWER, Faults
from tests.harness import Answer, House
from tests.listing.way import Mug, draft, mug, picture, published, revising
from tests.people import DESIGNER, MANAGER, REVIEWER, SPECIALIST, STOREFRONT, staff
from tests.watch import Watch

Refused = Callable[[Callable[[], Answer]], Answer]
THIRD = staff("third", "operations-specialist")


def page(house: House, product: Mug) -> Any:
    return house.call("GET /storefront/products/{product_id}", as_=STOREFRONT, product_id=product.product_id).body


def on_list(house: House) -> list[Any]:
    items: list[Any] = house.call("GET /storefront/products", as_=STOREFRONT).body["items"]
    return items


def next_review(product: Mug, **changes: Any) -> None:
    """The next revision of a live product, changed by SPECIALIST, before its review."""
    assert product.move("revisions", SPECIALIST).status == 200
    assert product.revise(**changes).status == 200
    assert product.move("request-review", SPECIALIST).status == 200


def test_customers_see_the_reviewed_revision_until_the_next_one_passes(house: House) -> None:
    product = published(house)
    before = page(house, product), on_list(house), house.pool("MUG-RED")
    next_review(product, name="Cup", description="Holds soup.", prices=[{"sku": "MUG-RED", "price_minor": 1900}])
    assert (page(house, product), on_list(house), house.pool("MUG-RED")) == before
    assert product.move("publish", REVIEWER).status == 200
    after = page(house, product)
    assert (after["name"], after["description"], after["revision"]) == ("Cup", "Holds soup.", 2)
    assert after["skus"] == [{"sku": "MUG-RED", "price_minor": 1900}, mug()["skus"][1]]
    assert [(shown["name"], shown["skus"]) for shown in on_list(house)] == [("Cup", after["skus"])]
    assert (house.pool("MUG-RED")["price_minor"], house.pool("MUG-RED")["revision"]) == (1900, 2)


def test_each_revision_has_contributors_of_its_own_and_four_eyes(house: House, refused: Refused) -> None:
    product = published(house)
    next_review(product, name="Cup")
    assert product.read()["contributors"] == [SPECIALIST.actor]
    assert refused(lambda: product.move("publish", SPECIALIST)).refusal == (403, "own_entry")
    # Who published the first may enter the second, and then does not review it.
    assert product.move("publish", REVIEWER).status == 200
    product.move("revisions", REVIEWER)
    product.revise(REVIEWER, name="Jug")
    product.move("request-review", REVIEWER)
    assert refused(lambda: product.move("publish", REVIEWER)).refusal == (403, "own_entry")
    assert product.move("publish", SPECIALIST).status == 200


def test_who_began_a_revision_that_others_changed_does_not_review_it(house: House, refused: Refused) -> None:
    product = published(house)
    product.move("revisions", REVIEWER)
    product.revise(SPECIALIST, name="Cup")
    product.move("request-review", SPECIALIST)
    for one in (REVIEWER, SPECIALIST):
        assert refused(lambda one=one: product.move("publish", one)).refusal == (403, "own_entry")  # type: ignore[misc]
    assert product.move("publish", THIRD).status == 200


def test_the_manager_reviews_a_revision_that_all_specialists_contributed_to(house: House) -> None:
    product = published(house)
    next_review(product, name="Cup")
    assert product.move("publish", MANAGER, no_specialist_left=True).body["revision"] == 2


def test_a_reviewer_is_shown_what_a_revision_changes(house: House) -> None:
    product = published(house)
    old = product.read()["pictures"][0]["key"]
    product.move("revisions", SPECIALIST)
    product.revise(name="Cup", prices=[{"sku": "MUG-RED", "price_minor": 1900}], return_exception="made_to_order")
    product.move("request-design", SPECIALIST)
    product.attach("a cup")
    product.move("pictures/remove", DESIGNER, key=old)
    product.move("submit", DESIGNER)
    shown = product.call("GET /difference", REVIEWER).body
    assert (shown["reviewed"], shown["revision"], shown["version"]) == (1, 2, product.version)
    assert shown["changed"] == ["name", "skus", "pictures", "return_exception"]
    assert (shown["before"]["name"], shown["after"]["name"]) == ("Mug 马克杯", "Cup")
    assert [sku["price_minor"] for sku in shown["before"]["skus"]] == [2900, 3100]
    assert [sku["price_minor"] for sku in shown["after"]["skus"]] == [1900, 3100]
    assert (shown["pictures_removed"], len(shown["pictures_added"])) == ([old], 1)


def test_of_a_first_revision_all_is_new(house: House, refused: Refused) -> None:
    product = draft(house)
    assert refused(lambda: product.call("GET /difference", SPECIALIST)).refusal == (409, "nothing_reviewed")


def test_reviewed_revisions_stay_readable_newest_first(house: House) -> None:
    product = published(house)
    for n in (2, 3):
        next_review(product, name=f"Mug {n}")
        product.move("publish", REVIEWER)
    listed = product.call("GET /revisions", SPECIALIST, query={"limit": 2}).body
    assert [(one["revision"], one["name"]) for one in listed["items"]] == [(3, "Mug 3"), (2, "Mug 2")]
    rest = product.call("GET /revisions", SPECIALIST, query={"limit": 2, "cursor": listed["next"]}).body
    assert [one["name"] for one in rest["items"]] == ["Mug 马克杯"]
    first = product.call("GET /revisions/{revision}", SPECIALIST, revision="1").body
    assert (first["name"], first["revision"]) == ("Mug 马克杯", 1)
    assert product.call("GET /revisions/{revision}", SPECIALIST, revision="9").refusal == (404, "not_found")


def test_rolling_back_is_a_new_revision_with_old_content_at_todays_prices(house: House, refused: Refused) -> None:
    product = published(house)
    next_review(product, name="Cup", dispatch_hours=12, prices=[{"sku": "MUG-RED", "price_minor": 1}])
    product.move("publish", REVIEWER)
    assert refused(lambda: product.move("revisions", SPECIALIST, restore=3)).refusal == (404, "not_found")
    begun = product.move("revisions", THIRD, restore=1).body
    assert (begun["state"], begun["revision"], begun["name"], begun["dispatch_hours"]) == (
        "draft",
        3,
        "Mug 马克杯",
        None,
    )
    assert [sku["price_minor"] for sku in begun["skus"]] == [1, 3100]
    event = product.history()[-1]
    assert (event["type"], event["data"]) == ("RevisionBegun", {"revision": 3, "restored": 1})
    assert page(house, product)["name"] == "Cup"
    product.move("request-review", THIRD)
    assert product.move("publish", SPECIALIST).status == 200
    assert page(house, product)["name"] == "Mug 马克杯"


def test_a_revision_that_is_dropped_leaves_the_product_as_it_was_reviewed(house: House) -> None:
    product = published(house)
    was = product.read()
    product.move("revisions", REVIEWER)
    product.revise(REVIEWER, name="Cup", description="", prices=[{"sku": "MUG-RED", "price_minor": 1}])
    product.move("request-design", REVIEWER)
    product.attach("a cup")
    product.move("recall", REVIEWER)
    assert product.move("drop", REVIEWER).body["state"] == "published"
    now = product.read()
    content = ("name", "description", "skus", "pictures", "dispatch_hours", "return_exception", "live", "reviewed")
    assert {part: now[part] for part in content} == {part: was[part] for part in content}
    # Its number is not used again: events told of it.
    assert product.move("revisions", SPECIALIST).body["revision"] == 3


def test_a_revision_of_words_needs_no_designer(house: House) -> None:
    product = published(house)
    next_review(product, description="Holds a pint of tea.")
    assert product.move("publish", REVIEWER).status == 200


def test_terms_reach_the_pool_with_the_review_and_what_held_before_is_kept(house: House) -> None:
    product = published(house, dispatch_hours=24)
    first = Terms.at(house.pool("MUG-RED"), product.read()["published_at"])
    assert first == Terms(1, product.read()["published_at"], 24, None)
    house.later(days=1)
    next_review(product, dispatch_hours=72, return_exception="made_to_order")
    assert Terms.at(house.pool("MUG-RED"), "9") == first
    product.move("publish", REVIEWER)
    now = product.read()["published_at"]
    assert Terms.at(house.pool("MUG-RED"), now) == Terms(2, now, 72, "made_to_order")
    assert Terms.at(house.pool("MUG-RED"), "2026-11-25T02:00:00.000Z") == first
    assert (page(house, product)["dispatch_hours"], page(house, product)["return_exception"]) == (72, "made_to_order")
    published_event = [event for event in product.history() if event["type"] == "ProductPublished"][-1]
    assert published_event["data"]["dispatch_hours"] == 72
    assert published_event["data"]["return_exception"] == "made_to_order"


def test_terms_are_taken_back_by_a_null(house: House) -> None:
    product = draft(house, dispatch_hours=24, return_exception="perishable")
    assert product.revise(name="Cup").body["dispatch_hours"] == 24
    changed = product.revise(dispatch_hours=None, return_exception=None).body
    assert (changed["dispatch_hours"], changed["return_exception"]) == (None, None)
    assert product.history()[-1]["data"]["changed"] == ["dispatch_hours", "return_exception"]


@pytest.mark.parametrize("field", ["dispatch_hours", "return_exception"])
@pytest.mark.parametrize("said", [0, -1, 1441, "24", 1.5, True, "eaten"])
def test_terms_that_cannot_be_are_refused(house: House, refused: Refused, field: str, said: Any) -> None:
    product = draft(house)
    assert refused(lambda: product.revise(**{field: said})).fields == [field]


def test_publishing_a_revision_reads_it_and_the_last_one_and_writes_once(house: House, asked: list[str]) -> None:
    prices: list[dict[str, Any]] = [{"sku": f"MUG-{n}", "price_minor": n + 1} for n in range(30)]
    product = published(house, skus=prices)
    next_review(product, prices=[{**sku, "price_minor": sku["price_minor"] + 7} for sku in prices])
    asked.clear()
    assert product.move("publish", REVIEWER).status == 200
    assert asked == ["GetItem", "GetItem", "TransactWriteItems"]


def test_a_revision_whose_answer_was_lost_is_published_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.database, "retry", Watch().patience())
    product = revising(house, "in_review")
    with Faults(store.database.client, LOST_ANSWER, LOST_ANSWER):
        assert product.move("publish", REVIEWER).status == 200
    assert [event["data"]["revision"] for event in product.history() if event["type"] == "ProductPublished"] == [1, 2]


def test_a_product_that_was_published_before_there_were_revisions_can_be_changed(house: House) -> None:
    product = published(house)
    table, key = store.products.name, {name: {"S": v} for name, v in store.head_key(product.product_id).items()}
    new = ("live", "reviewed", "shown", "dispatch_hours")
    store.database.client.update_item(
        TableName=table, Key=key, UpdateExpression="REMOVE " + ", ".join(f"#{n}" for n in new),
        ExpressionAttributeNames={f"#{n}": n for n in new},
    )  # fmt: skip
    assert (product.read()["live"], product.read()["reviewed"]) == (True, 1)
    next_review(product, name="Cup")
    assert product.move("publish", REVIEWER).status == 200
    assert page(house, product)["name"] == "Cup"
    (revision,) = [item for item in house.items("listing", "PRODUCT#") if item["sk"] == "REVISION#0002"]
    assert json.loads(revision["page"])["name"] == "Cup"


def test_the_picture_of_a_live_page_is_not_taken_from_it_by_a_revision(house: House) -> None:
    product = published(house)
    shown = page(house, product)["pictures"]
    product.move("revisions", SPECIALIST)
    product.move("request-design", SPECIALIST)
    product.move("pictures/remove", DESIGNER, key=product.read()["pictures"][0]["key"])
    assert product.move("submit", DESIGNER).refusal == (409, "no_picture")
    assert [address.partition("?")[0] for address in page(house, product)["pictures"]] == [
        address.partition("?")[0] for address in shown
    ]
    assert product.move("pictures", DESIGNER, key=product.upload(picture("another"))).status == 200
