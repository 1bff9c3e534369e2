"""What sold out or does not sell is proposed for delisting, and people decide (R3.1.4)."""

from collections.abc import Callable
from typing import Any

import pytest

from listing import proposals, proposing, store
from shop.events.reactions import JobFailedError
from tests.faults import CONFLICT, THROTTLE, Fault, Faults
from tests.harness import Answer, House
from tests.listing.trade import COST, place, receive, say, stocked
from tests.listing.way import Mug, published
from tests.overtaking import overtake
from tests.people import CUSTOMER_SERVICE, MANAGER, REVIEWER, SPECIALIST
from tests.watch import Watch

Refused = Callable[[Callable[[], Answer]], Answer]
PROPOSAL = "/listing/proposals/{product_id}"


def one_sku(house: House, sku: str, units: int = 0) -> Mug:
    """A live product of one SKU."""
    more = {"key": sku, "skus": [{"sku": sku, "price_minor": 2900}]}
    return stocked(house, units, **more) if units else published(house, **more)


def waiting(house: House) -> list[Any]:
    items: list[Any] = house.call("GET /listing/proposals", as_=MANAGER).body["items"]
    return items


def proposed(house: House) -> list[tuple[str, str]]:
    return [(item["skus"][0], item["reason"]) for item in waiting(house)]


def decide(house: House, product: Mug, how: str, version: int = 1) -> Answer:
    return house.call(f"POST {PROPOSAL}/{how}", as_=MANAGER, body={"version": version}, product_id=product.product_id)


def sold_out(house: House, sku: str = "TEA") -> Mug:
    product = one_sku(house, sku, units=2)
    assert place(house, 2900, sku=sku, quantity=2).status == 201
    return product


def slow(house: House, sku: str = "POT") -> Mug:
    """A product that has lain for 61 days, with seven units of it."""
    product = one_sku(house, sku, units=7)
    house.later(days=61)
    return product


def test_a_product_of_which_nothing_is_left_is_proposed_once(house: House) -> None:
    product = sold_out(house)
    one_sku(house, "CUP", units=1)
    one_sku(house, "NEW")
    for _ in range(2):
        say("propose_sold_out")
    (found,) = waiting(house)
    assert (found["product_id"], found["reason"], found["state"]) == (product.product_id, "sold_out", "open")
    assert (found["skus"], found["units"], found["stock_value_minor"], found["version"]) == (["TEA"], 0, 0, 1)
    (event,) = house.events("listing", f"DELISTING#{product.product_id}")
    assert (event["type"], event["actor"]) == ("DelistingProposed", "system:propose_sold_out")
    assert product.read()["live"] is True  # nothing leaves the page without a person


def test_what_is_on_its_way_is_not_sold_out(house: House) -> None:
    sold_out(house)
    store.database.client.update_item(
        TableName=store.stock.table.name, Key={"pk": {"S": "SKU#TEA"}, "sk": {"S": "LEVEL"}},
        UpdateExpression="SET incoming = :some", ExpressionAttributeValues={":some": {"N": "20"}},
    )  # fmt: skip
    say("propose_sold_out")
    assert proposed(house) == []


def test_one_sku_that_is_left_keeps_the_whole_product(house: House) -> None:
    stocked(house, 2)
    place(house, 2900, sku="MUG-RED", quantity=2)
    say("propose_sold_out")
    assert proposed(house) == []


def test_a_product_without_a_sale_for_long_is_proposed_with_the_money_tied_up_in_it(house: House) -> None:
    one_sku(house, "CUP")
    slow(house)
    one_sku(house, "YOUNG", units=5)
    for _ in range(2):
        say("propose_slow_movers")
    (found,) = waiting(house)
    assert (found["skus"], found["reason"], found["unsold_days"]) == (["POT"], "slow_moving", 60)
    assert (found["units"], found["stock_value_minor"], found["currency"]) == (7, 7 * COST, "CNY")


def test_a_revision_of_late_makes_no_slow_mover_a_new_product(house: House) -> None:
    product = slow(house)
    product.move("revisions", SPECIALIST)
    product.move("request-review", SPECIALIST)
    assert product.move("publish", REVIEWER).status == 200
    say("propose_slow_movers")
    assert proposed(house) == [("POT", "slow_moving")]


def test_what_came_back_onto_the_page_of_late_has_its_time_again(house: House) -> None:
    product = slow(house)
    product.move("delist", SPECIALIST, reason="other", note="Spring.")
    product.move("relist", SPECIALIST)
    assert product.move("publish", REVIEWER).status == 200
    say("propose_slow_movers")
    assert proposed(house) == []


def test_a_sale_of_late_keeps_a_product_and_one_long_ago_does_not(house: House) -> None:
    one_sku(house, "POT", units=7)
    place(house, 2900, sku="POT")
    house.later(days=59)
    receive(house, "POT", units=1)
    house.later(days=2)
    say("propose_slow_movers")
    assert proposed(house) == [("POT", "slow_moving")]
    place(house, 2900, sku="POT")
    say("propose_slow_movers")  # the day's look is over
    assert proposed(house) == [("POT", "slow_moving")]
    house.later(days=7)
    say("propose_slow_movers")
    assert proposed(house) == []
    (_, decided) = house.events("listing", "DELISTING#")
    assert decided["data"]["decision"] == "withdrawn"


def test_accepting_delists_for_the_reason_that_was_proposed(house: House) -> None:
    product = sold_out(house)
    say("propose_sold_out")
    answer = decide(house, product, "accept")
    assert (answer.status, answer.body["state"]) == (200, "accepted")
    now = product.read()
    assert (now["state"], now["live"], now["delisted_for"]) == ("delisted", False, "sold_out")
    assert house.pool("TEA")["on_sale"] is False
    told = [event for event in house.events("listing") if event["type"] in ("DelistingDecided", "ProductDelisted")]
    assert {event["actor"] for event in told} == {MANAGER.actor}
    assert len({event["at"] for event in told}) == 1
    assert waiting(house) == []


def test_what_was_dismissed_rests_and_is_proposed_again_later(house: House) -> None:
    product = sold_out(house)
    say("propose_sold_out")
    assert decide(house, product, "dismiss").body["state"] == "dismissed"
    assert product.read()["live"] is True
    house.later(days=59)
    say("propose_sold_out")
    assert waiting(house) == []
    house.later(days=2)
    say("propose_sold_out")
    (again,) = waiting(house)
    assert again["version"] == 3


@pytest.mark.parametrize("how", ["accept", "dismiss"])
def test_a_proposal_is_decided_once(house: House, refused: Refused, how: str) -> None:
    product = sold_out(house)
    assert refused(lambda: decide(house, product, how)).refusal == (404, "not_found")
    say("propose_sold_out")
    assert refused(lambda: decide(house, product, how, version=2)).refusal == (409, "version_conflict")
    decide(house, product, "dismiss")
    assert refused(lambda: decide(house, product, how, version=2)).refusal == (409, "transition_not_allowed")


def test_a_delisting_by_hand_settles_what_was_proposed(house: House, refused: Refused) -> None:
    product = sold_out(house)
    say("propose_sold_out")
    assert product.move("delist", SPECIALIST, reason="quality").status == 200
    assert waiting(house) == []
    assert refused(lambda: decide(house, product, "accept", version=2)).refusal == (409, "transition_not_allowed")


def test_a_proposal_that_is_made_during_a_delisting_by_hand_is_settled_too(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = sold_out(house)
    overtake(monkeypatch, proposals, "get", lambda: say("propose_sold_out"))
    assert product.move("delist", SPECIALIST, reason="quality").status == 200
    assert waiting(house) == []


def test_what_left_the_page_during_a_look_is_not_proposed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    product = sold_out(house)
    overtake(monkeypatch, proposals, "find", lambda: product.move("delist", SPECIALIST, reason="quality"))
    say("propose_sold_out")
    assert (waiting(house), product.read()["live"]) == ([], False)


def test_goods_that_came_in_take_a_proposal_back(house: House) -> None:
    sold_out(house)
    say("propose_sold_out")
    receive(house, "TEA", units=3)
    house.later(days=1)
    say("propose_sold_out")
    assert waiting(house) == []


def test_a_look_that_dies_is_gone_on_with_where_it_was(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for sku in ("TEA", "POT", "CUP"):
        sold_out(house, sku)
    monkeypatch.setattr(proposing, "_AT_A_TIME", 1)
    judged, looked = proposing._judged, list[int]()

    def dies(*args: Any) -> int:
        looked.append(1)
        if len(looked) == 2:
            raise RuntimeError("the machine is gone")
        return judged(*args)

    monkeypatch.setattr(proposing, "_judged", dies)
    with pytest.raises(JobFailedError):
        say("propose_sold_out")
    assert proposed(house) == [("CUP", "sold_out")]
    say("propose_sold_out")
    assert {sku for sku, _ in proposed(house)} == {"TEA", "POT", "CUP"}
    assert len(looked) == 4  # what was looked at is not looked at again that day


@pytest.mark.parametrize("fault", [CONFLICT, THROTTLE])
def test_a_look_that_meets_with_trouble_proposes_nothing_twice(
    house: House, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr(store.database, "retry", Watch().patience())
    sold_out(house)
    with Faults(store.database.client, fault):
        say("propose_sold_out")
    assert len(house.events("listing", "DELISTING#")) == 1


def test_of_two_looks_at_once_one_proposes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    sold_out(house)
    find = proposals.find
    other: list[int] = []

    def overtaken(ids: Any) -> Any:
        found = find(ids)
        if not other:
            other.append(1)
            say("propose_sold_out")
        return found

    monkeypatch.setattr(proposals, "find", overtaken)
    say("propose_sold_out")
    assert len(house.events("listing", "DELISTING#")) == 1


def test_proposals_are_for_those_who_decide(house: House) -> None:
    assert house.call("GET /listing/proposals", as_=CUSTOMER_SERVICE).refusal == (403, "forbidden")
