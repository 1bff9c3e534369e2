"""Whatever a room takes over HTTP is bounded, described with an example, and refused in plain words."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from infra import house, openapi
from order_dispatch.carriers.kuaidi100.models import LastResult, PushParam
from shop.web import problems
from shop.web.bodies import LARGEST_BODY, LARGEST_UNKNOWN_BODY, MOST_NAMES
from shop.web.gates import Signed
from shop.web.models import EMPTY_IS_A_TEXT, LONGEST_TEXT, RequestModel
from shop.web.routes import Route

ROUTES: dict[str, Route] = {name: room.api.routes[name] for name, room in house.routes().items()}
BODIES: dict[str, type[BaseModel]] = {name: route.body for name, route in ROUTES.items() if route.body}
WRITES = [name for name in ROUTES if not name.startswith("GET ")]
EXAMPLES = {name: operation["requestBody"] for name, operation in (
    (f"{method.upper()} {path}", operation)
    for path, operations in openapi.describe([room.api for room in house.rooms()])["paths"].items()
    for method, operation in operations.items()
) if "requestBody" in operation}  # fmt: skip


def request_models() -> set[type[RequestModel]]:
    """Every request model of every room, be it part of a body or of something that a route reads itself."""
    found: set[type[RequestModel]] = set()
    pending = RequestModel.__subclasses__()
    while pending:
        model = pending.pop()
        pending.extend(model.__subclasses__())
        if model.__module__.split(".")[0] in {room.name for room in house.rooms()}:
            found.add(model)
    return found


def schema_of(kind: Any) -> Any:
    return TypeAdapter(kind).json_schema()


def unbounded(schema: Any, at: str = "") -> Iterator[str]:
    """Where in a JSON schema a list, a mapping or a text has no most."""
    if isinstance(schema, list):
        for part in schema:
            yield from unbounded(part, at)
    if not isinstance(schema, dict):
        return
    kind = schema.get("type")
    if (
        kind == "string"
        and not schema.keys() & {"maxLength", "enum", "const"}
        and "date" not in schema.get("format", "")
    ):
        yield f"{at}: a text"
    if kind == "array" and "maxItems" not in schema:
        yield f"{at}: a list"
    if kind == "object" and schema.get("additionalProperties") is not False and "maxProperties" not in schema:
        yield f"{at}: a mapping"
    for name, part in schema.get("properties", {}).items():
        yield from unbounded(part, f"{at}.{name}")
    for name in ("items", "anyOf", "allOf", "oneOf", "prefixItems"):
        yield from unbounded(schema.get(name, []), f"{at}[]" if "tems" in name else at)
    for name, part in schema.get("$defs", {}).items():
        yield from unbounded(part, name)


def test_every_list_text_and_mapping_of_every_body_has_a_most() -> None:
    slips = {name: list(unbounded(schema_of(body))) for name, body in BODIES.items()}
    assert {name: found for name, found in slips.items() if found} == {}


def most_names(schema: Any, named: Any) -> int:
    """How many names a value of a JSON schema can have at most, those inside of it included."""
    if "$ref" in schema:
        return most_names(named[schema["$ref"].rpartition("/")[2]], named)
    inside = (1 + most_names(part, named) for part in schema.get("properties", {}).values())
    listed = schema["maxItems"] * most_names(schema["items"], named) if "items" in schema else 0
    return max([sum(inside), listed, *(most_names(part, named) for part in schema.get("anyOf", []))])


@pytest.mark.parametrize("route", BODIES)
def test_no_body_that_a_route_takes_has_more_names_than_any_body_may_have(route: str) -> None:
    schema = schema_of(BODIES[route])
    assert 0 < most_names(schema, schema.get("$defs", {})) <= MOST_NAMES


def test_every_text_and_list_of_every_request_model_says_its_own_most_and_no_text_is_longer_than_the_houses() -> None:
    for model in request_models():
        # What a model takes besides its fields it passes over.
        slips = [slip for slip in unbounded(schema_of(model)) if not slip.endswith("a mapping")]
        assert slips == [], model
        assert model.model_config["str_max_length"] == LONGEST_TEXT, model


def test_the_walk_finds_what_has_no_most() -> None:
    class Slip(BaseModel):
        words: list[str]
        named: dict[str, int]
        text: str | None = None
        short: str = Field(max_length=3)

    found = set(unbounded(schema_of(Slip)))
    assert found == {".words: a list", ".words[]: a text", ".named: a mapping", ": a mapping", ".text: a text"}


@pytest.mark.parametrize("name", WRITES)
def test_a_body_is_small_where_nobody_knows_by_whom_it_is_and_never_large(name: str) -> None:
    route = ROUTES[name]
    assert route.largest_body <= (LARGEST_UNKNOWN_BODY if isinstance(route.gate, Signed) else 2 * LARGEST_BODY)
    assert f"{route.largest_body} bytes" in EXAMPLES[name]["description"]


@pytest.mark.parametrize("model", sorted(request_models(), key=str), ids=lambda model: model.__name__)
def test_what_may_be_missing_may_be_sent_empty(model: type[RequestModel]) -> None:
    may_be_missing = {
        name
        for name, field in model.model_fields.items()
        if field.default is None and EMPTY_IS_A_TEXT not in field.metadata
    }
    assert not may_be_missing & blamed(model, dict.fromkeys(may_be_missing, " "))


def blamed(model: type[BaseModel], sent: Any) -> set[str]:
    """The fields that a model complains of."""
    try:
        model.model_validate(sent)
    except ValidationError as error:
        return {str(found["loc"][0]) for found in error.errors() if found["loc"]}
    return set()


@pytest.mark.parametrize("name", WRITES)
def test_every_body_has_an_example_that_its_route_takes(name: str) -> None:
    (content,) = EXAMPLES[name]["content"].values()
    example = content["example"]
    if name in BODIES:
        BODIES[name].model_validate(example)
    else:
        assert set(example) == set(content["schema"]["required"])


def test_what_stands_in_a_carriers_signed_form_is_described_field_by_field() -> None:
    described = openapi.describe([room.api for room in house.rooms()])
    operation = described["paths"]["/webhooks/carriers/{carrier}"]["post"]
    (content,) = operation["requestBody"]["content"].values()
    param = content["schema"]["properties"]["param"]
    assert param["contentMediaType"] == "application/json"
    schemas = described["components"]["schemas"]
    push = schemas[param["contentSchema"]["$ref"].rpartition("/")[2]]
    result = schemas[push["properties"]["lastResult"]["$ref"].rpartition("/")[2]]
    line = schemas[result["properties"]["data"]["items"]["$ref"].rpartition("/")[2]]
    assert set(push["properties"]) == set(PushParam.model_fields)
    assert set(result["properties"]) == set(LastResult.model_fields) == {"state", "com", "nu", "data"}
    example = json.loads(content["example"]["param"])
    for schema, shown in ((push, example), (result, example["lastResult"]), (line, example["lastResult"]["data"][0])):
        assert set(schema.get("required", [])) <= set(shown) <= set(schema["properties"])


def test_no_example_is_of_a_route_that_is_not_there() -> None:
    assert set(EXAMPLES) == set(WRITES)


def test_the_values_that_a_shop_takes_by_default_are_described() -> None:
    schemas = openapi.describe([room.api for room in house.rooms()])["components"]["schemas"]
    defaults = {name: house.template()["Parameters"][name]["Default"].split(",") for name in ("Currencies", "Carriers")}
    assert schemas["PlaceOrder"]["properties"]["currency"]["enum"] == defaults["Currencies"]
    assert schemas["DispatchShipment"]["properties"]["carrier"]["enum"] == defaults["Carriers"]
    assert schemas["OrderLine"]["properties"]["sku"]["pattern"].startswith("^[A-Za-z0-9]")
    assert schemas["DispatchShipment"]["properties"]["tracking_number"]["pattern"].startswith("^[A-Za-z0-9-]")


def times(part: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where in an example a day or a moment stands."""
    members = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for name, member in members:
        if isinstance(member, str) and re.match(r"2\d{3}-\d\d-\d\d", member):
            yield (*way, name)
        yield from times(member, (*way, name))


WITH_TIMES = [name for name in BODIES if list(times(next(iter(EXAMPLES[name]["content"].values()))["example"]))]


def test_every_time_that_a_body_may_name_stands_in_an_example() -> None:
    named = {name for name, body in BODIES.items() if re.search(r'"format": "date', json.dumps(schema_of(body)))}
    assert named == set(WITH_TIMES)


@pytest.mark.parametrize("name", WITH_TIMES)
@pytest.mark.parametrize("odd", [10**10, 1.5e9, "1764000000", "9999-12-31T23:59:59-12:00", "0001-01-01", "9999-12-31"])
def test_a_time_is_written_out_and_of_this_century(name: str, odd: Any) -> None:
    example = next(iter(EXAMPLES[name]["content"].values()))["example"]
    for way in times(example):
        assert blamed(BODIES[name], put(example, way, odd)) == {str(way[0])}


# How a library speaks, and Python.
OF_A_LIBRARY = (
    "Value error",
    "should",
    "Input",
    "String",
    "valid string",
    "pydantic",
    "Assertion",
    "NoneType",
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=50)
ODD = st.recursive(
    SCALARS
    | st.sampled_from(["", "x" * 6000, 10**400, -1, "2026-13-01", "9999-12-31T23:59:59-12:00", "a\0", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def places(part: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a body, whole things and their parts."""
    if way:
        yield way
    members = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for name, member in members:
        yield from places(member, (*way, name))


def put(part: Any, way: tuple[Any, ...], value: Any) -> Any:
    if not way:
        return value
    copy = dict(part) if isinstance(part, dict) else list(part)
    copy[way[0]] = put(part[way[0]], way[1:], value)
    return copy


@given(st.sampled_from(sorted(BODIES)), st.data())
def test_whatever_stands_in_a_body_is_taken_or_refused_in_plain_words(name: str, data: st.DataObject) -> None:
    (content,) = EXAMPLES[name]["content"].values()
    body = content["example"]
    for _ in range(data.draw(st.integers(1, 3))):
        way = data.draw(st.sampled_from(sorted(places(body), key=str)))
        body = put(body, way, data.draw(ODD))
        if not isinstance(body, dict) or not body:
            break
    try:
        BODIES[name].model_validate(body)
    except ValidationError as error:
        found = [dict(each) | {"loc": ("body", *each["loc"])} for each in error.errors()]
        document = json.loads(problems.of_validation(RequestValidationError(found)).body or "")
        for each in document["errors"]:
            assert each["reason"] not in ("", "is not valid"), found
            assert not [word for word in OF_A_LIBRARY if word in each["reason"]], each
