"""The template as data: short forms written out as `{"Ref": …}`, `{"Fn::GetAtt": […]}` and so on."""

import re
from collections.abc import Iterator
from typing import Any

from infra.house import ROOT, Properties, properties, template
from infra.house import resources as of_type

__all__ = ["ROOT", "Properties", "listed", "named", "of_type", "properties", "routes", "template"]


def named(value: Any) -> str:
    """What an intrinsic points to, in short: `Table`, `Table/stream`, `Table/index/by_list`."""
    match value:
        case str():
            return value
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), "Arn" | "Id"]}:
            return name
        case {"Fn::GetAtt": [str(name), "StreamArn"]}:
            return f"{name}/stream"
        case {"Fn::Sub": str(text)}:
            return text.replace("${", "").replace(".Arn}", "").replace("}", "")
        case {"Fn::If": [_, yes, no]}:
            return f"{yes} or {no}"
    raise AssertionError(f"nothing is known of {value}")


def listed(value: Any) -> list[Any]:
    """One or many as many."""
    return value if isinstance(value, list) else [value]


def routes() -> Iterator[tuple[str, str, Properties]]:
    """Every route of the API's table but preflights: the function that answers, `METHOD /path`, and the operation."""
    for path, item in properties("AWS::Serverless::Api")["Api"]["DefinitionBody"]["paths"].items():
        for method, operation in item.items():
            if method != "options":
                (function,) = re.findall(r"(\w+)\.Arn", operation["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"])
                yield function, f"{method.upper()} {path}", operation
