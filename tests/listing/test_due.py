"""When a product is to be on the page: two business days after its entry, and only the manager moves it (R3.1.2)."""

from collections.abc import Callable
from datetime import UTC, datetime

from tests.harness import Answer, House
from tests.listing.way import draft, in_review, published, revising
from tests.people import MANAGER, REVIEWER, SPECIALIST

Refused = Callable[[Callable[[], Answer]], Answer]


def test_a_product_is_due_two_business_days_after_its_entry(house: House) -> None:
    house.now = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)  # a Friday
    product = draft(house)
    assert product.read()["due"] == "2026-12-01T02:00:01.000Z"
    assert product.history()[0]["due"] == "2026-12-01T02:00:01.000Z"


def test_every_revision_is_due_as_of_its_own_beginning(house: House) -> None:
    product = published(house)
    house.now = datetime(2026, 12, 7, 2, 0, tzinfo=UTC)
    product.move("revisions", SPECIALIST)
    assert product.history()[-1]["due"] == product.read()["due"] == "2026-12-09T02:00:01.000Z"
    product.move("request-review", SPECIALIST)
    product.move("publish", REVIEWER)
    assert product.history()[-1]["due"] == "2026-12-09T02:00:01.000Z"


def test_the_manager_moves_it_and_the_event_says_from_where(house: House) -> None:
    product = in_review(house, due="2026-11-30T10:00:00Z")
    answer = product.move("due", MANAGER, due="2026-12-04T18:00:00+08:00")
    assert answer.body["due"] == "2026-12-04T10:00:00.000Z"
    event = product.history()[-1]
    assert (event["type"], event["due"]) == ("DueMoved", "2026-12-04T10:00:00.000Z")
    assert event["data"] == {"entered_by": SPECIALIST.actor, "former_due": "2026-11-30T10:00:00.000Z"}
    product.move("publish", REVIEWER)
    assert product.history()[-1]["due"] == "2026-12-04T10:00:00.000Z"


def test_a_revision_that_is_given_up_says_when_it_was_due_and_who_began_it(house: House) -> None:
    product = revising(house)
    begun = product.history()[-1]
    product.move("drop", REVIEWER)
    dropped = product.history()[-1]
    assert (dropped["type"], dropped["due"]) == ("RevisionDropped", begun["due"])
    assert dropped["data"] == {"entered_by": SPECIALIST.actor, "revision": 2}


def test_nobody_moves_it_by_a_change_of_the_draft(house: House, refused: Refused) -> None:
    product = revising(house)
    assert refused(lambda: product.revise(due="2026-12-24T10:00:00Z")).fields == ["due"]
    assert refused(lambda: product.move("due", SPECIALIST, due="2026-12-24T10:00:00Z")).refusal == (403, "forbidden")
