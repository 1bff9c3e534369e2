"""One set of routes: the gateway's, the resolvers' and the API description's."""

import json

import pytest

from infra.openapi import FILE, rooms, text
from shop.web.gates import Signed, Staff, Storefront
from tests.deploy.template import api_events, properties, template

API = properties("AWS::Serverless::Api")["Api"]
GATES = {name: route.gate for api in rooms() for name, route in api.routes.items()}
DESCRIBED = json.loads(text())


def test_every_route_is_in_the_gateway_the_code_and_the_description_alike() -> None:
    in_gateway = [line for _, line, _ in api_events()]
    described = [f"{method.upper()} {path}" for path, item in DESCRIBED["paths"].items() for method in item]
    assert sorted(in_gateway) == sorted(GATES)
    assert sorted(described) == sorted(GATES)


def test_every_route_goes_to_the_function_of_its_room() -> None:
    rooms_of = {line: api.room for api in rooms() for line in api.routes}
    functions = {"ListingFunction": "listing", "StockControlFunction": "stock_control"}
    for function, line, _ in api_events():
        assert functions.get(function, "order_dispatch") == rooms_of[line], line


@pytest.mark.parametrize(("line", "auth"), [(line, event.get("Auth", {})) for _, line, event in api_events()])
def test_the_gateway_lets_in_whom_the_code_lets_in(line: str, auth: dict[str, str]) -> None:
    audience = {Staff: "StaffAuthorizer", Storefront: "StorefrontAuthorizer", Signed: "NONE"}
    assert auth.get("Authorizer", API["Auth"]["DefaultAuthorizer"]) == audience[type(GATES[line])]


def test_a_route_that_names_nobody_is_for_staff() -> None:
    assert API["Auth"]["DefaultAuthorizer"] == "StaffAuthorizer"


def test_only_the_storefront_is_asked_for_a_scope() -> None:
    authorizers = API["Auth"]["Authorizers"]
    assert "AuthorizationScopes" not in authorizers["StaffAuthorizer"]  # else the gateway would want access tokens
    assert authorizers["StorefrontAuthorizer"]["AuthorizationScopes"] == ["shop/storefront"]


def test_no_route_is_greedy_or_takes_any_method() -> None:
    for _, line, _ in api_events():
        method, path = line.split(" ")
        assert method in ("GET", "POST", "PATCH")
        assert "+" not in path


def test_all_routes_are_of_the_one_api() -> None:
    assert all(event["RestApiId"] == {"Ref": "Api"} for _, _, event in api_events())


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
    assert creating == {
        "POST /listing/products",
        "POST /stock/warehouses",
        "POST /stock/receipts",
        "POST /storefront/orders",
        "POST /orders/{order_id}/requests",
    }


def test_the_roles_of_a_staff_route_stand_in_the_description() -> None:
    for line, gate in GATES.items():
        if isinstance(gate, Staff):
            method, path = line.split(" ")
            assert DESCRIBED["paths"][path][method.lower()]["x-roles"] == sorted(gate.permission.roles)


def test_calls_are_limited_and_counted_but_never_traced_or_logged_with_their_bodies() -> None:
    (settings,) = API["MethodSettings"]
    assert settings["ThrottlingRateLimit"] == {"Ref": "ApiRateLimit"}
    assert settings["ThrottlingBurstLimit"] == {"Ref": "ApiBurstLimit"}
    assert (settings["LoggingLevel"], settings["DataTraceEnabled"], API["TracingEnabled"]) == ("OFF", False, False)


def test_the_access_log_tells_no_address_no_query_and_no_token() -> None:
    told = set(json.loads(API["AccessLogSetting"]["Format"]).values())
    assert not {field for field in told if "identity" in field or "authorizer" in field or "path" in field.lower()} - {
        "$context.resourcePath"
    }


def test_the_outputs_say_where_the_api_is() -> None:
    assert {"ApiUrl", "ApiId", "ApiStage"} <= set(template()["Outputs"])


def test_the_gateway_may_write_its_logs_before_there_is_a_stage_that_has_some() -> None:
    assert template()["Resources"]["Api"]["DependsOn"] == "ApiAccount"
