"""One set of routes: the gateway's, the resolvers' and the API description's."""

import json

import pytest

from infra import house
from infra.openapi import FILE, text
from shop.web.gates import Signed, Staff, Storefront
from tests.deploy.template import Properties, properties, routes, template

API = properties("AWS::Serverless::Api")["Api"]
GATES = {name: room.api.routes[name].gate for name, room in house.routes().items()}
DESCRIBED = json.loads(text())


def test_every_route_is_in_the_gateway_the_code_and_the_description_alike() -> None:
    in_gateway = [line for _, line, _ in routes()]
    described = [f"{method.upper()} {path}" for path, item in DESCRIBED["paths"].items() for method in item]
    assert sorted(in_gateway) == sorted(GATES)
    assert sorted(described) == sorted(GATES)


def test_every_route_goes_to_the_function_of_its_room() -> None:
    for function, line, _ in routes():
        assert function == house.routes()[line].function, line


@pytest.mark.parametrize(("line", "operation"), [(line, operation) for _, line, operation in routes()])
def test_the_gateway_lets_in_whom_the_code_lets_in(line: str, operation: Properties) -> None:
    tokens = {
        Staff: {"StaffAuthorizer": []},
        Storefront: {"StorefrontAuthorizer": ["shop/storefront"]},
        Signed: {"NONE": []},  # SAM's word for nobody's
    }
    assert operation["security"] == [tokens[type(GATES[line])]]


def test_a_route_that_names_nobody_is_for_staff() -> None:
    assert API["Auth"]["DefaultAuthorizer"] == "StaffAuthorizer"


def test_only_the_storefront_is_asked_for_a_scope() -> None:
    authorizers = API["Auth"]["Authorizers"]
    assert "AuthorizationScopes" not in authorizers["StaffAuthorizer"]  # else the gateway would want access tokens
    assert authorizers["StorefrontAuthorizer"]["AuthorizationScopes"] == ["shop/storefront"]


def test_no_route_is_greedy_or_takes_any_method() -> None:
    for _, line, _ in routes():
        method, path = line.split(" ")
        assert method in ("GET", "POST", "PATCH")
        assert "+" not in path


def test_no_function_has_a_route_beside_the_table() -> None:
    for function in properties("AWS::Serverless::Function").values():
        assert "Api" not in {event["Type"] for event in function.get("Events", {}).values()}


def test_the_gateway_may_call_every_function_that_has_routes_and_no_other() -> None:
    permissions = properties("AWS::Lambda::Permission").values()
    assert sorted(its["FunctionName"]["Ref"] for its in permissions) == sorted({function for function, *_ in routes()})
    for its in permissions:
        assert (its["Action"], its["Principal"]) == ("lambda:InvokeFunction", "apigateway.amazonaws.com")
        assert its["SourceArn"]["Fn::Sub"].endswith(":${AWS::AccountId}:${Api}/*")


def test_the_description_is_fresh() -> None:
    assert FILE.read_text("utf-8") == text(), "run: make openapi"


def test_every_audience_has_its_own_way_in_by_the_description() -> None:
    ways = {Staff: [{"staff": []}], Storefront: [{"storefront": ["shop/storefront"]}], Signed: [{"signature": []}]}
    for path, item in DESCRIBED["paths"].items():
        for method, operation in item.items():
            assert operation["security"] == ways[type(GATES[f"{method.upper()} {path}"])]
            assert set(DESCRIBED["components"]["securitySchemes"]) >= {
                name for way in operation["security"] for name in way
            }


def test_creating_routes_say_that_they_want_a_key() -> None:
    creating = {
        f"{method.upper()} {path}"
        for path, item in DESCRIBED["paths"].items()
        for method, operation in item.items()
        if any(parameter["name"] == "Idempotency-Key" for parameter in operation.get("parameters", []))
    }
    assert creating == {name for name, room in house.routes().items() if room.api.routes[name].once}
    assert "POST /storefront/orders" in creating


def test_the_roles_of_a_staff_route_stand_in_the_description() -> None:
    for line, gate in GATES.items():
        if isinstance(gate, Staff):
            method, path = line.split(" ")
            assert DESCRIBED["paths"][path][method.lower()]["x-roles"] == sorted(gate.permission.roles)


def test_calls_are_limited_but_never_logged_with_their_bodies() -> None:
    (settings,) = API["MethodSettings"]
    assert settings["ThrottlingRateLimit"] == {"Ref": "ApiRateLimit"}
    assert settings["ThrottlingBurstLimit"] == {"Ref": "ApiBurstLimit"}
    assert (settings["LoggingLevel"], settings["DataTraceEnabled"]) == ("OFF", False)


def test_methods_are_not_counted_one_by_one_and_failures_are_by_stage() -> None:
    """What AWS/ApiGateway counts by ApiName and Stage it counts for nothing; by method it is billed."""
    (settings,) = API["MethodSettings"]
    assert settings["MetricsEnabled"] is False
    (alarm,) = [
        one for one in properties("AWS::CloudWatch::Alarm").values() if one.get("Namespace") == "AWS/ApiGateway"
    ]
    assert alarm["Dimensions"] == [
        {"Name": "ApiName", "Value": API["Name"]},
        {"Name": "Stage", "Value": API["StageName"]},
    ]


def test_the_access_log_tells_what_became_of_a_request_in_its_function() -> None:
    told = set(json.loads(API["AccessLogSetting"]["Format"]).values())
    assert {f"$context.integration.{what}" for what in ("requestId", "integrationStatus", "status", "error")} <= told


def test_the_access_log_tells_no_address_no_query_and_no_token() -> None:
    told = set(json.loads(API["AccessLogSetting"]["Format"]).values())
    assert not {field for field in told if "identity" in field or "authorizer" in field or "path" in field.lower()} - {
        "$context.resourcePath"
    }


def test_the_gateways_role_for_access_logs_outlives_the_stack() -> None:
    for name in ("ApiLogWriter", "ApiAccount"):
        resource = template()["Resources"][name]
        assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_nothing_is_traced_unless_the_parameter_says_so() -> None:
    assert template()["Parameters"]["Tracing"]["Default"] == "false"
    assert API["TracingEnabled"] == {"Fn::If": ["Traced", True, False]}
    assert template()["Globals"]["Function"]["Tracing"] == {"Fn::If": ["Traced", "Active", "PassThrough"]}


def test_the_outputs_say_where_the_api_is() -> None:
    assert {"ApiUrl", "ApiId", "ApiStage"} <= set(template()["Outputs"])
