"""Prices of live products change at once or at their time, once; what was shown before is good for a while (R3.1.4)."""

from collections.abc import Callable
from typing import Any

import pytest

from listing import price_changes, reactions, store
from shop.events.reactions import JobFailedError
from tests.faults import CONFLICT, LOST_ANSWER, THROTTLE, Fault, Faults
from tests.harness import Answer, House
from tests.listing.trade import change, say
from tests.listing.way import Mug, delisted, published, revising
from tests.people import MANAGER, REVIEWER, SPECIALIST, STOREFRONT
from tests.watch import Watch

Refused = Callable[[Callable[[], Answer]], Answer]
CHANGE = "/listing/price-changes/{change_id}"


def shown(house: House, product: Mug, sku: str = "MUG-RED") -> tuple[int, int, int]:
    """What a SKU costs on its page, on the storefront's list and when it is ordered."""
    page = house.call("GET /storefront/products/{product_id}", as_=STOREFRONT, product_id=product.product_id).body
    (listed,) = house.call("GET /storefront/products", as_=STOREFRONT).body["items"]
    on_page, on_list = ({one["sku"]: one["price_minor"] for one in each["skus"]}[sku] for each in (page, listed))
    return on_page, on_list, house.pool(sku)["price_minor"]


def history(house: House, sku: str = "MUG-RED") -> list[int]:
    answer = house.call("GET /listing/skus/{sku}/prices", as_=SPECIALIST, sku=sku)
    return [seen["price_minor"] for seen in answer.body["items"]]


def becomes_of(house: House, answer: Answer) -> str:
    state: str = house.call(f"GET {CHANGE}", as_=MANAGER, change_id=answer.body["change_id"]).body["state"]
    return state


def test_a_price_changes_on_page_list_and_pool_in_one_write(house: House, asked: list[str]) -> None:
    product = published(house)
    asked.clear()
    answer = change(product, 1900)
    assert asked[:3] == ["GetItem", "GetItem", "TransactWriteItems"]
    assert (answer.status, answer.body["state"]) == (201, "applied")
    assert shown(house, product) == (1900, 1900, 1900)
    assert shown(house, product, "MUG-BLUE") == (3100, 3100, 3100)
    (event,) = [event for event in product.history() if event["type"] == "SkusRepriced"]
    assert event["data"]["skus"] == [{"sku": "MUG-RED", "price_minor": 1900, "former_price_minor": 2900}]
    assert (event["actor"], "due" in event) == (SPECIALIST.actor, False)


def test_every_price_that_customers_saw_is_in_the_skus_history(house: House) -> None:
    product = published(house)
    change(product, 1900)
    change(product, 2100, key="q")
    product.move("revisions", SPECIALIST)
    product.revise(prices=[{"sku": "MUG-RED", "price_minor": 2500}])
    product.move("request-review", SPECIALIST)
    product.move("publish", REVIEWER)
    assert history(house) == [2500, 2100, 1900, 2900]
    assert history(house, "MUG-BLUE") == [3100]
    pages_ = house.call("GET /listing/skus/{sku}/prices", as_=MANAGER, sku="mug-red", query={"limit": 3}).body
    assert pages_["next"]
    assert pages_["items"][0]["revision"] == 2


def test_a_repeated_change_has_one_effect(house: House) -> None:
    product = published(house)
    # The version is old by then, and the price what it is to be: still it is the same request.
    body = {"version": product.version, "prices": [{"sku": "MUG-RED", "price_minor": 1900}]}
    first, again = (product.call("POST /price-changes", SPECIALIST, body, key="p") for _ in range(2))
    assert (again.status, again.body) == (201, first.body)
    assert history(house) == [1900, 2900]


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"prices": [{"sku": "CUP", "price_minor": 1}]}, (422, "validation_failed")),
        ({"prices": [{"sku": "MUG-RED", "price_minor": 2900}]}, (422, "validation_failed")),
        ({"prices": []}, (422, "validation_failed")),
        ({"prices": [{"sku": "MUG-RED", "price_minor": 0}]}, (422, "validation_failed")),
        ({"takes_effect_at": "2026-11-24T01:59:00Z"}, (422, "validation_failed")),
        ({"takes_effect_at": "2028-11-24T02:00:00Z"}, (422, "validation_failed")),
        ({"version": 99}, (409, "version_conflict")),
    ],
)
def test_a_change_that_cannot_be_is_refused(house: House, refused: Refused, said: Any, refusal: Any) -> None:
    product = published(house)
    body = {"version": product.version, "prices": [{"sku": "MUG-RED", "price_minor": 1900}]} | said
    assert refused(lambda: product.call("POST /price-changes", SPECIALIST, body, key="p")).refusal == refusal


def test_what_is_not_on_the_page_has_no_price_to_change(house: House, refused: Refused) -> None:
    for n, product in enumerate((delisted(house), revising(house, live=False, key="2", skus=[
        {"sku": "CUP", "price_minor": 5}
    ]))):  # fmt: skip
        body = {"version": product.version, "prices": [{"sku": product.read()["skus"][0]["sku"], "price_minor": 1}]}
        answer = refused(lambda p=product, b=body, n=n: p.call("POST /price-changes", SPECIALIST, b, key=f"p{n}"))  # type: ignore[misc]
        assert answer.status == 409


def test_a_revision_keeps_the_price_it_brings_and_takes_on_the_others(house: House) -> None:
    product = published(house)
    product.move("revisions", SPECIALIST)
    product.revise(prices=[{"sku": "MUG-RED", "price_minor": 2500}])
    change(product, 1900)
    change(product, 3300, sku="MUG-BLUE", key="q")
    assert [sku["price_minor"] for sku in product.read()["skus"]] == [2500, 3300]
    assert shown(house, product) == (1900, 1900, 1900)
    product.move("request-review", SPECIALIST)
    product.move("publish", REVIEWER)
    assert (shown(house, product), shown(house, product, "MUG-BLUE")) == ((2500,) * 3, (3300,) * 3)


def test_a_revision_that_is_dropped_leaves_todays_prices(house: House) -> None:
    product = revising(house)
    change(product, 1900)
    assert product.move("drop", SPECIALIST).status == 200
    assert product.read()["skus"][0]["price_minor"] == 1900


# -- at a time ----------------------------------------------------------------------------------------


def test_a_scheduled_price_takes_effect_once_at_its_time_in_the_name_of_who_asked(house: House) -> None:
    product = published(house)
    answer = change(product, 1900, takes_effect_at="2026-11-24T12:00:00+08:00")
    assert (answer.status, answer.body["state"]) == (201, "scheduled")
    assert answer.body["takes_effect_at"] == "2026-11-24T04:00:00.000Z"
    (listed,) = house.call("GET /listing/price-changes", as_=MANAGER).body["items"]
    assert listed == answer.body
    say("apply_price_changes")
    assert shown(house, product) == (2900,) * 3
    house.later(hours=2)
    for _ in range(2):
        say("apply_price_changes")
    assert shown(house, product) == (1900,) * 3
    assert history(house) == [1900, 2900]
    told = [event for event in product.history() if event["type"] == "SkusRepriced"]
    assert [(event["actor"], event["role"]) for event in told] == [(SPECIALIST.actor, "operations-specialist")]
    assert becomes_of(house, answer) == "applied"
    assert house.call("GET /listing/price-changes", as_=MANAGER).body["items"] == []


def test_changes_take_effect_in_the_order_of_their_times_however_late(house: House) -> None:
    product = published(house)
    change(product, 1700, key="late", takes_effect_at="2026-11-24T05:00:00Z")
    change(product, 1900, key="early", takes_effect_at="2026-11-24T04:00:00Z")
    house.later(days=2)
    say("apply_price_changes")
    assert history(house) == [1700, 1900, 2900]


def test_what_is_seen_to_late_overtakes_no_price_of_a_later_time(house: House) -> None:
    """Nothing looked for an hour; meanwhile somebody changed one of the two prices."""
    product = published(house)
    body = {
        "version": product.version,
        "takes_effect_at": "2026-11-24T04:00:00Z",
        "prices": [{"sku": "MUG-RED", "price_minor": 1900}, {"sku": "MUG-BLUE", "price_minor": 2000}],
    }
    both = product.call("POST /price-changes", SPECIALIST, body, key="both")
    product.version = product.read()["version"]
    one = change(product, 1800, key="one", takes_effect_at="2026-11-24T04:00:10Z")
    house.later(hours=3)
    change(product, 2500, key="now")
    for _ in range(2):
        say("apply_price_changes")
    assert (shown(house, product), shown(house, product, "MUG-BLUE")) == ((2500,) * 3, (2000,) * 3)
    assert (history(house), history(house, "MUG-BLUE")) == ([2500, 2900], [2000, 3100])
    assert (becomes_of(house, both), becomes_of(house, one)) == ("applied", "lapsed")


def test_a_change_that_failed_does_not_undo_the_next_one_a_minute_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = published(house)
    first = change(product, 1900, takes_effect_at="2026-11-24T04:00:00Z")
    change(product, 1700, key="q", takes_effect_at="2026-11-24T04:00:30Z")
    house.later(hours=3)
    load = price_changes.load
    with monkeypatch.context() as patch:
        patch.setattr(price_changes, "load", lambda id_: 1 / 0 if id_ == first.body["change_id"] else load(id_))
        with pytest.raises(JobFailedError):
            say("apply_price_changes")
    house.later(minutes=1)
    say("apply_price_changes")
    assert (shown(house, product), history(house)) == ((1700,) * 3, [1700, 2900])
    assert becomes_of(house, first) == "lapsed"


def test_a_price_that_a_review_passed_is_not_undone_by_a_change_that_was_due_before(house: House) -> None:
    product = published(house)
    change(product, 1900, takes_effect_at="2026-11-24T04:00:00Z")
    product.move("revisions", SPECIALIST)
    product.revise(prices=[{"sku": "MUG-RED", "price_minor": 2500}])
    product.move("request-review", SPECIALIST)
    house.later(hours=3)
    assert product.move("publish", REVIEWER).status == 200
    say("apply_price_changes")
    assert (shown(house, product), history(house)) == ((2500,) * 3, [2500, 2900])


def test_a_change_is_cancelled_before_its_time_and_not_after(house: House, refused: Refused) -> None:
    product = published(house)
    first = change(product, 1900, takes_effect_at="2026-11-24T04:00:00Z").body["change_id"]
    second = change(product, 1700, key="q", takes_effect_at="2026-11-24T05:00:00Z").body["change_id"]
    cancelled = house.call(f"POST {CHANGE}/cancel", as_=SPECIALIST, body={"version": 1}, change_id=first)
    assert cancelled.body["state"] == "cancelled"
    house.later(days=1)
    say("apply_price_changes")
    assert history(house) == [1700, 2900]
    for each, version in ((first, 2), (second, 2)):
        body = {"version": version}
        answer = refused(
            lambda each=each, body=body: house.call(  # type: ignore[misc]
                f"POST {CHANGE}/cancel", as_=SPECIALIST, body=body, change_id=each
            )
        )
        assert answer.refusal == (409, "transition_not_allowed")


def test_a_change_whose_product_left_the_page_lapses(house: House) -> None:
    product = published(house)
    answer = change(product, 1900, takes_effect_at="2026-11-24T04:00:00Z")
    product.move("delist", SPECIALIST, reason="quality")
    house.later(days=1)
    say("apply_price_changes")
    assert becomes_of(house, answer) == "lapsed"
    assert house.pool("MUG-RED")["price_minor"] == 2900


@pytest.mark.parametrize("fault", [CONFLICT, THROTTLE, LOST_ANSWER])
def test_a_crash_leaves_a_change_to_the_next_minute(
    house: House, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr(store.database, "retry", Watch().patience())
    product = published(house)
    change(product, 1900, takes_effect_at="2026-11-24T04:00:00Z")
    house.later(days=1)
    before = house.items("sku")
    failing: list[str] = []
    load = price_changes.load

    def dies(change_id: str) -> Any:
        failing.append(change_id)
        raise RuntimeError("the machine is gone")

    monkeypatch.setattr(price_changes, "load", dies)
    with pytest.raises(JobFailedError):
        say("apply_price_changes")
    assert (house.items("sku"), len(failing)) == (before, 1)
    monkeypatch.setattr(price_changes, "load", load)
    with Faults(store.database.client, fault):
        say("apply_price_changes")
    say("apply_price_changes")
    assert history(house) == [1900, 2900]
    assert [event["type"] for event in product.history()].count("SkusRepriced") == 1


def test_one_change_that_fails_does_not_hold_up_the_others(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    product = published(house)
    bad = change(product, 1900, takes_effect_at="2026-11-24T04:00:00Z").body["change_id"]
    change(product, 3300, sku="MUG-BLUE", key="q", takes_effect_at="2026-11-24T05:00:00Z")
    house.later(days=1)
    load = price_changes.load
    monkeypatch.setattr(price_changes, "load", lambda id_: 1 / 0 if id_ == bad else load(id_))
    with pytest.raises(JobFailedError):
        say("apply_price_changes")
    assert shown(house, product, "MUG-BLUE") == (3300,) * 3
    assert list(reactions.reactions.jobs) == ["apply_price_changes", "propose_sold_out", "propose_slow_movers"]
