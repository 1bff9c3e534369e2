"""Every route of every room, read from the rooms themselves: a new one is looked at without being named here."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from infra import house
from shop.roles import Role
from shop.web.gates import Gate, Signed, Staff

# Something that each placeholder takes; nothing is there.
NAMES = {"product_id": "01K00000000000000000000000", "order_id": "01K00000000000000000000000", "carrier": "shunfeng"}
NAMES |= {"sku": "NO-SUCH-SKU"}


@dataclass(frozen=True)
class Route:
    """A route of the shop and who may call it."""

    method: str
    path: str
    gate: Gate

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def address(self) -> str:
        """The path with something in its placeholders."""
        return self.path.format_map(NAMES)

    @property
    def roles(self) -> frozenset[Role]:
        """The staff who may call it."""
        return self.gate.permission.roles if isinstance(self.gate, Staff) else frozenset()

    @property
    def questions(self) -> dict[str, str]:
        """What may be asked in the query, each with something that it takes (nothing where all is free)."""
        described = _described()["paths"][self.path][self.method.lower()].get("parameters", [])
        return {one["name"]: one["schema"].get("enum", [""])[0] for one in described if one["in"] == "query"}

    @property
    def body(self) -> dict[str, Any]:
        """The least that a call sends: nothing for reading, an empty form or object else."""
        if self.method == "GET":
            return {}
        return {"data": {"param": "{}", "sign": "0"}} if isinstance(self.gate, Signed) else {"json": {}}


@cache
def _described() -> dict[str, Any]:
    described: dict[str, Any] = json.loads((Path(__file__).parents[2] / "docs/openapi.json").read_text("utf-8"))
    return described


def every() -> Iterator[Route]:
    """All routes, room by room."""
    for line, room in house.routes().items():
        method, path = line.split(" ")
        yield Route(method, path, room.api.gates[line])


ALL = tuple(every())
FOR_STAFF = tuple(route for route in ALL if isinstance(route.gate, Staff))
FOR_STOREFRONT = tuple(route for route in ALL if not isinstance(route.gate, Staff | Signed))
WITH_TOKEN = FOR_STAFF + FOR_STOREFRONT


def route(line: str) -> Route:
    """The route of `METHOD /path`."""
    return next(one for one in ALL if str(one) == line)
