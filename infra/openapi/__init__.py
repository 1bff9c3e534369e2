"""One API description, made from the rooms' own resolvers: what docs/openapi.json is to hold."""

import importlib
import importlib.util
import json
import tomllib
from collections.abc import Sequence
from typing import Any

from infra import house
from infra.house import ROOT
from infra.openapi import wording
from infra.openapi.schemas import apart, reachable
from shop.web import sight
from shop.web.api import Api
from shop.web.gates import Signed
from shop.web.routes import Route

FILE = ROOT / "docs" / "openapi.json"


def describe(apis: Sequence[Api]) -> dict[str, Any]:
    """One OpenAPI document of all these rooms."""
    parts = apart({api.room: _part(api) for api in apis})
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for part in parts.values():
        for path, operations in part["paths"].items():
            paths.setdefault(path, {}).update(operations)
        schemas |= part["components"]["schemas"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Zhanggui",
            "description": f"{project['description']}. {wording.RULES}",
            "version": project["version"],
        },
        "servers": [{"url": "https://{address}", "variables": {"address": {"default": "shop.example.com/main"}}}],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": reachable(paths, schemas), "securitySchemes": wording.SCHEMES},
    }


def _part(api: Api) -> dict[str, Any]:
    """A room's own document, with what the resolver cannot know added."""
    part = api.described()
    for route in api.routes.values():
        operation = part["paths"][route.path][route.method.lower()]
        operation["summary"] = " ".join((route.handler.__doc__ or "").split())
        operation["security"] = wording.SECURITY[operation["x-audience"]]
        if route.body:
            (content,) = operation["requestBody"]["content"].values()
            content["example"] = _example(api, route)
        operation["responses"] = dict(sorted(operation["responses"].items())) | {"default": wording.OTHER_REFUSALS}
        if route.once:
            operation.setdefault("parameters", []).append(wording.KEY)
        if route.tagged:
            operation.setdefault("parameters", []).append(wording.TAGS)
            operation["responses"]["200"]["headers"] = wording.TAG
            operation["responses"]["304"] = {"description": "Nothing changed since", "headers": wording.TAG}
        if route.csv:
            operation["responses"]["200"]["content"]["text/csv"] = wording.SHEET
        if isinstance(route.gate, Signed):
            param, parts = _param(api, route)
            part["components"]["schemas"] |= parts
            content = {route.content_type: {"schema": wording.signed_form(param), "example": _example(api, route)}}
            operation["requestBody"] = {"required": True, "content": content}
        if "requestBody" in operation:
            operation["requestBody"]["description"] = f"At most {route.largest_body} bytes, in UTF-8."
    _mark_what_is_not_for_all(part)
    described: dict[str, Any] = _with_values(part)
    return described


def _example(api: Api, route: Route) -> Any:
    """The example of a route's body: those of a room are in its module `examples`."""
    return importlib.import_module(f"{api.room}.examples").BODIES[str(route)] if _has_a_folder(api) else {}


def _param(api: Api, route: Route) -> tuple[dict[str, Any], dict[str, Any]]:
    """A signed form's `param`, with a schema of the JSON in it, and the schemas that this one speaks of."""
    if not _has_a_folder(api):
        return wording.PARAM, {}
    model = importlib.import_module(f"{api.room}.examples").FORMS[str(route)]
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    parts: dict[str, Any] = schema.pop("$defs", {})
    name = model.__name__
    return wording.PARAM | {"contentSchema": {"$ref": f"#/components/schemas/{name}"}}, parts | {name: schema}


def _has_a_folder(api: Api) -> bool:
    """Whether a room is one of the shop's, and not of a test alone."""
    return importlib.util.find_spec(api.room) is not None


def _with_values(part: Any) -> Any:
    """The part, where each field that takes one of a setting's values names them, as the template has them."""
    if isinstance(part, list):
        return [_with_values(each) for each in part]
    if not isinstance(part, dict):
        return part
    said = {name: _with_values(each) for name, each in part.items() if name != "x-one-of"}
    return said | {"enum": _by_default(part["x-one-of"])} if "x-one-of" in part else said


def _by_default(setting: str) -> list[str]:
    """The values that a setting has where nobody says otherwise."""
    variables = (its["Environment"]["Variables"] for _, its in house.functions())
    parameter = next(its[setting]["Ref"] for its in variables if setting in its)
    default: str = house.template()["Parameters"][parameter]["Default"]
    return default.split(",")


def _mark_what_is_not_for_all(part: dict[str, Any]) -> None:
    """In answers, a field of which some are cleared is there for the roles that it names and for no others."""
    answers = [operation["responses"] for path in part["paths"].values() for operation in path.values()]
    schemas = part["components"]["schemas"]
    for schema in reachable(answers, schemas).values():
        for guarded in sight.TABLE:
            for name in guarded.fields & schema.get("properties", {}).keys():
                schema["properties"][name]["x-shown-to"] = sorted(guarded.roles)
                if name in schema.get("required", []):
                    schema["required"].remove(name)


def text() -> str:
    """What docs/openapi.json is to hold."""
    return json.dumps(describe([room.api for room in house.rooms()]), indent=2, ensure_ascii=False) + "\n"
