"""What Chalice's package is merged with: all of `template.yaml` but the API's routes and the functions behind them.

Chalice lays a merge file over its own template key by key: maps of both become one, and of everything else, lists too,
the merge file's is taken. So what comes from here is the same in both deployments; Chalice's own are the routes with
their authorizers, and the one function's code.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from infra import house

# What Chalice calls its own, and the log of its function.
API, FUNCTION, ROLE, PERMISSION = "RestAPI", "APIHandler", "ApiHandlerRole", "APIHandlerInvokePermission"
LOGS = f"{FUNCTION}Logs"
_INTRINSIC = {"Ref", "Fn::GetAtt", "Fn::If", "Fn::Sub"}


@cache
def names() -> Mapping[str, str]:
    """What takes the place of the API, and of each function that it calls with its permission, role and log."""
    told = {"Api": API}
    for permission, its in house.properties("AWS::Lambda::Permission").items():
        function = _functions()[its["FunctionName"]["Ref"]]
        told |= {permission: PERMISSION, its["FunctionName"]["Ref"]: FUNCTION}
        told |= {function["Role"]["Fn::GetAtt"][0]: ROLE, function["LoggingConfig"]["LogGroup"]["Ref"]: LOGS}
    return told


def template() -> dict[str, Any]:
    """The merge file. Raises ValueError: the rooms' functions, roles or logs cannot be one."""
    whole = house.template()
    kept = {name: its for name, its in whole["Resources"].items() if name not in names()}
    log_name = {"Fn::Sub": "/aws/lambda/${AWS::StackName}-api"}
    own = {
        API: {"Properties": _api()},
        FUNCTION: {"Properties": _function()},
        ROLE: {"Properties": one(_behind(ROLE, but=["Policies"]))},
        LOGS: {
            "Type": "AWS::Logs::LogGroup",
            "Properties": {"LogGroupName": log_name, **one(_behind(LOGS, but=["LogGroupName"]))},
        },
    }
    # Chalice's own output names a stage that is not there.
    outputs = {**whole["Outputs"], "EndpointURL": whole["Outputs"]["ApiUrl"]}
    merged: dict[str, Any] = _exchanged({**whole, "Resources": kept | own, "Outputs": outputs})
    return merged


def policy() -> dict[str, Any]:
    """What the one function may do: whatever any room's may. Raises ValueError: the roles are of several kinds."""
    documents = [one["PolicyDocument"] for role in _behind(ROLE) for one in role["Policies"]]
    document: dict[str, Any] = one(documents)
    return document


def _functions() -> dict[str, house.Properties]:
    common = house.template()["Globals"]["Function"]
    return {name: {**common, **its} for name, its in house.functions()}


def _behind(own: str, but: Iterable[str] = ()) -> list[house.Properties]:
    """The properties, but for some, of what one of Chalice's own is in place of."""
    resources = house.template()["Resources"]
    behind = [_functions().get(name, resources[name]["Properties"]) for name, taken in names().items() if taken == own]
    return [{name: its for name, its in properties.items() if name not in but} for properties in behind]


def _api() -> dict[str, Any]:
    """The API but for routes and authorizers; the browsers' questions before them are the template's."""
    properties = dict(house.properties("AWS::Serverless::Api")["Api"])
    body = properties.pop("DefinitionBody")
    del properties["Auth"]
    paths = {path: {"options": _preflight(its["options"])} for path, its in body["paths"].items() if "options" in its}
    return {**properties, "DefinitionBody": {"info": body["info"], "paths": paths}}


def _preflight(operation: house.Properties) -> dict[str, Any]:
    """An operation that the gateway answers by itself, in the older format that Chalice writes."""
    responses = {
        status: {**its, "headers": {name: header["schema"] for name, header in its["headers"].items()}}
        for status, its in operation["responses"].items()
    }
    return {**{name: its for name, its in operation.items() if name != "security"}, "responses": responses}


def _function() -> dict[str, Any]:
    """The one function: what all rooms' say, the most of what is counted, and every setting of any.

    Chalice says of each property what it is to be, so that nothing of what holds for all functions would reach it.
    """
    its_own = {
        "Description": "All rooms' routes, by Chalice",
        "LoggingConfig": {"LogGroup": {"Ref": LOGS}},
    }
    function = one(_behind(FUNCTION, but=["Handler", "CodeUri", "Role", "Environment", *its_own]))
    variables = [dict(its["Environment"]["Variables"]) for its in _behind(FUNCTION)]
    for each in variables:
        each["POWERTOOLS_SERVICE_NAME"] = "api"  # each room's own logger says the room
    common = house.template()["Globals"]["Function"]["Layers"]  # which SAM puts before its own, as Chalice names none
    layers = [layer for layer in function.pop("Layers") if layer not in common]
    return {
        **function,
        **its_own,
        **({"Layers": layers} if layers else {}),
        "Environment": {"Variables": one(variables)},
    }


def one(several: list[Any]) -> Any:
    """Several as one: what all say, else maps key by key, every element of any list, the greatest number."""
    several = _exchanged(several)
    if all(each == several[0] for each in several):
        return several[0]
    if all(isinstance(one, dict) and not _INTRINSIC & one.keys() for one in several):
        keys = dict.fromkeys(key for one in several for key in one)
        return {key: one([one[key] for one in several if key in one]) for key in keys}
    if all(isinstance(one, list) for one in several):
        elements = [element for one in several for element in one]
        return [element for place, element in enumerate(elements) if element not in elements[:place]]
    if all(isinstance(one, int) for one in several):
        return max(several)
    raise ValueError(f"the functions of the routes cannot be one, they differ: {', '.join(map(str, several))}")


def _exchanged(part: Any) -> Any:
    """A part of the template that refers to Chalice's own, where it refers to what these are in place of."""
    match part:
        case {"Ref": str(name)}:
            return {"Ref": names().get(name, name)}
        case {"Fn::GetAtt": [str(name), *attribute]}:
            return {"Fn::GetAtt": [names().get(name, name), *attribute]}
        case {"Fn::Sub": str(text)}:
            return {"Fn::Sub": re.sub(r"(?<=\$\{)\w+", lambda found: names().get(found[0], found[0]), text)}
        case {"DependsOn": str(name), **others}:
            return {"DependsOn": names().get(name, name), **_exchanged(others)}
        case Mapping():
            return {key: _exchanged(value) for key, value in part.items()}
        case list():
            return [_exchanged(one) for one in part]
    return part
