"""Problems: how errors look on the wire, what a crash tells, and what is logged."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from aws_lambda_powertools import Logger

from shop.errors import Busy, Conflict, Invalid, ShopError, VersionConflict
from tests.gateway import Context
from tests.people import SPECIALIST
from tests.shop.room import PHONE, MakeThing, Room


@pytest.fixture
def log(room: Room, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[dict[str, Any]]]:
    """The lines that the room has logged."""
    stream = io.StringIO()
    monkeypatch.setattr(room.api, "logger", Logger(service=f"testing-{id(stream)}", stream=stream))
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_problem_document_has_its_members(room: Room) -> None:
    answer = room.post(
        {"name": "cup", "parts": [{"name": "lid", "quantity": 1}, {"name": "", "quantity": "2"}], "x": 1}
    )
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert {name: answer.body[name] for name in ("type", "title", "status", "code")} == {
        "type": "urn:zhanggui:problem:validation_failed",
        "title": "The request is not valid",
        "status": 422,
        "code": "validation_failed",
    }
    assert answer.fields == ["parts[1].name", "parts[1].quantity", "x"]
    assert all(isinstance(error["reason"], str) for error in answer.body["errors"])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"colour": "green"}, "colour"),
        ({"limit": "0"}, "limit"),
        ({"limit": "x"}, "limit"),
        ({"cursor": "x" * 1025}, "cursor"),
    ],
)
def test_queries_are_checked_too(room: Room, query: dict[str, str], field: str) -> None:
    answer = room.get(**query)
    assert (answer.refusal, answer.fields) == ((422, "validation_failed"), [field])


@pytest.mark.parametrize(
    ("error", "status", "members"),
    [
        (Conflict("No.", order_id="7"), 409, {"code": "conflict", "detail": "No.", "order_id": "7"}),
        (VersionConflict.between(1, 2), 409, {"code": "version_conflict", "version": 2}),
        (
            Invalid.field("name", "is odd", sku="A"),
            422,
            {"errors": [{"field": "name", "reason": "is odd", "sku": "A"}]},
        ),
        (Busy("Later."), 503, {"code": "busy", "detail": "Later."}),
    ],
)
def test_an_error_is_told_with_its_data(room: Room, error: ShopError, status: int, members: dict[str, Any]) -> None:
    room.fails = error
    answer = room.post({"name": "cup"})
    assert answer.status == status
    assert members.items() <= answer.body.items()
    assert answer.headers.get("Retry-After") == ("1" if status == 503 else None)


@pytest.mark.parametrize("crash", [ValueError(PHONE), KeyError(PHONE), RecursionError(PHONE), ZeroDivisionError()])
def test_a_crash_tells_the_caller_nothing_and_the_log_only_where(
    room: Room, log: Callable[[], list[dict[str, Any]]], crash: Exception
) -> None:
    room.fails = crash
    answer = room.post({"name": PHONE})
    assert answer.refusal == (500, "internal_error")
    assert answer.headers["Content-Type"] == "application/problem+json"
    crashed, request = log()
    assert PHONE not in f"{answer.body} {crashed} {request}"
    assert (crashed["message"], crashed["error"]) == ("crashed", type(crash).__name__)
    assert any(frame.startswith("room.py:") for frame in crashed["frames"])


def test_even_an_event_of_another_kind_gets_an_answer(room: Room) -> None:
    answer = room.api.handle({"requestContext": {}}, Context("testing"))
    assert answer["statusCode"] == 404


@pytest.mark.parametrize("name", ["a/b", "\"'\n", "", "../things", "{thing_id}", "杯"])
def test_a_name_that_no_route_takes_is_a_problem_like_any_other(room: Room, name: str) -> None:
    answer = room.get(name)
    assert answer.refusal in ((404, "not_found"), (422, "validation_failed"))
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_every_request_leaves_one_line_in_the_log(room: Room, log: Callable[[], list[dict[str, Any]]]) -> None:
    room.post({"name": "王小姐"}, Idempotency_Key="secret-key")
    (line,) = log()
    assert (line["message"], line["status"], line["actor"]) == ("POST /things", 201, SPECIALIST.actor)
    assert line["ms"] >= 0
    assert "王小姐" not in str(line)


def test_a_body_never_puts_itself_into_words() -> None:
    # Powertools writes a request's arguments to its debug log, and into a string even when that is off.
    assert PHONE not in repr({"body": MakeThing.model_validate({"name": PHONE})})
