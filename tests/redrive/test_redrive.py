"""The redrive command: whatever got stuck on its way is sent again, and what cannot go is named."""

from datetime import timedelta

import pytest

from infra import house
from infra.redrive.deployed import Shop
from shop.clock import iso
from shop.storage.values import Item, dump
from tests.event_relay.records import NOON, confirmed
from tests.redrive.conftest import Operator
from tests.stores import ROOM_TABLES, client


def keep(*items: Item, room: str = "order_dispatch") -> None:
    """Put items where the shop has them."""
    for item in items:
        client("dynamodb").put_item(TableName=ROOM_TABLES[room], Item=dump(item))


def letter(item: Item) -> dict[str, str]:
    return {"reason": "unreadable", "table": ROOM_TABLES["order_dispatch"], "pk": item["pk"], "sk": item["sk"]}


def stretch(first: str, last: str) -> dict[str, object]:
    """What Lambda leaves behind when it gives up a stretch of the order table's stream."""
    arn = f"arn:aws:dynamodb:ap-southeast-1:123456789012:table/{ROOM_TABLES['order_dispatch']}/stream/2026-11-24T00:00"
    info = {"streamArn": arn, "approximateArrivalOfFirstRecord": first, "approximateArrivalOfLastRecord": last}
    return {"version": "1.0", "DDBStreamBatchInfo": info}


def test_all_events_of_a_thing_are_published_in_their_order(
    operator: Operator, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(*(confirmed("A", version) for version in range(1, 14)), confirmed("B"))
    keep({"pk": "ORDER#A", "sk": "ORDER", "state": "placed"})
    assert operator.redrive("--entity", "ORDER#A") == 0
    assert operator.heard() == [("ORDER#A", version) for version in range(1, 14)]
    assert capsys.readouterr().out == "13 events published, 0 messages sent back, 0 left.\n"


def test_things_of_every_room_can_be_named(operator: Operator) -> None:
    keep(confirmed("A"))
    keep({**confirmed("P"), "pk": "PRODUCT#P", "entity": "PRODUCT#P"}, room="listing")
    keep({**confirmed("R"), "pk": "RECEIPT#R", "entity": "RECEIPT#R"}, room="stock_control")
    assert operator.redrive("--entity", "ORDER#A", "PRODUCT#P", "RECEIPT#R") == 0
    assert {entity for entity, _ in operator.heard()} == {"ORDER#A", "PRODUCT#P", "RECEIPT#R"}


def test_the_stacks_outputs_tell_of_rooms_and_reactions_by_their_names(operator: Operator) -> None:
    shop = Shop.on_this_machine(operator.stack)
    assert shop.tables == {room.name: ROOM_TABLES[room.name] for room in house.rooms()}
    pairs = {tuple(url.rpartition("/")[2] for url in pair) for pair in shop.reactions.items()}
    assert pairs == {
        (f"{queue}-dead-letters", queue)
        for queue in ("tell-customers", "tell-staff", "match-waiting-scans", "count-down")
    }


def test_a_thing_without_events_is_named(operator: Operator, capsys: pytest.CaptureFixture[str]) -> None:
    assert operator.redrive("--entity", "ORDER#Z") == 1
    assert "ORDER#Z: has no events" in capsys.readouterr().err


def test_the_events_of_a_time_are_published_both_ends_included(operator: Operator) -> None:
    keep(*(confirmed("A", version) for version in range(1, 10)))
    since, until = (iso(NOON + timedelta(seconds=seconds)) for seconds in (3, 6))
    assert operator.redrive("--since", since, "--until", until) == 0
    assert operator.heard() == [("ORDER#A", version) for version in (3, 4, 5, 6)]


def test_without_an_end_the_time_goes_up_to_now(operator: Operator) -> None:
    keep(*(confirmed("A", version) | {"at": f"{year}-06-01T00:00:00.000Z"} for version, year in ((1, 2021), (2, 2999))))
    assert operator.redrive("--since", "2020-01-01T00:00:00+08:00") == 0
    assert operator.heard() == [("ORDER#A", 1)]


@pytest.mark.parametrize(
    "options",
    [
        ("--since", "2026-11-24T02:00:00"),  # whose two o'clock?
        ("--since", "yesterday"),
        ("--dead-letters", "--until", "2026-11-24T02:00Z"),
        ("--dead-letters", "--entity", "ORDER#A"),
        (),
    ],
)
def test_an_unclear_wish_is_refused(operator: Operator, options: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit, match="2"):
        operator.redrive(*options)


def test_a_shop_that_is_not_there_gets_a_sentence(operator: Operator, capsys: pytest.CaptureFixture[str]) -> None:
    operator.stack = operator.stack.with_name("none.json")
    assert operator.redrive("--dead-letters") == 2
    assert "The deployed shop cannot be read" in capsys.readouterr().err


def test_messages_that_reactions_failed_on_go_back_to_their_queues(
    operator: Operator, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(12):
        operator.put("tell-customers-dead-letters", {"notice": number})
    operator.put("match-waiting-scans-dead-letters", {"scan": 1})
    assert operator.redrive("--dead-letters") == 0
    assert sorted(body["notice"] for body in operator.waiting("tell-customers")) == [*range(12)]
    assert operator.waiting("match-waiting-scans") == [{"scan": 1}]
    assert operator.waiting("tell-customers-dead-letters") == []
    assert capsys.readouterr().out == "0 events published, 13 messages sent back, 0 left.\n"


def test_an_event_that_was_mended_leaves_the_dead_letters(operator: Operator) -> None:
    keep(confirmed("A"))
    operator.put("test-relay-dead-letters", letter(confirmed("A")))
    assert operator.redrive("--dead-letters") == 0
    assert operator.heard() == [("ORDER#A", 2)]


def test_an_event_that_is_still_broken_stays_a_dead_letter_and_is_named(
    operator: Operator, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(confirmed("A"), confirmed("B") | {"data": "{"})
    operator.put("test-relay-dead-letters", letter(confirmed("B")))
    operator.put("test-relay-dead-letters", letter(confirmed("A")))
    operator.put("test-relay-dead-letters", letter(confirmed("C")))
    operator.put("test-relay-dead-letters", letter(confirmed("A") | {"pk": ""}))
    assert operator.redrive("--dead-letters") == 1
    assert operator.heard() == [("ORDER#A", 2)]
    told = capsys.readouterr()
    assert "ORDER#B EVENT#00000002: unreadable: JSONDecodeError" in told.err
    assert "ORDER#C EVENT#00000002: not found" in told.err
    assert told.out.endswith("3 left.\n")
    assert hidden(operator) == 3


def hidden(operator: Operator, queue: str = "test-relay-dead-letters") -> int:
    """Messages that are kept, and seen again after a while."""
    sqs = client("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    counted = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessagesNotVisible"])
    return int(counted["Attributes"]["ApproximateNumberOfMessagesNotVisible"])


def test_a_stretch_that_the_relay_gave_up_is_published_from_the_table(operator: Operator) -> None:
    keep(*(confirmed("A", version) for version in range(1, 5)))
    keep(confirmed("B") | {"at": "2026-11-23T00:00:00.000Z"})  # another day
    keep(confirmed("P"), room="listing")  # another stream
    operator.put("relay-failures", stretch("2026-11-24T04:00:01Z", "2026-11-24T04:00:05Z"))
    assert operator.redrive("--dead-letters") == 0
    assert operator.heard() == [("ORDER#A", version) for version in range(1, 5)]
    assert operator.waiting("relay-failures") == []


def test_a_message_that_names_no_stretch_stays(operator: Operator, capsys: pytest.CaptureFixture[str]) -> None:
    operator.put("relay-failures", {"hello": "there"})
    assert operator.redrive("--dead-letters") == 1
    assert "names no stretch" in capsys.readouterr().err


def test_a_stretch_of_which_an_event_is_still_broken_stays(
    operator: Operator, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(confirmed("A"), confirmed("B") | {"data": "{"})
    operator.put("relay-failures", stretch("2026-11-24T04:00:01Z", "2026-11-24T04:00:05Z"))
    assert operator.redrive("--dead-letters") == 1
    assert operator.heard() == [("ORDER#A", 2)]
    assert "ORDER#B EVENT#00000002: unreadable" in capsys.readouterr().err
    assert hidden(operator, "relay-failures") == 1
