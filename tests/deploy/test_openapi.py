"""Making one API description of several rooms."""

import json
from typing import Any

import pytest
from pydantic import create_model

from infra import openapi
from infra.openapi import __main__ as command
from infra.openapi.schemas import references
from shop.roles import Right, Role
from shop.web.api import Api
from shop.web.drawings import Drawing
from shop.web.gates import Signed, Staff, Storefront
from shop.web.idempotency import IdempotencyKey
from shop.web.models import RequestModel
from shop.web.routes import Form

ENTER = Right("enter", frozenset({Role.DESIGNER, Role.ADMIN}))


class Shared(RequestModel):
    name: str


def toy(room: str, size: type) -> Api:
    """A room with two routes; `Thing` means something else in each room, `Shared` the same in all."""
    api = Api(room)
    thing = create_model("Thing", __base__=RequestModel, size=(size, ...), shared=(Shared, ...))
    box = create_model("Box", __base__=RequestModel, things=(list[thing], ...))

    @api.post(f"/{room}/boxes", Staff(ENTER), status=201, once=True)
    def create(body: Shared, key: IdempotencyKey) -> box:
        """Make a box,
        once."""
        raise AssertionError

    @api.get(f"/{room}/boxes", Storefront())
    def read() -> box:
        """What is in the boxes."""
        raise AssertionError

    return api


@pytest.fixture
def described() -> Any:
    return openapi.describe([toy("attic", int), toy("cellar", str)])


def test_the_paths_of_all_rooms_are_there(described: Any) -> None:
    assert {path: set(item) for path, item in described["paths"].items()} == {
        "/attic/boxes": {"get", "post"},
        "/cellar/boxes": {"get", "post"},
    }


def test_names_with_two_meanings_are_called_after_their_rooms(described: Any) -> None:
    schemas = described["components"]["schemas"]
    assert schemas["AtticThing"]["properties"]["size"]["type"] == "integer"
    assert schemas["CellarThing"]["properties"]["size"]["type"] == "string"
    assert schemas["CellarBox"]["properties"]["things"]["items"] == {"$ref": "#/components/schemas/CellarThing"}
    assert set(schemas) == {"AtticBox", "AtticThing", "CellarBox", "CellarThing", "Shared", "Problem"}


def test_a_drawing_is_described_as_the_text_that_a_browser_draws() -> None:
    api = Api("gallery")

    @api.get("/gallery", Staff(ENTER), tagged=True)
    def draw() -> Drawing:
        """What hangs there."""
        raise AssertionError

    answers = openapi.describe([api])["paths"]["/gallery"]["get"]["responses"]
    assert answers["200"]["content"] == {"image/svg+xml": {"schema": {"type": "string"}}}


def test_every_reference_leads_somewhere(described: Any) -> None:
    for reference in references(described):
        assert reference in described["components"]["schemas"]


def test_an_operation_says_what_it_does_who_may_and_what_it_asks_for(described: Any) -> None:
    create, read = (described["paths"]["/attic/boxes"][method] for method in ("post", "get"))
    assert create["summary"] == "Make a box, once."
    assert create["security"] == [{"staff": []}]
    assert create["x-roles"] == ["admin", "designer"]
    assert [parameter["name"] for parameter in create["parameters"]] == ["Idempotency-Key"]
    assert read["security"] == [{"storefront": ["shop/storefront"]}]
    assert "parameters" not in read
    assert next(iter(create["responses"])) == "201"
    assert "application/problem+json" in create["responses"]["default"]["content"]


def test_a_signed_form_is_described() -> None:
    api = Api("doorstep")

    @api.post("/doorstep", Signed(), largest_body=1024)
    def push(form: Form) -> Shared:
        """A push."""
        raise AssertionError

    operation = openapi.describe([api])["paths"]["/doorstep"]["post"]
    form = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    assert form["required"] == ["param", "sign"]
    assert operation["security"] == [{"signature": []}]


def test_a_stale_description_fails_the_check(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "docs" / "openapi.json"
    monkeypatch.setattr(command, "FILE", file)
    assert command.main(["--check"]) == 1
    assert "make openapi" in capsys.readouterr().err
    assert command.main([]) == 0
    assert command.main(["--check"]) == 0
    file.write_text(json.dumps({}))
    assert command.main(["--check"]) == 1
