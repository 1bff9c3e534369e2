"""One shop by either deployment: what Chalice's package comes to is what the template comes to."""

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from infra import house
from infra.chalice import merge, project
from tests.deploy.expansion import expanded
from tests.deploy.template import ROOT, Properties, listed, named, template

ROOMS = [room.title for room in house.rooms()]
# Chalice's one function, and what it has instead of each room's.
ONE = {
    "Function": "APIHandler",
    "Role": "ApiHandlerRole",
    "Logs": "APIHandlerLogs",
    "Permission": "APIHandlerInvokePermission",
}
INSTEAD = {"Api": "RestAPI"} | {f"{room}{part}": one for room in ROOMS for part, one in ONE.items()}
OF_THE_API = {f"AWS::ApiGateway::{kind}" for kind in ("RestApi", "Deployment", "Stage")}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make chalice-package` writes, where there are no credentials."""
    return project.package(tmp_path_factory.mktemp("chalice")).parent


@pytest.fixture(scope="module")
def packaged(package: Path) -> dict[str, Any]:
    """The template of the package."""
    written: dict[str, Any] = json.loads((package / "sam.json").read_text("utf-8"))
    return written


@pytest.fixture(scope="module")
def by_chalice(packaged: dict[str, Any]) -> dict[str, Any]:
    """The resources that the package comes to."""
    return expanded(packaged)


@cache
def by_room() -> dict[str, Any]:
    """The resources that the template comes to."""
    return expanded(template())


@cache
def by_sam() -> dict[str, Any]:
    """The same, told by the names that Chalice gives: of what each room has, one stands for all."""
    told: dict[str, Any] = exchanged(by_room())
    return told


def exchanged(part: Any) -> Any:
    ours = re.compile(rf"\b({'|'.join(INSTEAD)})\b")
    return json.loads(ours.sub(lambda found: INSTEAD[found[0]], json.dumps(part)))


def the_one(resources: Mapping[str, Properties], kind: str) -> Any:
    """The properties of the only resource of a type."""
    (one,) = (resource["Properties"] for resource in resources.values() if resource["Type"] == kind)
    return one


def body(resources: Mapping[str, Properties]) -> Any:
    return the_one(resources, "AWS::ApiGateway::RestApi")["Body"]


def routes(resources: Mapping[str, Properties]) -> Iterator[tuple[str, Any]]:
    """Every route, and who may use it by what the gateway asks for, and which function answers."""
    api = body(resources)
    known = api.get("securityDefinitions") or api["components"]["securitySchemes"]
    for path, item in api["paths"].items():
        for method, operation in item.items():
            if method != "options":
                ((name, scopes),) = operation.get("security", [{"NONE": []}])[0].items()
                integration = operation["x-amazon-apigateway-integration"]
                asked = [integration[part] for part in ("type", "httpMethod", "uri")]
                yield f"{method.upper()} {path}", (name, known.get(name), scopes, asked)


def rooms_of(kind: str) -> list[Any]:
    """The properties of what each room has of a kind."""
    return [exchanged(by_room()[f"{room}{kind}"]["Properties"]) for room in ROOMS]


def grants(role: Properties) -> set[tuple[str, str]]:
    """What a role allows, action by action."""
    return {
        (named(resource), action)
        for policy in role["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
        if set(statement) == {"Effect", "Action", "Resource"} and statement["Effect"] == "Allow"
        for resource in listed(statement["Resource"])
        for action in listed(statement["Action"])
    }


def test_every_route_has_the_same_method_authorizer_and_scopes(by_chalice: dict[str, Any]) -> None:
    assert dict(routes(by_chalice)) == dict(routes(by_sam()))


def test_every_route_of_the_code_is_in_either_deployment(by_chalice: dict[str, Any]) -> None:
    assert sorted(line for line, _ in routes(by_chalice)) == sorted(house.routes())
    assert sorted(line for line, _ in routes(by_sam())) == sorted(house.routes())


def test_the_gateway_answers_browsers_and_refuses_in_the_same_words(by_chalice: dict[str, Any]) -> None:
    one, other = body(by_chalice), body(by_sam())
    answers = "x-amazon-apigateway-gateway-responses"
    assert one[answers] == other[answers]
    by_itself = [
        {path: item["options"]["x-amazon-apigateway-integration"] for path, item in api["paths"].items()}
        for api in (one, other)
    ]
    assert by_itself[0] == by_itself[1]


def test_a_browsers_question_needs_no_token_and_its_answer_is_declared(by_chalice: dict[str, Any]) -> None:
    """What an answer's parts are filled with has to be declared, or the gateway refuses the API."""
    for item in body(by_chalice)["paths"].values():
        asked = item["options"]
        assert "security" not in asked
        (filled,) = asked["x-amazon-apigateway-integration"]["responses"].values()
        declared = asked["responses"][filled["statusCode"]]["headers"]
        assert {f"method.response.header.{name}" for name in declared} == set(filled["responseParameters"])
        assert all(header == {"type": "string"} for header in declared.values())


def test_bodies_come_as_text(by_chalice: dict[str, Any]) -> None:
    assert body(by_chalice)["x-amazon-apigateway-binary-media-types"] == []


def test_api_and_stage_have_the_same_name_throttles_access_log_and_tracing(by_chalice: dict[str, Any]) -> None:
    for kind, but in (("RestApi", {"Body"}), ("Stage", {"DeploymentId"})):
        one, other = (the_one(resources, f"AWS::ApiGateway::{kind}") for resources in (by_chalice, by_sam()))
        assert {name: its for name, its in one.items() if name not in but} == {
            name: its for name, its in other.items() if name not in but
        }


def test_there_is_one_stage(by_chalice: dict[str, Any]) -> None:
    """SAM's deployments make another, `Stage`, unless the API says which OpenAPI it is."""
    assert [resource["Type"] for resource in by_chalice.values()].count("AWS::ApiGateway::Stage") == 1
    assert "StageName" not in the_one(by_chalice, "AWS::ApiGateway::Deployment")


def test_all_else_is_the_same_resource_by_resource(by_chalice: dict[str, Any]) -> None:
    """Schedules, queues, filters, retention, roles, alarms, tables, pool, layers, relay, reactions."""

    def rest(resources: Mapping[str, Properties]) -> dict[str, Properties]:
        return {
            name: its
            for name, its in resources.items()
            if its["Type"] not in OF_THE_API and name not in INSTEAD.values()
        }

    assert rest(by_chalice) == rest(by_sam())


def test_the_one_function_is_what_every_rooms_is_and_has_the_settings_of_all(by_chalice: dict[str, Any]) -> None:
    own = {"Code", "Description", "Environment", "Handler", "LoggingConfig", "Role", "Tags"}
    one = by_chalice["APIHandler"]["Properties"]
    settings: dict[str, Any] = {}
    for function in rooms_of("Function"):
        assert {name: its for name, its in one.items() if name not in own} == {
            name: its for name, its in function.items() if name not in own
        }
        settings |= function["Environment"]["Variables"]
    assert one["Environment"]["Variables"] == {**settings, "POWERTOOLS_SERVICE_NAME": "api"}
    assert one["LoggingConfig"] == {"LogGroup": {"Ref": "APIHandlerLogs"}}
    assert (one["Role"], one["Handler"]) == ({"Fn::GetAtt": ["ApiHandlerRole", "Arn"]}, "app.app")


def test_the_one_function_may_do_what_any_rooms_may_and_nothing_else(by_chalice: dict[str, Any]) -> None:
    one = by_chalice["ApiHandlerRole"]["Properties"]
    roles = rooms_of("Role")
    assert grants(one) == set().union(*(grants(role) for role in roles))
    for role in roles:
        assert {name: its for name, its in one.items() if name != "Policies"} == {
            name: its for name, its in role.items() if name != "Policies"
        }


def test_the_one_functions_log_is_kept_as_long(by_chalice: dict[str, Any]) -> None:
    one = by_chalice["APIHandlerLogs"]["Properties"]
    assert {log["RetentionInDays"]["Ref"] for log in rooms_of("Logs")} == {one["RetentionInDays"]["Ref"]}
    assert one["LogGroupName"] == {"Fn::Sub": "/aws/lambda/${AWS::StackName}-api"}


def test_only_this_gateway_calls_the_one_function(by_chalice: dict[str, Any]) -> None:
    one = the_one(by_chalice, "AWS::Lambda::Permission")
    text, names = one["SourceArn"]["Fn::Sub"]
    assert names == {"RestAPIId": {"Ref": "RestAPI"}}
    said = {**one, "SourceArn": {"Fn::Sub": text.replace("RestAPIId", "RestAPI")}}
    assert [said] * len(ROOMS) == rooms_of("Permission")


def test_the_outputs_of_the_template_are_all_there_and_say_the_same(packaged: dict[str, Any]) -> None:
    outputs = packaged["Outputs"]
    wanted = exchanged({name: its["Value"] for name, its in template()["Outputs"].items()})
    assert {name: outputs[name]["Value"] for name in wanted} == wanted
    assert outputs["EndpointURL"] == outputs["ApiUrl"]


@pytest.mark.parametrize("part", ["Parameters", "Conditions", "Globals", "Transform"])
def test_what_the_template_is_told_is_the_same(packaged: dict[str, Any], part: str) -> None:
    assert packaged[part] == template()[part]


def test_the_package_holds_the_rooms_the_adapter_and_two_files_of_chalice(package: Path) -> None:
    with zipfile.ZipFile(package / "deployment.zip") as code:
        packed = {name: code.read(name) for name in code.namelist()}
    folders = [house.FUNCTIONS / room.name for room in house.rooms()]
    rooms = {
        str(file.relative_to(house.FUNCTIONS)): file.read_bytes()
        for folder in folders
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    adapter = (ROOT / "infra" / "chalice" / "adapter.py").read_bytes()
    chalice = {"app.py", "chalicelib/__init__.py", "chalicelib/adapter.py", "chalice/__init__.py", "chalice/app.py"}
    assert {name: text for name, text in packed.items() if name not in chalice} == rooms
    assert packed["chalicelib/adapter.py"] == adapter
    assert chalice <= set(packed)


def test_chalice_is_in_no_layer_and_in_no_function_of_the_other_deployment() -> None:
    assert "chalice" not in (ROOT / "layers" / "deps" / "requirements.txt").read_text("utf-8").lower()
    sources = [file for folder in ("functions", "layers/shop") for file in (ROOT / folder).rglob("*.py")]
    assert [file for file in sources if re.search(r"^\s*(import|from) chalice", file.read_text("utf-8"), re.M)] == []


def test_rooms_whose_functions_cannot_be_one_are_refused_with_what_they_say() -> None:
    with pytest.raises(ValueError, match="they differ: a, b"):
        merge.one([{"Runtime": "a"}, {"Runtime": "b"}])


def test_the_one_function_gets_the_most_of_what_any_room_asks_for() -> None:
    asked = [
        {"MemorySize": 512, "Layers": [{"Ref": "A"}]},
        {"MemorySize": 1024, "Layers": [{"Ref": "A"}, {"Ref": "B"}]},
    ]
    assert merge.one(asked) == {"MemorySize": 1024, "Layers": [{"Ref": "A"}, {"Ref": "B"}]}
