"""A console in a browser may come from one origin, and a browser asks before it sends a token."""

import re
from typing import Any

import pytest

from tests.deploy.template import properties, routes, template

API = properties("AWS::Serverless::Api")["Api"]
PATHS: dict[str, Any] = API["DefinitionBody"]["paths"]
ANSWER = "method.response.header.Access-Control-"
ORIGIN = {"Fn::Sub": "'${ConsoleOrigin}'"}


@pytest.mark.parametrize("path", PATHS)
def test_the_gateway_tells_a_browser_by_itself_what_it_may_send_and_asks_for_no_token(path: str) -> None:
    preflight = PATHS[path]["options"]
    assert preflight["security"] == [{"NONE": []}]
    integration = preflight["x-amazon-apigateway-integration"]
    assert integration["type"] == "mock"
    (answer,) = integration["responses"].values()
    methods = ",".join(method.upper() for method in PATHS[path] if method != "options")
    assert answer["responseParameters"] == {
        ANSWER + "Allow-Origin": ORIGIN,
        ANSWER + "Allow-Methods": f"'{methods}'",
        ANSWER + "Allow-Headers": "'Authorization,Content-Type,Idempotency-Key,If-None-Match'",
        ANSWER + "Max-Age": "'7200'",
    }
    (declared,) = preflight["responses"].values()  # the gateway takes no header that is not declared
    assert {f"method.response.header.{name}" for name in declared["headers"]} == set(answer["responseParameters"])


@pytest.mark.parametrize("kind", API["GatewayResponses"])
def test_a_page_may_read_what_the_gateway_refuses(kind: str) -> None:
    headers = API["GatewayResponses"][kind]["ResponseParameters"]["Headers"]
    assert headers["Access-Control-Allow-Origin"] == ORIGIN
    assert headers["Access-Control-Expose-Headers"] == "'X-Request-Id,Idempotent-Replayed,Retry-After'"


def test_every_function_that_has_routes_knows_the_consoles_origin() -> None:
    functions = properties("AWS::Serverless::Function")
    for function in {function for function, *_ in routes()}:
        assert functions[function]["Environment"]["Variables"]["CONSOLE_ORIGIN"] == {"Ref": "ConsoleOrigin"}


@pytest.mark.parametrize(
    ("origin", "taken"),
    [
        ("*", True),
        ("https://console.example.com", True),
        ("http://localhost:5173", True),
        ("https://a.example https://b.example", False),
        ("https://console.example.com/", False),  # a browser's Origin ends without it
        ("'", False),
    ],
)
def test_an_origin_is_one_and_as_browsers_write_it(origin: str, taken: bool) -> None:
    pattern = template()["Parameters"]["ConsoleOrigin"]["AllowedPattern"]
    assert bool(re.fullmatch(pattern, origin)) is taken
