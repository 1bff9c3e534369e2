"""A room that was added in five places is relayed, described, simulated and priced like any other."""

import json
from typing import Any

import pytest
from guestbook import reactions

from event_relay import handler as relay
from infra import house, openapi, schemas
from infra.redrive.deployed import Shop as Redriven
from tests.event_relay.queues import heard
from tests.event_relay.records import batch, inserted
from tests.gateway import Context
from tests.harness import House
from tests.people import CUSTOMER_SERVICE, DESIGNER, MANAGER
from tests.stores import BUS, client

ENTRIES, ENTRY = "POST /guestbook/entries", "GET /guestbook/entries/{entry_id}"


def written(house: House) -> Any:
    answer = house.call(ENTRIES, as_=CUSTOMER_SERVICE, key="k", body={"text": "很好"})
    assert answer.status == 201, answer
    return answer.body


def queued(queue: str, detail: Any) -> dict[str, Any]:
    arn = f"arn:aws-cn:sqs:cn-north-1:123456789012:zhanggui-{queue}"
    record = {"messageId": "m", "body": json.dumps({"detail": detail}), "eventSourceARN": arn, "attributes": {}}
    return {"Records": [record]}


def test_the_house_knows_the_room_and_what_it_is_called() -> None:
    room = house.Room("guestbook")
    assert room in house.rooms()
    assert (house.tables()["guestbook"], house.routes()[ENTRIES]) == ("GuestbookTable", room)


def test_its_routes_are_for_its_roles(house: House) -> None:
    entry = written(house)
    assert house.call(ENTRY, as_=MANAGER, entry_id=entry["entry_id"]).body == entry | {"thanked_at": None}
    assert house.call(ENTRY, as_=DESIGNER, entry_id=entry["entry_id"]).refusal == (403, "forbidden")


def test_days_pass_for_it_by_the_shops_clock(house: House) -> None:
    house.later(days=3)
    assert written(house)["written_at"].startswith("2026-11-27")


def listen() -> None:
    """Put a queue beside those of the reactions that hears everything on the bus."""
    queue = client("sqs").create_queue(QueueName="listener")["QueueUrl"]
    arn = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    client("events").put_rule(Name="all", EventBusName=BUS, EventPattern='{"source": [{"prefix": "zhanggui."}]}')
    client("events").put_targets(Rule="all", EventBusName=BUS, Targets=[{"Id": "listener", "Arn": arn}])


def test_its_event_goes_over_the_bus_to_its_reaction(house: House) -> None:
    listen()
    written(house)
    (item,) = [item for item in house.items("guestbook", "ENTRY#") if item["sk"].startswith("EVENT#")]
    relay.lambda_handler(batch(inserted(item, room="guestbook")), Context("relay"))
    (message,) = heard()
    assert (message["source"], message["detail-type"]) == ("zhanggui.guestbook", "EntryWritten")
    for _ in range(2):
        answer = reactions.lambda_handler(queued("guestbook-thank-visitor", message["detail"]), Context("reactions"))
        assert answer == {"batchItemFailures": []}
    assert [event["type"] for event in house.events("guestbook")] == ["EntryWritten", "EntryThanked"]


def test_its_schedule_has_a_job(house: House) -> None:
    reactions.lambda_handler({"job": "look_around"}, Context("reactions"))
    with pytest.raises(LookupError):
        reactions.lambda_handler({"job": "sweep"}, Context("reactions"))


def test_a_new_room_is_described() -> None:
    described = openapi.describe([room.api for room in house.rooms()])
    assert described["paths"]["/guestbook/entries"]["post"]["x-roles"] == ["customer-service"]
    assert "EntryWritten.json" in schemas.files()


def test_what_failed_in_it_can_be_sent_again() -> None:
    outputs = {name: f"the {name}" for name in house.template()["Outputs"]}
    shop = Redriven(aws=None, outputs=outputs)  # type: ignore[arg-type]
    assert shop.tables["guestbook"] == "the GuestbookTableName"
    letters, queue = "the GuestbookThankVisitorDeadLettersUrl", "the GuestbookThankVisitorQueueUrl"
    assert shop.reactions[letters] == queue
