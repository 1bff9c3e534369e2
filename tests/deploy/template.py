"""The template as data: short forms written out as `{"Ref": …}`, `{"Fn::GetAtt": […]}` and so on."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
Properties = Mapping[str, Any]


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's tags."""


def _intrinsic(loader: _Loader, tag: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    if tag == "GetAtt":
        value = value.split(".", 1)
    return {tag if tag in ("Ref", "Condition") else f"Fn::{tag}": value}


_Loader.add_multi_constructor("!", _intrinsic)


@cache
def template() -> Properties:
    """The whole template."""
    loaded: Properties = yaml.load((ROOT / "template.yaml").read_text("utf-8"), _Loader)
    return loaded


def of_type(kind: str) -> dict[str, Properties]:
    """The resources of a type, by logical name."""
    return {name: resource for name, resource in template()["Resources"].items() if resource["Type"] == kind}


def properties(kind: str) -> dict[str, Properties]:
    """The properties of the resources of a type, by logical name."""
    return {name: resource.get("Properties", {}) for name, resource in of_type(kind).items()}


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
