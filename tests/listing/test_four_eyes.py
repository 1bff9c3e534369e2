"""Four eyes: who contributed to a product does not review it, whatever posts they hold (R3.1.2)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.harness import Answer, House
from tests.listing.way import designing, draft, in_review, on_page
from tests.people import DESIGNER, MANAGER, REVIEWER, SPECIALIST, staff

Refused = Callable[[Callable[[], Answer]], Answer]


def test_who_entered_a_product_does_not_review_it(house: House, refused: Refused) -> None:
    product = in_review(house)
    answer = refused(lambda: product.move("publish", SPECIALIST))
    assert answer.refusal == (403, "own_entry")
    assert on_page(house, product).status == 404
    assert product.move("publish", REVIEWER).status == 200


def test_who_changed_a_draft_has_entered_it_too(house: House, refused: Refused) -> None:
    product = draft(house)
    product.revise(REVIEWER, prices=[{"sku": "MUG-RED", "price_minor": 1}])
    product.revise(REVIEWER, name="Cup")
    assert product.read()["entered_by"] == [SPECIALIST.actor, REVIEWER.actor]
    product.move("request-design", SPECIALIST)
    product.attach()
    product.move("submit", DESIGNER)
    for one in (SPECIALIST, REVIEWER):
        assert refused(lambda one=one: product.move("publish", one)).refusal == (403, "own_entry")  # type: ignore[misc]
    assert product.move("publish", staff("third", "operations-specialist")).status == 200


BOTH = staff("yu", "designer", "operations-specialist")


def test_who_made_a_picture_does_not_review_it_whatever_posts_they_hold(house: House, refused: Refused) -> None:
    product = designing(house)
    product.move("pictures", BOTH, key=product.upload())
    product.move("submit", DESIGNER)
    assert refused(lambda: product.move("publish", BOTH)).refusal == (403, "own_entry")
    assert product.move("publish", REVIEWER).status == 200


def test_who_uploaded_a_picture_that_another_attached_does_not_review_it(house: House, refused: Refused) -> None:
    product = designing(house)
    product.move("pictures", DESIGNER, key=product.upload(as_=BOTH))
    product.move("submit", DESIGNER)
    assert product.read()["contributors"] == [one.actor for one in (SPECIALIST, DESIGNER, BOTH)]
    assert refused(lambda: product.move("publish", BOTH)).refusal == (403, "own_entry")


def test_who_took_a_picture_away_does_not_review_what_is_left(house: House, refused: Refused) -> None:
    product = designing(house)
    product.attach("a mug")
    product.attach("a cup")
    product.move("pictures/remove", BOTH, key=product.read()["pictures"][0]["key"])
    product.move("submit", DESIGNER)
    assert refused(lambda: product.move("publish", BOTH)).refusal == (403, "own_entry")


def test_who_took_a_product_back_from_the_designers_does_not_review_it(house: House, refused: Refused) -> None:
    product = designing(house)
    product.move("recall", REVIEWER)
    product.move("request-design", SPECIALIST)
    product.attach()
    product.move("submit", DESIGNER)
    assert refused(lambda: product.move("publish", REVIEWER)).refusal == (403, "own_entry")


def test_who_handed_a_product_on_does_not_review_it(house: House, refused: Refused) -> None:
    product = draft(house)
    product.move("request-design", REVIEWER)
    product.attach()
    product.move("submit", BOTH)
    assert product.read()["contributors"] == [one.actor for one in (SPECIALIST, REVIEWER, DESIGNER, BOTH)]
    for one in (REVIEWER, BOTH):
        assert refused(lambda one=one: product.move("publish", one)).refusal == (403, "own_entry")  # type: ignore[misc]


def test_the_manager_reviews_when_no_specialist_is_left_who_could(house: House, refused: Refused) -> None:
    product = in_review(house)
    for word in ({}, {"no_specialist_left": False}):
        answer = refused(lambda word=word: product.move("publish", MANAGER, **word))  # type: ignore[misc]
        assert answer.refusal == (403, "specialists_review")
    assert product.move("publish", MANAGER, no_specialist_left=True).body["state"] == "published"
    event = product.history()[-1]
    assert (event["actor"], event["role"]) == (MANAGER.actor, "operations-manager")


def test_the_manager_sends_back_what_the_manager_reviews(house: House) -> None:
    product = in_review(house)
    assert product.move("send-back", MANAGER, to="draft", reasons="Too dear.").status == 200


def test_a_manager_who_contributed_does_not_review(house: House, refused: Refused) -> None:
    everything = staff("boss", "operations-manager", "operations-specialist", "designer")
    product = draft(house)
    product.revise(everything, name="Cup")
    product.move("request-design", SPECIALIST)
    product.attach()
    product.move("submit", DESIGNER)
    answer = refused(lambda: product.move("publish", everything, no_specialist_left=True))
    assert answer.refusal == (403, "own_entry")


@pytest.mark.parametrize("word", [None, "true", 1, "yes"])
def test_that_no_specialist_is_left_is_said_plainly(house: House, refused: Refused, word: Any) -> None:
    product = in_review(house)
    answer = refused(lambda: product.move("publish", MANAGER, no_specialist_left=word))
    assert (answer.refusal, answer.fields) == ((422, "validation_failed"), ["no_specialist_left"])
