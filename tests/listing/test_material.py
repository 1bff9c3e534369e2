"""A review says whose pictures it judged, and at which delivery: quality of material is computed from that (R4.2.1)."""

from typing import Any

import pytest

from infra.gateway import staff
from listing import store
from shop.contract.listing import ProductPublished, ProductSentBack
from shop.storage.values import dump
from tests.harness import House
from tests.listing.way import Mug, draft, in_review, picture, published, revising
from tests.people import DESIGNER, REVIEWER, SPECIALIST
from tests.stores import ROOM_TABLES, client

OTHER_DESIGNER = staff("hua", "designer")


def told(product: Mug) -> tuple[Any, ...]:
    """What the last event says of the pictures."""
    event = product.history()[-1]
    data = event["data"]
    return event["type"], data["designers"], data["deliveries"], data["judged"]


def send_back(product: Mug, to: str) -> None:
    assert product.move("send-back", REVIEWER, to=to, reasons="see the notes").status == 200


def deliver(product: Mug) -> None:
    assert product.move("submit", DESIGNER).status == 200


def publish(product: Mug) -> None:
    assert product.move("publish", REVIEWER).status == 200


def test_pictures_accepted_at_their_first_delivery_say_so(house: House) -> None:
    assert told(published(house)) == ("ProductPublished", [DESIGNER.actor], 1, 0)


def test_pictures_that_were_sent_back_are_judged_and_the_next_delivery_is_the_second(house: House) -> None:
    product = in_review(house)
    send_back(product, "designing")
    assert told(product) == ("ProductSentBack", [DESIGNER.actor], 1, 0)
    deliver(product)
    send_back(product, "designing")
    assert told(product) == ("ProductSentBack", [DESIGNER.actor], 2, 1)
    deliver(product)
    publish(product)
    assert told(product) == ("ProductPublished", [DESIGNER.actor], 3, 2)


def test_what_is_sent_back_for_its_words_leaves_the_first_delivery_to_be_judged(house: House) -> None:
    product = in_review(house)
    send_back(product, "draft")
    assert product.move("request-review", SPECIALIST).status == 200
    publish(product)
    assert told(product) == ("ProductPublished", [DESIGNER.actor], 1, 0)


def test_a_delivery_that_was_sent_back_is_not_judged_once_more_when_a_specialist_hands_it_in(house: House) -> None:
    product = in_review(house)
    send_back(product, "designing")
    for step in ("recall", "request-review"):
        assert product.move(step, SPECIALIST).status == 200
    publish(product)
    assert told(product) == ("ProductPublished", [DESIGNER.actor], 1, 1)


def test_everybody_who_uploaded_attached_or_delivered_is_named_once(house: House) -> None:
    product = draft(house)
    product.move("request-design", SPECIALIST)
    key = product.upload(picture("a mug"), as_=OTHER_DESIGNER)
    assert product.move("pictures", DESIGNER, key=key).status == 200
    deliver(product)
    publish(product)
    assert told(product)[1] == [OTHER_DESIGNER.actor, DESIGNER.actor]


def test_a_revision_of_words_alone_is_no_designers(house: House) -> None:
    product = revising(house, "in_review")
    publish(product)
    assert told(product) == ("ProductPublished", [], 0, 0)


def test_a_revisions_deliveries_are_counted_from_its_own_beginning(house: House) -> None:
    product = revising(house, "designing")
    deliver(product)
    publish(product)
    assert told(product) == ("ProductPublished", [DESIGNER.actor], 1, 0)


def test_a_product_from_before_deliveries_were_counted_goes_on_with_none(house: House) -> None:
    product = in_review(house)
    item = store.products.get(store.head_key(product.product_id))
    assert item is not None
    for name in ("designers", "deliveries", "judged"):
        del item[name]
    client("dynamodb").put_item(TableName=ROOM_TABLES["listing"], Item=dump(item))
    publish(product)
    assert told(product) == ("ProductPublished", [], 0, 0)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (ProductPublished, {"currency": "CNY", "skus": [], "revision": 1, "entered_by": "lin"}),
        (ProductSentBack, {"to": "draft"}),
    ],
)
def test_events_from_before_it_was_told_can_be_read(kind: type[ProductPublished | ProductSentBack], data: Any) -> None:
    read = kind.model_validate(data)
    assert (read.designers, read.deliveries, read.judged) == ([], 0, 0)
