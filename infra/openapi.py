"""Writes docs/openapi.json: one API description, made from the rooms' own resolvers.

python -m infra.openapi           write it
python -m infra.openapi --check   fail when it is not what the code says
"""

import importlib
import importlib.util
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from infra import house
from shop.web import sight
from shop.web.api import Api
from shop.web.gates import Signed
from shop.web.idempotency import KEY_PATTERN
from shop.web.routes import Route

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs" / "openapi.json"
_SECURITY: dict[str, list[dict[str, list[str]]]] = {
    "staff": [{"staff": []}],
    "storefront": [{"storefront": ["shop/storefront"]}],
    "signed": [{"signature": []}],
}
_SCHEMES = {
    "staff": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "ID token of the user pool; its groups are the roles (x-roles).",
    },
    "storefront": {
        "type": "oauth2",
        "flows": {
            "clientCredentials": {
                "tokenUrl": "https://login.example.com/oauth2/token",
                "scopes": {"shop/storefront": "Read published products and place orders"},
            }
        },
    },
    # Signed in the form itself, for which OpenAPI has no word.
    "signature": {
        "type": "http",
        "scheme": "form-signature",
        "description": "No token: the form field `sign` is the upper-case MD5 of `param` and the salt in common.",
    },
}
_SIGNED_FORM = {
    "type": "object",
    "required": ["param", "sign"],
    "properties": {
        "param": {"type": "string", "contentMediaType": "application/json", "description": "The push (快递100)"},
        "sign": {"type": "string", "pattern": "^[0-9A-F]{32}$"},
    },
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "The same key and body get the same answer, marked Idempotent-Replayed; kept for seven days.",
    "schema": {"type": "string", "pattern": KEY_PATTERN},
}
_TAGS = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of an answer that one has: 304 while nothing changed.",
    "schema": {"type": "string"},
}
_TAG = {"ETag": {"description": "Changes with the answer", "schema": {"type": "string"}}}
_OTHER_REFUSALS = {
    "description": "Any other refusal, such as 429 of the gateway",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def describe(apis: Sequence[Api]) -> dict[str, Any]:
    """One OpenAPI document of all these rooms."""
    parts = _apart({api.room: _part(api) for api in apis})
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for part in parts.values():
        for path, operations in part["paths"].items():
            paths.setdefault(path, {}).update(operations)
        schemas |= part["components"]["schemas"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Zhanggui", "description": project["description"], "version": project["version"]},
        "servers": [{"url": "https://{address}", "variables": {"address": {"default": "shop.example.com/main"}}}],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": _reachable(paths, schemas), "securitySchemes": _SCHEMES},
    }


def _part(api: Api) -> dict[str, Any]:
    """A room's own document, with what the resolver cannot know added."""
    part = api.described()
    for route in api.routes.values():
        operation = part["paths"][route.path][route.method.lower()]
        operation["summary"] = " ".join((route.handler.__doc__ or "").split())
        operation["security"] = _SECURITY[operation["x-audience"]]
        if route.body:
            (content,) = operation["requestBody"]["content"].values()
            content["example"] = _example(api, route)
        operation["responses"] = dict(sorted(operation["responses"].items())) | {"default": _OTHER_REFUSALS}
        if route.once:
            operation.setdefault("parameters", []).append(_KEY)
        if route.tagged:
            operation.setdefault("parameters", []).append(_TAGS)
            operation["responses"]["200"]["headers"] = _TAG
            operation["responses"]["304"] = {"description": "Nothing changed since", "headers": _TAG}
        if isinstance(route.gate, Signed):
            content = {route.content_type: {"schema": _SIGNED_FORM, "example": _example(api, route)}}
            operation["requestBody"] = {"required": True, "content": content}
        if "requestBody" in operation:
            operation["requestBody"]["description"] = f"At most {route.largest_body} bytes, in UTF-8."
    _mark_what_is_not_for_all(part)
    described: dict[str, Any] = _with_values(part)
    return described


def _example(api: Api, route: Route) -> Any:
    """The example of a route's body: those of a room are in its module `examples`."""
    if importlib.util.find_spec(api.room) is None:  # a room of tests
        return {}
    return importlib.import_module(f"{api.room}.examples").BODIES[str(route)]


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
    for schema in _reachable(answers, schemas).values():
        for guarded in sight.TABLE:
            for name in guarded.fields & schema.get("properties", {}).keys():
                schema["properties"][name]["x-shown-to"] = sorted(guarded.roles)
                if name in schema.get("required", []):
                    schema["required"].remove(name)


def _references(part: Any) -> Iterator[str]:
    for reference in re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(part)):
        yield str(reference)


def _apart(parts: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The documents with schemas that share a name but not their meaning called after their rooms."""
    meanings: dict[str, list[Any]] = {}
    for part in parts.values():
        for name, schema in part["components"]["schemas"].items():
            meanings.setdefault(name, []).append(schema)
    clashing = {name for name, found in meanings.items() if any(schema != found[0] for schema in found)}
    # What refers to a clashing name means something else in each room too.
    while more := {
        name
        for name, found in meanings.items()
        if name not in clashing and len(found) > 1 and clashing & set(_references(found))
    }:
        clashing |= more
    return {room: _renamed(part, room, clashing) for room, part in parts.items()}


def _renamed(part: dict[str, Any], room: str, names: set[str]) -> dict[str, Any]:
    prefix = room.title().replace("_", "")
    text = re.sub(
        r'"#/components/schemas/([^"]+)"',
        lambda found: f'"#/components/schemas/{prefix if found[1] in names else ""}{found[1]}"',
        json.dumps(part),
    )
    changed: dict[str, Any] = json.loads(text)
    schemas = changed["components"]["schemas"]
    changed["components"]["schemas"] = {(prefix if name in names else "") + name: schemas[name] for name in schemas}
    return changed


def _reachable(paths: Any, schemas: Mapping[str, Any]) -> dict[str, Any]:
    """Only the schemas that some route speaks of, by name."""
    wanted = set(_references(paths))
    while more := set(_references([schemas[name] for name in wanted])) - wanted:
        wanted |= more
    return {name: schemas[name] for name in sorted(wanted)}


def text() -> str:
    """What docs/openapi.json is to hold."""
    return json.dumps(describe([room.api for room in house.rooms()]), indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write or check; returns 0, or 1 when a check fails."""
    if "--check" in arguments:
        fresh = FILE.exists() and FILE.read_text("utf-8") == text()
        if not fresh:
            print("docs/openapi.json is outdated. Run: make openapi", file=sys.stderr)
        return 0 if fresh else 1
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(text(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
