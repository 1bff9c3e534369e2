"""Every route of the shop as the deployed one is called: a new row of `tests.rights` is looked at by itself."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.rights import NAMES, ROWS, Row


@dataclass(frozen=True)
class Route(Row):
    """A route and what a call of it sends."""

    @property
    def address(self) -> str:
        """The path with something in its placeholders."""
        return self.path.format_map(NAMES)

    @property
    def questions(self) -> dict[str, str]:
        """What may be asked in the query, each with something that it takes (nothing where it may be left out)."""
        described = _described()["paths"][self.path][self.method.lower()].get("parameters", [])
        return {one["name"]: _taken(one) for one in described if one["in"] == "query"}

    @property
    def body(self) -> dict[str, Any]:
        """The least that a call sends: nothing for reading, an empty form or object else."""
        if self.method == "GET":
            return {}
        return {"data": {"param": "{}", "sign": "0"}} if self.audience == "signed" else {"json": {}}


def _taken(question: dict[str, Any]) -> str:
    """Something that a parameter of a query takes."""
    enumerated: list[str] = question["schema"].get("enum", [""])
    return NAMES[question["name"]] if question.get("required") and not enumerated[0] else enumerated[0]


@cache
def _described() -> dict[str, Any]:
    described: dict[str, Any] = json.loads((Path(__file__).parents[2] / "docs/openapi.json").read_text("utf-8"))
    return described


ALL = tuple(Route(**vars(row)) for row in ROWS)
FOR_STAFF = tuple(route for route in ALL if route.audience == "staff")
FOR_STOREFRONT = tuple(route for route in ALL if route.audience == "storefront")
WITH_TOKEN = FOR_STAFF + FOR_STOREFRONT


def route(name: str) -> Route:
    """The route called `METHOD /path`."""
    return next(one for one in ALL if str(one) == name)
