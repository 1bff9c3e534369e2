"""When the store does not keep up: a step happens once or not at all, and its event with it."""

from collections.abc import Callable

import pytest

from listing import store
from tests.faults import BROKEN, CONFLICT, LOST_ANSWER, THROTTLE, UNREACHED, Fault, Faults
from tests.harness import Answer, House
from tests.listing.way import Mug, draft, enter, in_review
from tests.overtaking import overtake
from tests.people import REVIEWER, SPECIALIST
from tests.watch import Watch


@pytest.fixture(autouse=True)
def _by_a_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.database, "retry", Watch().patience())


def publish(product: Mug) -> Answer:
    return product.move("publish", REVIEWER)


@pytest.mark.parametrize("fault", [CONFLICT, THROTTLE, BROKEN, UNREACHED, LOST_ANSWER])
def test_publishing_survives_transient_trouble(house: House, fault: Fault) -> None:
    product = in_review(house)
    with Faults(store.database.client, fault, fault) as faults:
        assert publish(product).status == 200
    assert len(set(faults.tokens)) == 1
    assert [event["version"] for event in product.history()] == [1, 2, 3, 4, 5]
    assert house.pool("MUG-RED")["on_sale"]


@pytest.mark.parametrize("fault", [CONFLICT, THROTTLE, BROKEN, UNREACHED])
@pytest.mark.parametrize(
    ("make", "step"),
    [
        (draft, lambda product: product.move("request-design", SPECIALIST)),
        (draft, lambda product: product.revise(name="Cup")),
        (in_review, lambda product: product.move("send-back", REVIEWER, to="draft", reasons="No.")),
        (in_review, publish),
    ],
)
def test_a_step_that_meets_with_lasting_trouble_is_busy_and_nothing_is_written(
    house: House, fault: Fault, make: Callable[[House], Mug], step: Callable[[Mug], Answer]
) -> None:
    product = make(house)
    before = house.items("listing"), house.items("sku")
    with Faults(store.database.client, always=fault):
        answer = step(product)
    assert answer.refusal == (503, "busy")
    assert answer.headers["Retry-After"] == "1"
    assert (house.items("listing"), house.items("sku")) == before
    assert step(product).status == 200


@pytest.mark.parametrize("fault", [CONFLICT, THROTTLE, BROKEN, UNREACHED])
def test_an_entry_that_meets_with_lasting_trouble_leaves_nothing(house: House, fault: Fault) -> None:
    with Faults(store.database.client, always=fault):
        assert enter(house).refusal == (503, "busy")
    assert (house.items("listing"), house.items("sku")) == ([], [])
    assert enter(house).status == 201


def test_an_entry_whose_answer_was_lost_for_good_is_found_by_its_key(house: House) -> None:
    with Faults(store.database.client, always=LOST_ANSWER):
        assert enter(house).refusal == (503, "busy")
    again = enter(house)
    assert (again.status, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert len(house.events("listing")) == 1


def test_of_two_who_decide_on_the_same_version_one_is_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    product = draft(house)
    overtake(monkeypatch, store, "load", lambda: Mug(house, product.product_id).revise(name="Cup"))
    answer = product.revise(REVIEWER, name="Jug")
    assert (answer.refusal, answer.body["version"]) == ((409, "version_conflict"), 2)
    assert product.read()["name"] == "Cup"
    assert [event["version"] for event in product.history()] == [1, 2]
