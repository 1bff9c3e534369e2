"""HTTP: who is admitted, which bodies are read, and what an answer looks like."""

import pytest

from shop.web.gates import Staff
from shop.web.idempotency import IdempotencyKey, Replayed
from tests.gateway import gateway_event
from tests.people import CUSTOMER_SERVICE, DESIGNER, SPECIALIST, STOREFRONT, Person
from tests.shop.room import THING, WRITE, MakeThing, Room, Thing


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


@pytest.mark.parametrize("route", ["GET /things", "DELETE /things", "POST /other", "POST /things/"])
def test_a_route_that_was_not_registered_is_not_there(room: Room, route: str) -> None:
    assert room.post({"name": "cup"}, route=route).refusal == (404, "not_found")


@pytest.mark.parametrize("base", ["/shop", "/v1/back-office", "/things", f"/things/{THING}"])
def test_behind_a_custom_domains_base_path_every_address_means_the_same(room: Room, base: str) -> None:
    assert room.get(base=base).body == room.get().body
    parts = room.add(Idempotency_Key="k", base=base)
    assert (parts.status, parts.body) == (201, room.add(Idempotency_Key="k").body)


def test_nobody_comes_in_by_another_routes_gate(room: Room) -> None:
    # As if the gateway and the room read an odd address differently.
    assert room.get("newest").refusal == (422, "validation_failed")
    assert room.newest(SPECIALIST).status == 200
    assert room.get("newest").refusal == (404, "not_found")
    assert room.newest(CUSTOMER_SERVICE).refusal == (403, "forbidden")
    assert room.calls == 1


def test_an_answer_says_how_long_it_may_be_kept_only_where_its_route_says_so(room: Room) -> None:
    assert room.get().headers["Cache-Control"] == "max-age=30"
    assert "Cache-Control" not in room.post({"name": "cup"}).headers
    assert "Cache-Control" not in room.get("?").headers


def test_a_console_in_a_browser_may_read_what_an_answer_says_in_its_headers(room: Room) -> None:
    for answer in (room.get(), room.get("?"), room.post("{", as_=None), room.post({}, route="GET /nowhere")):
        assert set(answer.headers["Access-Control-Expose-Headers"].split(", ")) == {
            "ETag",
            "X-Request-Id",
            "Idempotent-Replayed",
            "Retry-After",
            "X-Next-Cursor",
        }


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
    assert answer.body == {"name": "sf param=1&sign=2", "actor": "unsigned"}
    assert room.post({}, route="POST /hooks/{carrier}", as_=None).status == 415


@pytest.mark.parametrize("key", ["k", "a-b_c.d:~!", "x" * 255])
def test_a_creating_request_has_a_key(room: Room, key: str) -> None:
    answer = room.add(Idempotency_Key=key)
    assert (answer.body["key"], answer.body["actor"]) == (key, SPECIALIST.actor)
    assert room.add(idempotency_key=key).status == 201


@pytest.mark.parametrize("key", ["", " ", "a b", "a\n", "é", "x" * 256, None])
def test_an_odd_key_or_none_is_refused(room: Room, key: str | None) -> None:
    answer = room.add(**({"Idempotency_Key": key} if key is not None else {}))
    assert (answer.refusal, answer.fields) == ((422, "validation_failed"), ["Idempotency-Key"])


def test_the_same_key_for_another_thing_is_another_request(room: Room) -> None:
    of_this, of_that = (room.add(Idempotency_Key="k", thing_id=THING[:-1] + end).body["fingerprint"] for end in "01")
    assert of_this != of_that


def test_a_route_that_happens_once_has_a_function_that_takes_the_key(room: Room) -> None:
    def forgetful(body: MakeThing) -> Thing:
        raise AssertionError

    def careful(body: MakeThing, key: IdempotencyKey) -> Thing:
        raise AssertionError

    with pytest.raises(TypeError, match="POST /forgetful"):
        room.api.post("/forgetful", Staff(WRITE), once=True)(forgetful)
    with pytest.raises(TypeError, match="POST /careful"):
        room.api.post("/careful", Staff(WRITE))(careful)


def test_a_routes_function_says_what_it_answers(room: Room) -> None:
    def silent(body: MakeThing):  # type: ignore[no-untyped-def]
        raise AssertionError

    with pytest.raises(TypeError, match="POST /silent"):
        room.api.post("/silent", Staff(WRITE))(silent)


def test_the_api_describes_itself(room: Room) -> None:
    described = room.api.described()
    make = described["paths"]["/things"]["post"]
    assert (make["operationId"], make["x-audience"], make["x-roles"]) == (
        "post_things",
        "staff",
        ["operations-specialist"],
    )
    assert {"201", "401", "403", "409", "413", "415", "422", "503"} <= set(make["responses"])
    assert "application/problem+json" in make["responses"]["409"]["content"]
    assert described["paths"]["/things/{thing_id}"]["get"]["x-audience"] == "storefront"
