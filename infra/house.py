"""The house: which rooms there are, and what everything of a room is called. Derived, never listed by hand.

A room is a folder of `functions/` for which `template.yaml` has a table. Its name is the rule for all other names:
`order_dispatch` keeps `OrderDispatchTable`, named to its functions as `ORDER_DISPATCH_TABLE` and put out as
`OrderDispatchTableName`; `OrderDispatchFunction` answers its routes, `OrderDispatchReactionsFunction` its queues
and schedules. What one room adds to these places is known here, and so to every tool and test.
"""

import importlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from shop.web.api import Api

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = ROOT / "template.yaml"
FUNCTIONS = ROOT / "functions"

Properties = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Room:
    """A room by its name, and what is called after it."""

    name: str

    @property
    def title(self) -> str:
        """The name as resources carry it: `OrderDispatch`."""
        return self.name.title().replace("_", "")

    @property
    def table(self) -> str:
        """The table's logical id; `…Name` is its output."""
        return f"{self.title}Table"

    @property
    def function(self) -> str:
        """The logical id of the function that answers the room's routes."""
        return f"{self.title}Function"

    @property
    def reactions_function(self) -> str:
        """The logical id of the function that serves the room's queues and schedules, where it has some."""
        return f"{self.title}ReactionsFunction"

    @property
    def api(self) -> "Api":
        """The room's routes."""
        api: Api = importlib.import_module(f"{self.name}.handler").api
        return api


class _Loader(yaml.CSafeLoader):
    """YAML with CloudFormation's tags, short forms written out: `{"Ref": …}`, `{"Fn::GetAtt": […]}`."""


def _intrinsic(loader: Any, tag: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if tag == "GetAtt":
        value = value.split(".", 1)
    return {tag if tag in ("Ref", "Condition") else f"Fn::{tag}": value}


_Loader.add_multi_constructor("!", _intrinsic)


def loaded(text: str) -> Properties:
    """A template's text as data."""
    template: Properties = yaml.load(text, _Loader)
    return template


@cache
def template() -> Properties:
    """The whole template."""
    return loaded(TEMPLATE.read_text("utf-8"))


def resources(kind: str) -> dict[str, Properties]:
    """The resources of a type, by logical id."""
    return {name: its for name, its in template()["Resources"].items() if its["Type"] == kind}


def properties(kind: str) -> dict[str, Properties]:
    """The properties of the resources of a type, by logical id."""
    return {name: its.get("Properties", {}) for name, its in resources(kind).items()}


@cache
def tables() -> Mapping[str, str]:
    """The logical ids of all tables, by what they hold: each room's, and those of the ground floor (`sku`)."""
    return {_snake(name.removesuffix("Table")): name for name in resources("AWS::DynamoDB::Table")}


@cache
def rooms() -> tuple[Room, ...]:
    """All rooms, in the order of their tables."""
    return tuple(Room(name) for name in tables() if (FUNCTIONS / name / "handler.py").is_file())


@cache
def routes() -> Mapping[str, Room]:
    """Every route of the shop, `METHOD /path/{id}`, and the room that answers it."""
    return {route: room for room in rooms() for route in room.api.routes}


def room_at(resource: str) -> Room:
    """The room that answers at a resource; of an unknown one, the room whose routes begin most like it."""

    def in_common(route: str) -> int:
        path = route.split(" ")[1]
        return next((n for n, (a, b) in enumerate(zip(path, resource, strict=False)) if a != b), len(path))

    return routes()[max(routes(), key=in_common)]


def functions() -> Iterator[tuple[str, Properties]]:
    """Every function's logical id and properties, with what the template says for all of them filled in."""
    common = template()["Globals"]["Function"]
    for name, its in properties("AWS::Serverless::Function").items():
        own = its.get("Environment", {}).get("Variables", {})
        variables = {**common.get("Environment", {}).get("Variables", {}), **own}
        yield name, {**common, **its, "Environment": {"Variables": variables}}


def _snake(title: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", title).lower()
