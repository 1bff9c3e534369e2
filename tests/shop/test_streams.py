"""A room looks at what changed in a table: each thing once a batch, and what failed comes again."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from shop.events.reactions import Failed, Reactions
from shop.settings import Setting
from shop.storage.values import Key, dump
from tests.gateway import Context
from tests.order_dispatch.log import Log, log_of
from tests.stock_alerts.supply import stream
from tests.stores import ROOM_TABLES

CONTEXT = Context("reactions")
SECRET = "欧阳春晓 13900017781"


class Room:
    """A room that looks at the SKUs' table and remembers what it saw."""

    def __init__(self) -> None:
        self.reactions = Reactions("stock_alerts")
        self.seen: list[tuple[str, str]] = []
        self.broken = ""
        self.reactions.stream(Setting("SKU_TABLE"))(self.look_at_levels)

    def look_at_levels(self, changed: Sequence[Key], failed: Failed) -> None:
        if self.broken == "all":
            raise ValueError(SECRET)
        for key in changed:
            if key["pk"] == self.broken:
                failed(key, ValueError(SECRET))
            else:
                self.seen.append((key["pk"], key["sk"]))

    def take(self, *keys: tuple[str, str]) -> list[str]:
        answer = self.reactions.handle(stream(*keys), CONTEXT)
        assert answer is not None
        return [str(failure["itemIdentifier"]) for failure in answer["batchItemFailures"]]


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def log(room: Room) -> Iterator[Log]:
    with log_of(room.reactions.room) as log:
        yield log


def test_each_thing_is_looked_at_once_a_batch_in_the_order_in_which_they_changed(room: Room) -> None:
    assert room.take(("B", "LEVEL"), ("A", "LEVEL"), ("B", "LEVEL"), ("B", "LEVEL#X")) == []
    assert room.seen == [("B", "LEVEL"), ("A", "LEVEL"), ("B", "LEVEL#X")]


def test_what_failed_comes_again_from_its_first_record_on(room: Room) -> None:
    room.broken = "B"
    assert room.take(("A", "LEVEL"), ("B", "LEVEL"), ("C", "LEVEL"), ("B", "LEVEL")) == ["101"]
    assert room.seen == [("A", "LEVEL"), ("C", "LEVEL")]


def test_a_look_that_breaks_off_comes_again_whole(room: Room) -> None:
    room.broken = "all"
    assert room.take(("A", "LEVEL"), ("B", "LEVEL")) == ["100", "101"]


def test_a_table_that_nobody_looks_at_fails_the_call(room: Room) -> None:
    told = stream(("A", "LEVEL"))
    other = json.loads(json.dumps(told).replace(f"table/{ROOM_TABLES['sku']}/", "table/other/"))
    with pytest.raises(LookupError, match="does not look at other"):
        room.reactions.handle(other, CONTEXT)


def test_the_log_tells_where_a_look_failed_and_not_what_it_met(room: Room, log: Log) -> None:
    room.broken = "B"
    room.take(("A", "LEVEL"), ("B", "LEVEL"))
    (line,) = log.lines()
    assert (line["level"], line["message"], line["stream"], line["keys"]) == ("WARNING", "looked", "look_at_levels", 2)
    (failed,) = line["failed"]
    assert (failed["key"], failed["error"]) == (["B", "LEVEL"], "ValueError")
    assert SECRET not in json.dumps(line, ensure_ascii=False)


def test_what_a_record_says_beside_its_key_is_not_looked_at(room: Room) -> None:
    told: dict[str, Any] = stream(("A", "LEVEL"))
    told["Records"][0]["dynamodb"] = {"Keys": dump({"pk": "A", "sk": "LEVEL"}), "SequenceNumber": "7"}
    assert room.reactions.handle(told, CONTEXT) == {"batchItemFailures": []}
