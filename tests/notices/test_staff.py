"""Staff are told by role, on a topic, and in person; each sees what they were told and has read (R3.2.1, R1.3)."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from notices import reactions
from shop.contract.listing import DesignRequested, ProductPublished, ProductSentBack
from shop.contract.stock_control import ReceiptHeld
from shop.events.recording import Entity, as_kept, as_read
from shop.ids import new_id
from shop.roles import Caller
from tests.harness import House
from tests.notices.queue import tell_staff, tell_staff_of
from tests.order_dispatch.carrier import push
from tests.order_dispatch.shop_floor import CONTACT, Floor
from tests.people import (
    CUSTOMER_SERVICE,
    DESIGNER,
    HR,
    MANAGER,
    REVIEWER,
    SPECIALIST,
    WAREHOUSE_GZ,
    WAREHOUSE_SH,
    Person,
    staff,
)

UNKNOWN = "01M85MG3789RP28W3DW5371GGM"


class Topic:
    """Stands for the topic: keeps what is published, and fails as often as told."""

    def __init__(self) -> None:
        self.published: list[tuple[Mapping[str, str], dict[str, Any]]] = []
        self.failures = 0

    def publish(self, message: str, attributes: Mapping[str, str]) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the topic is away")
        self.published.append((attributes, json.loads(message)))


@pytest.fixture
def topic(monkeypatch: pytest.MonkeyPatch) -> Topic:
    topic = Topic()
    monkeypatch.setattr(reactions, "_topic", lambda: topic)
    return topic


def mine(house: House, person: Person, **query: Any) -> Any:
    answer = house.call("GET /notices/mine", as_=person, query=query)
    assert answer.status == 200, answer
    return answer.body


def mark(house: House, person: Person, *notice_ids: str) -> Any:
    return house.call("POST /notices/mine/read", as_=person, body={"notice_ids": list(notice_ids)})


def listing_event(house: House, data: Any, by: str = "sub-of-chen") -> dict[str, Any]:
    house.later(seconds=1)
    caller = Caller(by, "operations-specialist")
    return as_read(as_kept(Entity(f"PRODUCT#{new_id(house.now)}", 3), data, by=caller, at=house.now))


def asked(floor: Floor) -> None:
    """A special request for the warehouse at Shanghai, which has the order."""
    floor.request(floor.bring(floor.placed(), "allocated"))


def test_a_special_request_is_told_to_the_department_that_it_concerns_and_to_no_other(
    floor: Floor, topic: Topic
) -> None:
    order = floor.placed()
    line = "POST /orders/{order_id}/requests"
    body = {"text": "发票抬头", "department": "hr"}
    floor.house.call(line, as_=CUSTOMER_SERVICE, order_id=order.order_id, body=body, key="k")
    assert tell_staff(floor.house) == []
    (notice,) = mine(floor.house, HR)["items"]
    assert "WEB-1" in notice["text"]
    assert (notice["event_type"], notice["read_at"]) == ("SpecialRequestRecorded", None)
    assert [mine(floor.house, person)["items"] for person in (CUSTOMER_SERVICE, MANAGER, WAREHOUSE_SH)] == [[], [], []]
    ((attributes, message),) = topic.published
    assert (attributes, message["role"], message["event_id"]) == ({"role": "hr"}, "hr", notice["event_id"])


def test_a_request_for_the_warehouse_is_told_to_whose_the_order_is_and_to_no_other_warehouse(
    floor: Floor, topic: Topic
) -> None:
    floor.request(floor.placed(), key="before it is anybody's")
    asked(floor)
    assert tell_staff(floor.house) == []
    (notice,) = mine(floor.house, WAREHOUSE_SH)["items"]
    assert "WEB-2" in notice["text"]
    assert mine(floor.house, WAREHOUSE_GZ)["items"] == []
    assert mark(floor.house, WAREHOUSE_GZ, notice["notice_id"]).refusal == (404, "not_found")
    ((attributes, _),) = topic.published
    assert attributes == {"role": "warehouse", "party": "WH-SH"}


@pytest.mark.parametrize(("code", "event"), [("209", "ShipmentException"), ("401", "ShipmentReturnedToSender")])
def test_trouble_with_a_parcel_is_told_to_customer_service(floor: Floor, topic: Topic, code: str, event: str) -> None:
    order = floor.bring(floor.placed(), "dispatched")
    push(floor.house, order.tracking_number, ("2026-11-25 10:00:00", code))
    assert tell_staff(floor.house) == []
    (notice,) = mine(floor.house, CUSTOMER_SERVICE)["items"]
    assert notice["event_type"] == event
    assert notice["entity"] == f"ORDER#{order.order_id}"
    assert order.tracking_number in notice["text"]


def test_a_product_is_told_to_whose_turn_it_is_and_its_publication_to_whose_work_it_is(
    house: House, topic: Topic
) -> None:
    published = ProductPublished(
        currency="CNY", skus=[], revision=1, entered_by="sub-of-lin", contributors=["sub-of-mei"]
    )
    events = [DesignRequested(), ProductSentBack(to="designing"), ProductSentBack(to="draft"), published]
    assert tell_staff_of(*[listing_event(house, data) for data in events]) == []
    told = {
        person.actor: [notice["event_type"] for notice in mine(house, person)["items"]]
        for person in (DESIGNER, SPECIALIST, REVIEWER)
    }
    assert told == {
        "sub-of-mei": ["ProductPublished", "ProductSentBack", "DesignRequested"],
        "sub-of-lin": ["ProductPublished", "ProductSentBack"],
        "sub-of-chen": ["ProductSentBack"],  # who published it knows
    }
    assert sorted(told["role"] for told, _ in topic.published) == ["designer", "designer", "operations-specialist"]


def test_what_one_has_read_is_read_for_oneself_alone_and_is_an_event(floor: Floor, topic: Topic) -> None:
    order = floor.bring(floor.placed(), "allocated")
    for number in range(3):
        floor.request(order, key=f"request-{number}")
    tell_staff(floor.house)
    first, second, third = [notice["notice_id"] for notice in mine(floor.house, WAREHOUSE_SH)["items"]]
    answer = mark(floor.house, WAREHOUSE_SH, first, third)
    assert set(answer.body["read_at"]) == {first, third}
    read = {notice["notice_id"]: notice["read_at"] for notice in mine(floor.house, WAREHOUSE_SH)["items"]}
    assert read == {**answer.body["read_at"], second: None}
    colleague = staff("xu", "warehouse", party="WH-SH")
    assert [notice["read_at"] for notice in mine(floor.house, colleague)["items"]] == [None] * 3
    (event,) = floor.house.events("notices", "READER#")
    assert (event["type"], event["actor"], event["version"]) == ("NoticesRead", WAREHOUSE_SH.actor, 1)
    assert event["data"] == {"notice_ids": [first, third]}


def test_to_mark_again_changes_nothing(floor: Floor, topic: Topic) -> None:
    asked(floor)
    tell_staff(floor.house)
    notice_id = mine(floor.house, WAREHOUSE_SH)["items"][0]["notice_id"]
    first = mark(floor.house, WAREHOUSE_SH, notice_id, notice_id)
    before = floor.house.items("notices")
    assert mark(floor.house, WAREHOUSE_SH, notice_id).body == first.body
    assert floor.house.items("notices") == before


def test_nobody_marks_what_they_were_not_told(floor: Floor, topic: Topic) -> None:
    asked(floor)
    tell_staff(floor.house)
    notice_id = mine(floor.house, WAREHOUSE_SH)["items"][0]["notice_id"]
    not_there = (404, "not_found")
    assert mark(floor.house, CUSTOMER_SERVICE, notice_id).refusal == not_there
    for other in (f"{UNKNOWN}-warehouse", f"{UNKNOWN}-me", notice_id.replace("warehouse", "me")):
        assert mark(floor.house, WAREHOUSE_SH, notice_id, other).refusal == not_there
    assert floor.house.events("notices") == []
    for odd in ("x", "", f"{UNKNOWN}", f"{UNKNOWN}-", 1):
        assert mark(floor.house, WAREHOUSE_SH, odd).refusal == (422, "validation_failed")  # type: ignore[arg-type]


def test_the_list_goes_on_where_it_stopped_newest_first_over_role_and_person(house: House, topic: Topic) -> None:
    for number in range(5):
        mei = ProductPublished(currency="CNY", skus=[], revision=1, entered_by="sub-of-mei")
        event = listing_event(house, mei if number % 2 else DesignRequested())
        assert tell_staff_of(event) == []
    whole = mine(house, DESIGNER)["items"]
    assert [notice["at"] for notice in whole] == sorted((notice["at"] for notice in whole), reverse=True)
    seen: list[Any] = []
    page = mine(house, DESIGNER, limit=2)
    while True:
        seen += page["items"]
        if page["next"] is None:
            break
        page = mine(house, DESIGNER, limit=2, cursor=page["next"])
    assert seen == whole
    assert len(whole) == 5
    cursor = mine(house, DESIGNER, limit=2)["next"]
    assert house.call("GET /notices/mine", as_=SPECIALIST, query={"cursor": cursor}).fields == ["cursor"]


def test_a_notice_is_read_in_the_language_that_is_asked_for(floor: Floor, topic: Topic) -> None:
    asked(floor)
    tell_staff(floor.house)
    texts = [mine(floor.house, WAREHOUSE_SH, language=one)["items"][0]["text"] for one in ("zh-CN", "en")]
    assert texts == [
        "订单WEB-1有一条交给仓库的特殊要求，请尽快处理。",
        "Order WEB-1 has a special request for the warehouse. Please see to it.",
    ]
    assert floor.house.call("GET /notices/mine", as_=WAREHOUSE_SH, query={"language": "fr"}).status == 422


@pytest.mark.parametrize("failures", [0, 1, 2])
def test_an_event_that_comes_again_is_told_once(floor: Floor, topic: Topic, failures: int) -> None:
    asked(floor)
    topic.failures = failures
    for _ in range(failures):
        assert tell_staff(floor.house) == ["message-0"]
    for _ in range(2):
        assert tell_staff(floor.house) == []
    assert len(topic.published) == len(mine(floor.house, WAREHOUSE_SH)["items"]) == 1


def test_of_two_roles_each_is_told_though_the_robots_are_set_up_wrongly(
    house: House, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message comes again until that is mended, and publishes nothing a second time."""
    asked: list[str] = []

    def wrong(role: str, *more: Any) -> list[Any]:
        asked.append(role)
        raise ValueError("a robot's platform, language or roles are none that there are")

    held = ReceiptHeld(document="DN-1", warehouse="WH-SH", currency="CNY", units=9, stock_value_minor=9)
    event = listing_event(house, held)
    with monkeypatch.context() as patch:
        patch.setattr(reactions._post, "leave", wrong)
        for _ in range(3):
            assert tell_staff_of(event) == ["message-0"]
    assert len(asked) == 3
    for person in (SPECIALIST, MANAGER):
        assert [notice["event_type"] for notice in mine(house, person)["items"]] == ["ReceiptHeld"]
    told = ["operations-manager", "operations-specialist"]
    assert [attributes["role"] for attributes, _ in topic.published] == told
    leave = reactions._post.leave

    def mended(role: str, *more: Any) -> list[Any]:
        asked.append(role)
        return leave(role, *more)

    monkeypatch.setattr(reactions._post, "leave", mended)
    assert tell_staff_of(event) == []
    assert asked[3:] == told
    assert len(topic.published) == 2


def test_a_topic_that_is_away_for_one_role_is_told_for_that_one_alone_later(house: House, topic: Topic) -> None:
    held = ReceiptHeld(document="DN-1", warehouse="WH-SH", currency="CNY", units=9, stock_value_minor=9)
    event = listing_event(house, held)
    topic.failures = 1
    assert tell_staff_of(event) == ["message-0"]
    assert [len(mine(house, person)["items"]) for person in (SPECIALIST, MANAGER)] == [1, 1]
    for _ in range(2):
        assert tell_staff_of(event) == []
    assert len(topic.published) == 2


def test_the_topic_is_told_by_role_to_filter_by(floor: Floor) -> None:
    """By the topic itself, as it is deployed."""
    from tests.stores import ENVIRONMENT, client

    queue = client("sqs").create_queue(QueueName="warehouse-people")["QueueUrl"]
    arn = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    client("sns").subscribe(
        TopicArn=ENVIRONMENT["STAFF_NOTICES_TOPIC_ARN"],
        Protocol="sqs",
        Endpoint=arn,
        Attributes={"FilterPolicy": '{"role": ["warehouse"]}', "RawMessageDelivery": "true"},
    )
    reactions._topic.cache_clear()
    asked(floor)
    floor.request(floor.bring(floor.placed(), "confirmed"))
    assert tell_staff(floor.house) == []
    (message,) = client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    assert json.loads(message["Body"])["role"] == "warehouse"


def test_nothing_that_staff_are_told_names_the_customer(floor: Floor, topic: Topic) -> None:
    order = floor.bring(floor.placed(), "dispatched")
    floor.request(order, f"请打{CONTACT['phone']}找{CONTACT['name']}")
    push(floor.house, order.tracking_number, ("2026-11-25 10:00:00", "209"))
    assert tell_staff(floor.house) == []
    assert len(topic.published) == 2
    told = json.dumps([topic.published, floor.house.items("notices")], ensure_ascii=False, default=str)
    for part in ("欧阳春晓", "13900017781", "chunxiao", "听雨巷", "200040"):
        assert part not in told


def test_who_holds_two_posts_is_told_what_either_is_and_once_what_both_are(house: House, topic: Topic) -> None:
    both = staff("li", "designer", "operations-specialist")
    held = ReceiptHeld(document="DN-1", warehouse="WH-SH", currency="CNY", units=9, stock_value_minor=9)
    events = [DesignRequested(), ProductSentBack(to="draft"), held]
    assert tell_staff_of(*[listing_event(house, data) for data in events]) == []
    boss = staff("bao", "operations-manager", "operations-specialist")
    told = {person.actor: [one["event_type"] for one in mine(house, person)["items"]] for person in (both, boss)}
    assert told == {
        "sub-of-li": ["ReceiptHeld", "ProductSentBack", "DesignRequested"],
        "sub-of-bao": ["ReceiptHeld", "ProductSentBack"],
    }
    for person in (both, boss):
        notices = [one["notice_id"] for one in mine(house, person)["items"]]
        assert set(mark(house, person, *notices).body["read_at"]) == set(notices)
        assert all(one["read_at"] for one in mine(house, person)["items"])
    theirs = mine(house, DESIGNER)["items"][0]["notice_id"]
    assert mark(house, boss, theirs).refusal == (404, "not_found")


def test_who_acts_for_a_warehouse_is_told_nothing_of_another_post(floor: Floor, topic: Topic) -> None:
    asked(floor)
    held = ReceiptHeld(document="DN-1", warehouse="WH-SH", currency="CNY", units=9, stock_value_minor=9)
    assert tell_staff(floor.house) == tell_staff_of(listing_event(floor.house, held)) == []
    both = staff("ba", "warehouse", "operations-manager", party="WH-SH")
    assert [one["event_type"] for one in mine(floor.house, both)["items"]] == ["SpecialRequestRecorded"]
    nowhere = staff("bu", "warehouse", "operations-manager")
    assert [one["event_type"] for one in mine(floor.house, nowhere)["items"]] == ["ReceiptHeld"]


def test_somebody_new_has_been_told_nothing(house: House) -> None:
    assert mine(house, staff("new", "director")) == {"items": [], "next": None}
