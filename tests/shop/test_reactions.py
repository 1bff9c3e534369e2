"""A room reacts to events and does its schedules' jobs: what fails comes again, and nothing is lost to the timeout."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from shop import invocation
from shop.contract import Event, EventData
from shop.contract.listing import ProductPublished, ProductSubmitted
from shop.contract.stock_control import WarehouseOpened
from shop.events.reactions import JobFailedError, Reactions
from tests.deploy.template import ROOT
from tests.gateway import Context
from tests.order_dispatch.log import Log, log_of
from tests.order_dispatch.queue import as_delivered, batch
from tests.watch import Watch

CONTEXT = Context("reactions")
SECRET = "欧阳春晓 13900017781"


class Room:
    """A room with two reactions and a job, of which it remembers the events and runs."""

    def __init__(self) -> None:
        self.reactions = Reactions("order_dispatch")
        self.announced: list[Event[EventData]] = []
        self.opened: list[str] = []
        self.runs = 0
        self.watch = Watch()
        self.broken = ""
        self.takes = 0.0
        self.reactions.on(ProductSubmitted, ProductPublished)(self.announce_product)
        self.reactions.on(WarehouseOpened)(self.greet_warehouse)
        self.reactions.job(self.look_around)

    def announce_product(self, event: Event[EventData]) -> None:
        self.watch.pauses.append(self.takes)
        if event.id == self.broken:
            raise ValueError(SECRET)
        self.announced.append(event)

    def greet_warehouse(self, event: Event[WarehouseOpened]) -> None:
        self.opened.append(event.data.code)

    def look_around(self) -> None:
        if self.broken:
            raise ValueError(SECRET)
        self.runs += 1

    def take(self, reaction: str, *bodies: str, context: Any = CONTEXT) -> list[str]:
        """Hand these messages to a reaction; what is to come again."""
        answer = self.reactions.handle(batch(reaction, *bodies), context)
        assert answer is not None
        return [str(failure["itemIdentifier"]) for failure in answer["batchItemFailures"]]


@pytest.fixture
def room() -> Room:
    return Room()


def told(number: int, kind: str = "ProductSubmitted", data: Any = None, **more: Any) -> str:
    """A message of the bus about an event with this number as its id."""
    envelope = {"at": "2026-11-24T02:00:01.280Z", "actor": "sub-of-wang", "role": "designer", "version": 3}
    its = {"id": str(number), "type": kind, "entity": "PRODUCT#1", "data": {"pictures": 2} if data is None else data}
    return as_delivered({**envelope, **its, **more})


@pytest.fixture
def log(room: Room) -> Iterator[Log]:
    with log_of(room.reactions.room) as log:
        yield log


def test_an_event_comes_typed_with_its_envelope(room: Room) -> None:
    assert room.take("announce_product", told(1, due="2026-11-30T00:00:00.000Z")) == []
    (event,) = room.announced
    assert (event.id, event.type, event.actor, event.role) == ("1", "ProductSubmitted", "sub-of-wang", "designer")
    assert (event.entity, event.version, event.due) == ("PRODUCT#1", 3, datetime(2026, 11, 30, tzinfo=UTC))
    assert event.at == datetime(2026, 11, 24, 2, 0, 1, 280_000, tzinfo=UTC)
    assert event.data == ProductSubmitted(pictures=2)


def test_the_queue_says_which_reaction_takes_its_messages(room: Room) -> None:
    opened = told(1, "WarehouseOpened", {"code": "WH-SH"})
    assert room.take("greet_warehouse", opened) == []
    assert (room.opened, room.announced) == (["WH-SH"], [])


@pytest.mark.parametrize("queue", ["greet_product", "product", "warehouse"])
def test_a_queue_that_is_nobodys_fails_the_call(room: Room, queue: str) -> None:
    with pytest.raises(LookupError, match="no queue of order_dispatch"):
        room.take(queue, told(1))


def test_an_event_that_a_reaction_does_not_hear_comes_again(room: Room) -> None:
    assert room.take("greet_warehouse", told(1)) == ["message-0"]


def test_fields_that_were_added_since_are_passed_over(room: Room) -> None:
    assert room.take("announce_product", told(1, data={"pictures": 2, "videos": 1}, weather="fine")) == []
    assert room.announced[0].data == ProductSubmitted(pictures=2)


def test_what_fails_comes_again_and_the_others_do_not(room: Room) -> None:
    room.broken = "2"
    assert room.take("announce_product", told(1), told(2), told(3)) == ["message-1"]
    assert [event.id for event in room.announced] == ["1", "3"]


def test_a_batch_is_one_line_in_the_log(room: Room, log: Log) -> None:
    room.take("announce_product", told(1), told(2))
    (line,) = log.lines()
    assert (line["level"], line["message"], line["reaction"]) == ("INFO", "reacted", "announce_product")
    assert (line["done"], line["failed"], line["handed_back"]) == (2, [], 0)


def test_the_log_tells_where_a_message_failed_and_not_what_it_says(room: Room, log: Log) -> None:
    room.broken = "2"
    room.take("announce_product", told(1), told(2), f'{{"detail": "{SECRET}"}}')
    (line,) = log.lines()
    assert (line["level"], line["done"]) == ("WARNING", 1)
    assert [(one["message_id"], one["event_id"], one["error"]) for one in line["failed"]] == [
        ("message-1", "2", "ValueError"),
        ("message-2", None, "TypeError"),
    ]
    assert any(frame.startswith("test_reactions.py:") for frame in line["failed"][0]["frames"])
    assert "13900017781" not in json.dumps(line)


def test_messages_for_which_no_time_is_left_are_handed_back_unreacted(room: Room, log: Log) -> None:
    room.takes = 15.0
    bodies = [told(number) for number in range(10)]
    # Three of them begin before all that is left is needed for winding up.
    back = room.take("announce_product", *bodies, context=room.watch.invocation(invocation.WINDING_UP + 40))
    assert back == [f"message-{number}" for number in range(3, 10)]
    assert [event.id for event in room.announced] == ["0", "1", "2"]
    (line,) = log.lines()
    assert (line["done"], line["failed"], line["handed_back"]) == (3, [], 7)


def test_a_schedule_names_its_job(room: Room) -> None:
    assert room.reactions.handle({"job": "look_around"}, CONTEXT) is None
    assert room.runs == 1


def test_a_job_that_nobody_knows_fails_the_call(room: Room) -> None:
    with pytest.raises(LookupError):
        room.reactions.handle({"job": "announce_product"}, CONTEXT)


def test_a_failing_job_fails_the_call_and_tells_where_but_not_what(room: Room, log: Log) -> None:
    room.broken = "job"
    with pytest.raises(JobFailedError) as failed:
        room.reactions.handle({"job": "look_around"}, CONTEXT)
    assert failed.value.__suppress_context__  # Lambda logs what is raised, with its message and its cause
    (line,) = log.lines()
    assert (line["message"], line["job"], line["error"]) == ("job_failed", "look_around", "ValueError")
    assert "13900017781" not in f"{line} {failed.value}"


def test_http_functions_do_not_load_what_only_batches_need() -> None:
    code = "import shop.web.api, shop.events.history, shop.events.recording, sys; print(*sys.modules)"
    path = f"{ROOT}/functions:{ROOT}/layers/shop/python"
    loaded = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": path, "CURRENCIES": "CNY"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "shop.web.api" in loaded.stdout.split()
    assert "aws_lambda_powertools.utilities.batch" not in loaded.stdout.split()
