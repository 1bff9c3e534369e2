"""The final review: a specialist publishes what another one entered, or sends it back (R3.1.2)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError

from listing import store
from listing.pictures import bucket
from tests.harness import Answer, House
from tests.listing.way import designing, in_review, mug, on_page, published
from tests.people import DESIGNER, REVIEWER, SPECIALIST
from tests.stores import PICTURE_BUCKET, client

Refused = Callable[[Callable[[], Answer]], Answer]
MATERIAL: dict[str, Any] = {"designers": [DESIGNER.actor], "deliveries": 1, "judged": 0}


def test_a_product_goes_all_the_way_from_entry_to_the_page(house: House) -> None:
    product = published(house)
    shown = product.read()
    assert (shown["state"], shown["version"], shown["published_at"]) == ("published", 5, "2026-11-24T02:00:06.000Z")
    assert [(event["version"], event["type"], event["actor"]) for event in product.history()] == [
        (1, "ProductEntered", SPECIALIST.actor),
        (2, "DesignRequested", SPECIALIST.actor),
        (3, "PictureAttached", DESIGNER.actor),
        (4, "ProductSubmitted", DESIGNER.actor),
        (5, "ProductPublished", REVIEWER.actor),
    ]


def test_a_published_product_is_on_the_page_and_its_skus_are_on_sale(house: House) -> None:
    product = published(house)
    assert on_page(house, product).status == 200
    for sku in mug()["skus"]:
        pool = house.pool(sku["sku"])
        assert (pool["on_sale"], pool["price_minor"], pool["revision"]) == (True, sku["price_minor"], 1)
        assert (pool["available"], pool["reserved"]) == (0, 0)


def test_the_event_of_a_publication_says_what_was_published_and_who_had_entered_it(house: House) -> None:
    event = published(house, due="2026-12-01T10:00:00Z").history()[-1]
    assert event["due"] == "2026-12-01T10:00:00.000Z"
    assert event["data"] == {
        **MATERIAL,
        "currency": "CNY",
        "skus": mug()["skus"],
        "revision": 1,
        "entered_by": SPECIALIST.actor,
        "contributors": [SPECIALIST.actor, DESIGNER.actor],
        "dispatch_hours": None,
        "return_exception": None,
    }


def test_what_was_published_is_kept_as_a_revision(house: House) -> None:
    product = published(house)
    (revision,) = [item for item in house.items("listing", "PRODUCT#") if item["sk"] == "REVISION#0001"]
    page = on_page(house, product).body
    # A picture's address is where it is read today; what was published is the picture.
    keys = [picture["key"].replace("pictures/", "published/") for picture in product.read()["pictures"]]
    assert json.loads(revision["page"]) == page | {"pictures": keys}
    assert product.read()["revision"] == 1


def in_bucket(folder: str) -> dict[str, bytes]:
    """What lies in a folder of the bucket, by the rest of its key."""
    s3 = client("s3")
    keys = [found["Key"] for found in s3.list_objects_v2(Bucket=PICTURE_BUCKET, Prefix=folder).get("Contents", [])]
    return {key.removeprefix(folder): s3.get_object(Bucket=PICTURE_BUCKET, Key=key)["Body"].read() for key in keys}


def test_customers_can_read_the_pictures_of_a_page_and_no_others(house: House) -> None:
    in_review(house, key="2", skus=[{"sku": "CUP", "price_minor": 1}])
    product = designing(house)
    for side in ("front", "back"):
        assert product.attach(side).status == 200
    product.move("submit", DESIGNER)
    assert in_bucket("published/") == {}
    assert product.move("publish", SPECIALIST).refusal == (403, "own_entry")
    assert in_bucket("published/") == {}
    assert product.move("publish", REVIEWER).status == 200
    shown = in_bucket("published/")
    kept = {key: content for key, content in in_bucket("pictures/").items() if key.startswith(product.product_id)}
    assert len(shown) == 2
    assert shown == kept
    (one, _) = [f"published/{key}" for key in shown]
    found = client("s3").get_object(Bucket=PICTURE_BUCKET, Key=one)
    assert (found["ContentType"], "immutable" in found["CacheControl"]) == ("image/png", True)


def test_a_product_whose_pictures_cannot_be_copied_is_not_published_and_the_next_try_does_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = designing(house)
    for side in ("front", "back"):
        product.attach(side)
    product.move("submit", DESIGNER)
    copy, tries = bucket.client().copy_object, []

    def copy_one(**asked: Any) -> Any:
        tries.append(asked)
        if len(tries) == 2:
            raise ConnectTimeoutError(endpoint_url="https://s3")
        return copy(**asked)

    monkeypatch.setattr(bucket.client(), "copy_object", copy_one)
    assert product.move("publish", REVIEWER).refusal == (503, "busy")
    assert (product.read()["state"], on_page(house, product).status) == ("in_review", 404)
    assert product.move("publish", REVIEWER).status == 200
    assert len(in_bucket("published/")) == 2


def test_publishing_is_one_read_and_one_write(house: House, asked: list[str]) -> None:
    prices = {f"MUG-{n}": n + 1 for n in range(30)}
    product = in_review(house, skus=[{"sku": sku, "price_minor": price} for sku, price in prices.items()])
    asked.clear()
    assert product.move("publish", REVIEWER).status == 200
    assert asked == ["GetItem", "TransactWriteItems"]
    assert {sku: house.pool(sku)["price_minor"] for sku in prices} == prices


def test_a_price_that_cannot_reach_its_sku_keeps_the_product_off_the_page(house: House) -> None:
    product = in_review(house)
    # Cannot happen by any route; so it is a crash, and must not be half a publication.
    store.database.client.delete_item(
        TableName=store.stock.table.name, Key={"pk": {"S": "SKU#MUG-BLUE"}, "sk": {"S": "LEVEL"}}
    )
    before = house.items("listing"), house.items("sku")
    assert product.move("publish", REVIEWER).refusal == (500, "internal_error")
    assert (house.items("listing"), house.items("sku")) == before
    assert house.pool("MUG-RED")["on_sale"] is False
    assert on_page(house, product).status == 404


@pytest.mark.parametrize("to", ["draft", "designing"])
def test_the_review_sends_back_with_reasons(house: House, to: str) -> None:
    product = in_review(house)
    answer = product.move("send-back", REVIEWER, to=to, reasons="The red one is orange.\nTake it again.")
    assert (answer.status, answer.body["state"], answer.body["version"]) == (200, to, 5)
    assert answer.body["reasons"] == "The red one is orange.\nTake it again."
    assert len(answer.body["pictures"]) == 1
    event = product.history()[-1]
    assert (event["type"], event["actor"], event["data"]) == ("ProductSentBack", REVIEWER.actor, MATERIAL | {"to": to})


def test_who_entered_a_product_may_take_it_back_from_the_review(house: House) -> None:
    product = in_review(house)
    assert product.move("send-back", SPECIALIST, to="draft", reasons="I forgot the blue one.").status == 200


def test_what_people_write_stands_on_the_product_and_in_no_event_or_log(
    house: House, capfd: pytest.CaptureFixture[str]
) -> None:
    product = in_review(house, name="Mug for Miss Wang", description="Call 13800138000.")
    product.move("send-back", REVIEWER, to="draft", reasons="Miss Wang has moved.")
    assert product.read()["reasons"] == "Miss Wang has moved."
    traces = f"{product.history()} {capfd.readouterr()} {house.items('listing', 'IDEMPOTENCY#')}"
    assert "Wang" not in traces
    assert "13800138000" not in traces


def test_a_product_that_was_sent_back_can_be_published_after_all(house: House) -> None:
    product = in_review(house)
    product.move("send-back", REVIEWER, to="draft", reasons="Too dear.")
    product.revise(prices=[{"sku": "MUG-BLUE", "price_minor": 2900}])
    product.move("request-design", SPECIALIST)
    product.move("submit", DESIGNER)
    answer = product.move("publish", REVIEWER)
    assert (answer.body["state"], answer.body["revision"], answer.body["reasons"]) == ("published", 1, None)
    assert house.pool("MUG-BLUE")["price_minor"] == 2900
    versions = [event["version"] for event in product.history()]
    assert versions == list(range(1, answer.body["version"] + 1))


STEPS: dict[str, tuple[Any, dict[str, str]]] = {
    "drop": (SPECIALIST, {}),
    "request-design": (SPECIALIST, {}),
    "submit": (DESIGNER, {}),
    "send-back": (REVIEWER, {"to": "draft", "reasons": "No."}),
    "publish": (REVIEWER, {}),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_decided_on_an_old_version_is_refused(house: House, refused: Refused, step: str) -> None:
    product = in_review(house)
    who, more = STEPS[step]
    answer = refused(lambda: product.call(f"POST /{step}", who, {"version": 3, **more}))
    assert (answer.refusal, answer.body["version"]) == ((409, "version_conflict"), 4)


def test_publishing_twice_publishes_once(house: House, refused: Refused) -> None:
    product = in_review(house)
    product.move("publish", REVIEWER)
    again = refused(lambda: product.call("POST /publish", REVIEWER, {"version": 4}))
    assert again.refusal == (409, "version_conflict")
    assert refused(lambda: product.move("publish", REVIEWER)).refusal == (409, "transition_not_allowed")
