"""HTTP: who is admitted, which bodies are read, and what an answer looks like."""

import json

import pytest

from shop.web.idempotency import Replayed
from tests.gateway import gateway_event
from tests.people import DESIGNER, SPECIALIST, STOREFRONT, Person
from tests.shop.room import THING, Room


def test_an_answer_is_json(room: Room) -> None:
    answer = room.post({"name": "杯"})
    assert (answer.status, answer.body) == (201, {"name": "杯", "actor": SPECIALIST.actor})
    assert answer.headers["Content-Type"] == "application/json"


def test_what_is_not_said_has_its_default(room: Room) -> None:
    assert room.get().body["name"] == f"red {THING} 50"
    assert room.get(colour="blue", limit="7").body["name"] == f"blue {THING} 7"


@pytest.mark.parametrize(
    ("who", "refusal"),
    [(None, (401, "unauthenticated")), (STOREFRONT, (401, "unauthenticated")), (DESIGNER, (403, "forbidden"))],
)
def test_whoever_is_not_admitted_is_refused_before_the_body_is_looked_at(
    room: Room, who: Person | None, refusal: tuple[int, str]
) -> None:
    assert room.post("{", as_=who).refusal == refusal
    assert room.calls == 0


@pytest.mark.parametrize("line", ["GET /things", "DELETE /things", "POST /other", "POST /things/"])
def test_a_route_that_was_not_registered_is_not_there(room: Room, line: str) -> None:
    assert room.post({"name": "cup"}, line=line).refusal == (404, "not_found")


def test_a_replay_is_told_in_the_header(room: Room) -> None:
    room.fails = Replayed(201, '{"name":"cup","actor":"x"}')
    answer = room.post({"name": "cup"})
    assert (answer.status, answer.body, answer.headers["Idempotent-Replayed"]) == (
        201,
        {"name": "cup", "actor": "x"},
        "true",
    )


@pytest.mark.parametrize("body", ["{", "[]", '{"name": NaN}'])
def test_broken_json_is_malformed(room: Room, body: str) -> None:
    assert room.post(body).refusal == (400, "malformed")


def test_half_a_megabyte_is_the_most(room: Room) -> None:
    assert room.post({"name": "x" * (512 * 1024)}).refusal == (413, "too_large")
    assert room.calls == 0


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x", ""])
def test_another_content_type_is_not_understood(room: Room, content_type: str) -> None:
    assert room.post({"name": "cup"}, Content_Type=content_type).refusal == (415, "unsupported_media_type")


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON"])
def test_a_content_type_is_read_as_it_is_meant(room: Room, content_type: str) -> None:
    assert room.post({"name": "cup"}, Content_Type=content_type).status == 201


def test_a_route_may_take_a_form(room: Room) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    event = gateway_event("POST /hooks/{carrier}", path={"carrier": "sf"}, headers=form, body="param=1&sign=2")
    answer = room.send(event)
    assert answer.body == {"name": "param=1&sign=2", "actor": "unsigned"}
    assert room.post({}, line="POST /hooks/{carrier}", as_=None).status == 415


@pytest.mark.parametrize("key", ["k", "a-b_c.d:~!", "x" * 255])
def test_a_creating_request_has_a_key(room: Room, key: str) -> None:
    answer = room.post({"name": "cup"}, line="POST /once", Idempotency_Key=key)
    assert answer.body == {"name": key, "actor": SPECIALIST.actor}
    assert room.post({"name": "cup"}, line="POST /once", idempotency_key=key).status == 201


@pytest.mark.parametrize("key", ["", " ", "a b", "a\n", "é", "x" * 256, None])
def test_an_odd_key_or_none_is_refused(room: Room, key: str | None) -> None:
    headers = {"Content-Type": "application/json"} | ({"Idempotency-Key": key} if key is not None else {})
    answer = room.send(gateway_event("POST /once", as_=SPECIALIST, headers=headers, body='{"name": "cup"}'))
    assert (answer.refusal, answer.fields) == ((422, "validation_failed"), ["Idempotency-Key"])


def test_the_api_describes_itself(room: Room) -> None:
    described = json.loads(room.api.get_openapi_json_schema())
    make = described["paths"]["/things"]["post"]
    assert (make["operationId"], make["x-audience"], make["x-roles"]) == (
        "post_things",
        "staff",
        ["operations-specialist"],
    )
    assert {"201", "401", "403", "409", "413", "415", "422", "503"} <= set(make["responses"])
    assert "application/problem+json" in make["responses"]["409"]["content"]
    assert described["paths"]["/things/{thing_id}"]["get"]["x-audience"] == "storefront"
